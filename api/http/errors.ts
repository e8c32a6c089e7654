import { randomUUID } from 'node:crypto'
import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { classify } from '../../warehouse/platform/clickhouse/retry.ts'
import { describeError, type ErrorCode, TuanshuError } from '../../warehouse/platform/errors.ts'
import type { Log } from '../../warehouse/platform/log.ts'

/** An error whose message is written for the user of the interface, in Chinese. */
export class RequestError extends TuanshuError {
  override name = 'RequestError'
}

/** Body of every answer that is not a success. */
export const errorBody = z.object({
  error: z.object({
    code: z.string().describe('错误代码'),
    message: z.string().describe('错误说明'),
    requestId: z.string().describe('请求编号，报障时请提供'),
  }),
})

export interface UserError {
  status: number
  code: string
  message: string
}

const STATUS: Readonly<Record<ErrorCode, number>> = {
  input: 400,
  unauthenticated: 401,
  forbidden: 403,
  withheld: 403,
  not_found: 404,
  conflict: 409,
  limited: 429,
  config: 500,
  refused: 500,
  gap: 500,
  unavailable: 503,
}
const MESSAGES: Readonly<Record<number, string>> = {
  400: '请求无效',
  401: '请先登录',
  403: '此项涉及未成年人个案，只提供到市级团组织',
  404: '没有这个组织，或它不在您的数据范围内',
  408: '请求超时',
  409: '数据已被他人修改，请刷新后重试',
  413: '请求内容过大',
  414: '地址过长',
  415: '请求内容须为 JSON（application/json）',
  429: '请求过于频繁，请稍后再试',
  431: '请求头过大',
  500: '服务器内部错误',
  503: '数据仓库暂时不可用，请稍后再试',
}

/**
 * What the user is told of any thrown value: never more than it was written to say. What lies outside of the scope is for
 * its reader not there: a different answer would tell which numbers belong to organisations.
 */
export function chineseError(error: unknown): UserError {
  if (error instanceof RequestError)
    return { status: STATUS[error.code], code: error.code, message: error.message }
  if (error instanceof TuanshuError) {
    const code = error.code === 'forbidden' ? 'not_found' : error.code
    const status = STATUS[code]
    return { status, code, message: MESSAGES[status] ?? '请求失败' }
  }
  const kind = classify(error)
  if (kind === 'unreachable' || kind === 'transient')
    return { status: 503, code: 'unavailable', message: MESSAGES[503] ?? '' }
  return { status: 500, code: 'internal', message: MESSAGES[500] ?? '' }
}

/** What the web server itself refuses before a route is asked, where the status says too little. */
const SERVER_REFUSALS: Readonly<Record<string, string>> = {
  FST_ERR_BAD_URL: '地址无效',
  FST_ERR_CTP_EMPTY_JSON_BODY: '请求内容为空',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: '请求内容的长度与 Content-Length 不符',
  FST_ERR_CTP_INVALID_JSON_BODY: '请求内容不是有效的 JSON',
}

/** One error handler for all routes, and JSON for unknown addresses below /api. */
export function registerErrors(app: FastifyInstance): void {
  app.setErrorHandler(answerError)
  app.setNotFoundHandler((request, reply) => {
    reply.status(404).header('cache-control', 'no-store')
    if (!request.url.startsWith('/api')) return reply.type('text/plain; charset=utf-8').send('没有这个页面')
    return reply.send(bodyOf({ status: 404, code: 'not_found', message: '没有这个接口' }, request.id))
  })
}

/** Answers a request with what its user is told of `error`; the log gets the rest. */
export function answerError(error: FastifyError, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const told =
    error instanceof TuanshuError ? chineseError(error) : (fromFastify(error) ?? chineseError(error))
  const reason = { reason: describeError(error), status: told.status }
  if (told.status >= 500) request.log.error({ ...reason, stack: error.stack }, 'request failed')
  else request.log.info(reason, 'request refused')
  return reply.status(told.status).header('cache-control', 'no-store').send(bodyOf(told, request.id))
}

/** Status of what Node could not read as a request; 400 for all else. */
const CLIENT_ERRORS: Readonly<Record<string, number>> = {
  HPE_HEADER_OVERFLOW: 431,
  ERR_HTTP_REQUEST_TIMEOUT: 408,
}

/** Answers what is no HTTP request (a garbled line, headers without end) as a request is, and closes the connection. */
export function answerClientError(log: Log, error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return
  const status = CLIENT_ERRORS[error.code ?? ''] ?? 400
  const requestId = randomUUID()
  log.info({ reqId: requestId, reason: describeError(error), status }, 'request refused')
  const body = JSON.stringify(bodyOf({ status, code: 'input', message: MESSAGES[status] ?? '' }, requestId))
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nContent-Type: application/json; charset=utf-8\r\nContent-Length: ${Buffer.byteLength(body)}\r\nCache-Control: no-store\r\nConnection: close\r\n\r\n${body}`,
  )
}

function bodyOf({ code, message }: UserError, requestId: string): z.output<typeof errorBody> {
  return { error: { code, message, requestId } }
}

/** Errors of the web server itself: an address that is none, a body that is too large, and the like. */
function fromFastify({ code, statusCode }: FastifyError): UserError | undefined {
  if (statusCode === undefined || statusCode < 400 || statusCode >= 500) return undefined
  const message = SERVER_REFUSALS[code] ?? MESSAGES[statusCode] ?? '请求无效'
  return { status: statusCode, code: statusCode === 404 ? 'not_found' : 'input', message }
}
