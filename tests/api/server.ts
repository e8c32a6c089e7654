import type { AddressInfo } from 'node:net'
import type { FastifyInstance } from 'fastify'
import { io, type Socket } from 'socket.io-client'
import { createApp } from '../../api/app.ts'
import { SESSION_COOKIE } from '../../api/auth/cookies.ts'
import type { FeedStatus, Picture, SceneInfo, SubscribeAnswer } from '../../warehouse/contract/picture.ts'
import type { Role } from '../../warehouse/control/accounts/account.ts'
import { addAccount, findAccount } from '../../warehouse/control/accounts/accounts.ts'
import { openSession } from '../../warehouse/control/accounts/sessions.ts'
import type { Warehouse } from '../../warehouse/platform/clickhouse/client.ts'
import type { Config } from '../../warehouse/platform/config.ts'
import { createLog } from '../../warehouse/platform/log.ts'
import type { TestWarehouse } from '../support/warehouse.ts'

export interface AskedRequest {
  headers?: Record<string, string>
  method?: string
  body?: unknown
  /** They are not followed unless it says so. */
  redirect?: 'follow' | 'manual'
}

export interface Answer {
  status: number
  headers: Headers
  text: string
  /** Parsed, when it is JSON. */
  body: ReturnType<typeof JSON.parse>
}

export interface TestServer {
  app: FastifyInstance
  warehouse: Warehouse
  now(): number
  url: string
  /** Route of every query that the reader was asked since the last `forget`, as its log comment. */
  asked: string[]
  forget(): void
  /** Sends a request, a POST when it has a body and no `method`. */
  ask(path: string, request?: AskedRequest): Promise<Answer>
  stop(): Promise<void>
}

/**
 * A server on a free port over a test's warehouse, which notes what it asks. The wall is open unless `config` closes it;
 * for all else see `signedIn`.
 */
export async function testServer(
  test: TestWarehouse,
  {
    config,
    now = Date.now,
    port: wantedPort = 0,
    ...options
  }: { config?: Partial<Config>; now?: () => number; page?: string; port?: number } = {},
): Promise<TestServer> {
  const asked: string[] = []
  const app = await createApp({
    config: { ...test.config, WALL_OPEN: true, ...config },
    warehouse: noting(test.warehouse, asked),
    log: createLog('test').child({}, { level: 'error' }),
    now,
    ...options,
  })
  await app.listen({ host: '127.0.0.1', port: wantedPort })
  const { port } = app.server.address() as AddressInfo
  const url = `${config?.HTTP_TLS_CERT ? 'https' : 'http'}://127.0.0.1:${port}`
  return {
    app,
    warehouse: test.warehouse,
    now,
    url,
    asked,
    forget: () => {
      asked.length = 0
    },
    async ask(path, { headers, body, method = body === undefined ? 'GET' : 'POST', redirect } = {}) {
      const response = await fetch(`${url}${path}`, {
        method,
        redirect: redirect ?? 'manual',
        headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
      const text = await response.text()
      const isJson = response.headers.get('content-type')?.includes('json') && text !== ''
      const { status, headers: answered } = response
      return { status, headers: answered, text, body: isJson ? JSON.parse(text) : undefined }
    },
    stop: () => app.close(),
  }
}

let accounts = 0

/**
 * Makes an account (without a password: it costs nothing) and signs it in. Resolves to the headers of its requests, also
 * for `viewer`.
 */
export async function signedIn(
  { warehouse, now }: TestServer,
  {
    role,
    org,
    login = `test-${++accounts}`,
    email = '',
  }: { role: Role; org: string; login?: string; email?: string },
): Promise<{ cookie: string }> {
  await addAccount(warehouse.app, { login, role, org, email, passwordHash: '' }, now())
  const account = await findAccount(warehouse.app, login)
  if (!account) throw new Error(`the account ${login} was not made`)
  return { cookie: `${SESSION_COOKIE}=${await openSession(warehouse.app, account, now())}` }
}

/** The same warehouse; its reader also writes down the comment of each query before it asks. */
function noting(warehouse: Warehouse, asked: string[]): Warehouse {
  const reader = new Proxy(warehouse.reader, {
    get(target, name) {
      if (name !== 'query') return Reflect.get(target, name, target)
      return (params: Parameters<typeof target.query>[0]) => {
        asked.push(String(params.clickhouse_settings?.log_comment ?? 'tree'))
        return target.query(params)
      }
    },
  })
  return { ...warehouse, reader }
}

export interface TestViewer {
  socket: Socket
  scenes: SceneInfo[]
  pictures: Picture[]
  statuses: FeedStatus[]
  subscribe(org: string, scene?: string): Promise<SubscribeAnswer>
  close(): void
}

/** A connected viewer that collects what it is sent. */
export async function viewer(
  url: string,
  transports: string[] = ['websocket'],
  headers: Record<string, string> = {},
): Promise<TestViewer> {
  const socket = io(url, { transports, reconnection: false, forceNew: true, extraHeaders: headers })
  const scenes: SceneInfo[] = []
  const pictures: Picture[] = []
  const statuses: FeedStatus[] = []
  socket.on('scene', (scene: SceneInfo) => scenes.push(scene))
  socket.on('picture', (picture: Picture) => pictures.push(picture))
  socket.on('status', (status: FeedStatus) => statuses.push(status))
  await new Promise<void>((resolve, reject) => {
    socket.on('connect', resolve)
    socket.on('connect_error', reject)
  })
  return {
    socket,
    scenes,
    pictures,
    statuses,
    subscribe: (org, scene = 'overview') => socket.timeout(20_000).emitWithAck('subscribe', { scene, org }),
    close: () => socket.disconnect(),
  }
}
