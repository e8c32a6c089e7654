import { afterAll, beforeAll, beforeEach } from 'vitest'
import { addAccount } from '../../warehouse/control/accounts/accounts.ts'
import { startOfDay } from '../../warehouse/platform/time/day.ts'
import { cheapHash } from '../support/servers/cheapHash.ts'
import { type TestWarehouse, testWarehouse } from '../support/warehouse.ts'
import { plantTree, TODAY } from '../warehouse/query/world.ts'
import { type TestServer, testServer } from './server.ts'

export const PASSWORD = 'Nebel über der Elbe'
export const HASH = cheapHash(PASSWORD)
const HOUR_MS = 3_600_000

export interface Reply {
  status: number
  headers: Headers
  /** What the answer sets. */
  cookie: string
  body: ReturnType<typeof JSON.parse>
}

/** A closed server behind a proxy, whose clock a test moves. */
export interface SignInDesk {
  readonly test: TestWarehouse
  readonly server: TestServer
  clock: number
  /** A request from an address of its own, as the proxy reports it. */
  ask(method: string, url: string, headers?: Record<string, string>, body?: unknown): Promise<Reply>
  signIn(login: string, password: string, headers?: Record<string, string>): Promise<Reply>
  /** The cookie that a browser sends from now on. */
  sent(reply: Reply): { cookie: string }
  /** Of a request that only who is signed in may make. */
  statusOf(headers: Record<string, string>): Promise<number>
  /** Makes an account with `PASSWORD`. */
  account(login: string, org?: string): Promise<unknown>
}

/** Registers what happens before and after the tests of the file. */
export function signInDesk(): SignInDesk {
  let test: TestWarehouse
  let server: TestServer
  let addresses = 0
  beforeAll(async () => {
    test = await testWarehouse()
    await plantTree(test.warehouse)
    server = await testServer(test, {
      now: () => desk.clock,
      config: { WALL_OPEN: false, HTTP_TRUST_PROXY: ['127.0.0.1'] },
    })
  })
  beforeEach(() => {
    // far enough for every wait to be over
    desk.clock += 2 * HOUR_MS
  })
  afterAll(async () => {
    await server?.stop()
    await test?.stop()
  })

  const ask: SignInDesk['ask'] = async (method, url, headers = {}, body) => {
    const response = await fetch(`${server.url}${url}`, {
      method,
      redirect: 'manual',
      headers: {
        'x-forwarded-for': `10.0.${addresses >> 8}.${addresses++ & 255}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    return {
      status: response.status,
      headers: response.headers,
      cookie: response.headers.get('set-cookie') ?? '',
      body: text.startsWith('{') ? JSON.parse(text) : text,
    }
  }
  const desk: SignInDesk = {
    get test() {
      return test
    },
    get server() {
      return server
    },
    clock: startOfDay(TODAY) + 12 * HOUR_MS,
    ask,
    signIn: (login, password, headers = {}) => ask('POST', '/api/session', headers, { login, password }),
    sent: ({ cookie }) => ({ cookie: cookie.split(';')[0] ?? '' }),
    statusOf: async headers => (await ask('GET', '/api/metrics', headers)).status,
    account: (login, org = '10') =>
      addAccount(
        test.warehouse.app,
        { login, role: 'committee', org, email: '', passwordHash: HASH },
        desk.clock,
      ),
  }
  return desk
}
