import type { FastifyError, FastifyInstance } from 'fastify'
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { classify } from '../../warehouse/clickhouse/retry.ts'
import { describeError, type ErrorCode, TuanshuError } from '../../warehouse/errors.ts'

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
  403: '超出您的数据范围',
  404: '没有这个组织或指标',
  409: '数据已被他人修改，请刷新后重试',
  429: '请求过于频繁，请稍后再试',
  500: '服务器内部错误',
  503: '数据仓库暂时不可用，请稍后再试',
}

/** What the user is told of any thrown value: never more than it was written to say. */
export function chineseError(error: unknown): UserError {
  if (error instanceof TuanshuError) {
    const status = STATUS[error.code]
    const message = error instanceof RequestError ? error.message : (MESSAGES[status] ?? '请求失败')
    return { status, code: error.code, message }
  }
  const kind = classify(error)
  if (kind === 'unreachable' || kind === 'transient')
    return { status: 503, code: 'unavailable', message: MESSAGES[503] ?? '' }
  return { status: 500, code: 'internal', message: MESSAGES[500] ?? '' }
}

/** One error handler for all routes, and JSON for unknown addresses below /api. */
export function registerErrors(app: FastifyInstance): void {
  app.setErrorHandler((error: FastifyError, request, reply) => {
    const told = fromFastify(error) ?? chineseError(error)
    const reason = { reason: describeError(error), status: told.status }
    if (told.status >= 500) request.log.error({ ...reason, stack: error.stack }, 'request failed')
    else request.log.info(reason, 'request refused')
    return reply
      .status(told.status)
      .header('cache-control', 'no-store')
      .send({ error: { code: told.code, message: told.message, requestId: request.id } })
  })
  app.setNotFoundHandler((request, reply) => {
    reply.status(404).header('cache-control', 'no-store')
    if (!request.url.startsWith('/api')) return reply.type('text/plain; charset=utf-8').send('没有这个页面')
    return reply.send({ error: { code: 'not_found', message: '没有这个接口', requestId: request.id } })
  })
}

/** Errors of the web server itself: a request that its schema refuses, a body that is too large, and the like. */
function fromFastify(error: FastifyError): UserError | undefined {
  if (hasZodFastifySchemaValidationErrors(error)) {
    const faults = error.validation.map(({ instancePath, message }) => {
      const name = instancePath.replace(/^\//, '')
      return name ? `${name}：${message}` : message
    })
    return { status: 400, code: 'input', message: faults.join('；') }
  }
  if (error.statusCode !== undefined && error.statusCode >= 400 && error.statusCode < 500)
    return { status: error.statusCode, code: 'input', message: MESSAGES[error.statusCode] ?? '请求无效' }
  return undefined
}
