import fs from 'node:fs'
import https from 'node:https'
import path from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createApp } from '../../api/app.ts'
import { addAccount, setEnabled, setPassword } from '../../warehouse/control/accounts/accounts.ts'
import { readAudit } from '../../warehouse/control/accounts/audit.ts'
import { ABSOLUTE_MS, IDLE_MS } from '../../warehouse/control/accounts/sessions.ts'
import { createLog } from '../../warehouse/platform/log.ts'
import { startOfDay } from '../../warehouse/platform/time/day.ts'
import { makeCertificate } from '../support/servers/certificate.ts'
import { cheapHash } from '../support/servers/cheapHash.ts'
import { type TestWarehouse, temporaryDir, testWarehouse } from '../support/warehouse.ts'
import { plantTree, TODAY } from '../warehouse/query/world.ts'
import { signedIn, type TestServer, testServer } from './server.ts'

const NOON = startOfDay(TODAY) + 12 * 3_600_000
const PASSWORD = 'Nebel über der Elbe'
let test: TestWarehouse
let server: TestServer
let clock = NOON
const hash = cheapHash(PASSWORD)

beforeAll(async () => {
  test = await testWarehouse()
  await plantTree(test.warehouse)
  server = await testServer(test, {
    now: () => clock,
    config: { WALL_OPEN: false, HTTP_TRUST_PROXY: ['127.0.0.1'] },
  })
})
beforeEach(() => {
  // far enough for every wait to be over
  clock += 2 * 3_600_000
})
afterAll(async () => {
  await server?.stop()
  await test?.stop()
})

let addresses = 0
interface Reply {
  status: number
  headers: Headers
  cookie: string
  body: ReturnType<typeof JSON.parse>
}

/** A request from an address of its own, as the proxy reports it. */
async function ask(
  method: string,
  url: string,
  headers: Record<string, string> = {},
  body?: unknown,
): Promise<Reply> {
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
const signIn = (login: string, password: string, headers: Record<string, string> = {}) =>
  ask('POST', '/api/session', headers, { login, password })
const sent = ({ cookie }: Reply) => ({ cookie: cookie.split(';')[0] ?? '' })
const statusOf = async (headers: Record<string, string>) => (await ask('GET', '/api/metrics', headers)).status
const account = (login: string, org = '10') =>
  addAccount(test.warehouse.app, { login, role: 'committee', org, email: '', passwordHash: hash }, clock)

describe('signing in', () => {
  it('gives a session that says who it is, and ends when signing out', async () => {
    await account('city-10')
    expect((await ask('GET', '/api/session')).body).toEqual({ account: null, hasMailbox: false })
    const reply = await signIn(' City-10 ', PASSWORD)
    const told = {
      account: {
        login: 'city-10',
        role: 'committee',
        org: '10',
        orgName: '组10',
        hasOneTimePassword: false,
      },
      hasMailbox: false,
    }
    expect([reply.status, reply.body]).toEqual([200, told])
    expect(reply.cookie).toMatch(/^tuanshu_session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax$/)
    expect(reply.headers.get('cache-control')).toBe('no-store')
    const session = sent(reply)
    expect((await ask('GET', '/api/session', session)).body).toEqual(told)
    expect(await statusOf(session)).toBe(200)

    clock += 1_000
    const out = await ask('DELETE', '/api/session', session)
    expect([out.status, out.body.account]).toEqual([200, null])
    expect(out.cookie).toMatch(/^tuanshu_session=;.*(Max-Age=0|Expires=Thu, 01 Jan 1970)/)
    expect(await statusOf(session)).toBe(401)
    const trail = await readAudit(test.warehouse.app, { org: '10' }, { limit: 2 })
    expect(trail.map(({ action, login, address }) => [action, login, address.slice(0, 5)])).toEqual([
      ['sign_out', 'city-10', '10.0.'],
      ['sign_in', 'city-10', '10.0.'],
    ])
  })

  it('keeps nothing that could sign somebody in', async () => {
    await account('city-11')
    const { cookie } = sent(await signIn('city-11', PASSWORD))
    const answer = await test.warehouse.app.query({
      query: 'select * from ops.sys_session',
      format: 'JSONEachRow',
    })
    expect(await answer.text()).not.toContain(cookie.split('=')[1])
  })

  it('marks the cookie as secure when the proxy ends TLS, and begins a new session each time', async () => {
    await account('city-12')
    const first = await signIn('city-12', PASSWORD, { 'x-forwarded-proto': 'https' })
    expect(first.cookie).toMatch(/; Secure/)
    const second = await signIn('city-12', PASSWORD, sent(first))
    expect(sent(second)).not.toEqual(sent(first))
    expect([await statusOf(sent(first)), await statusOf(sent(second))]).toEqual([401, 200])
  })

  it('says the same for a wrong password, an unknown login and a disabled account', async () => {
    await account('city-13')
    await account('city-14')
    await setEnabled(test.warehouse.app, 'city-14', false, clock)
    const refused = await Promise.all([
      signIn('city-13', 'something else'),
      signIn('nobody', PASSWORD),
      signIn('city-14', PASSWORD),
      signIn('not a login!', PASSWORD),
    ])
    for (const { status, body, cookie } of refused) {
      expect([status, cookie]).toEqual([401, ''])
      expect(body.error).toMatchObject({ code: 'unauthenticated', message: '账号或密码不正确' })
    }
    const trail = await readAudit(test.warehouse.app, { org: 'root' }, { limit: 4 })
    expect(trail.map(({ action, login }) => `${action} ${login}`).sort()).toEqual([
      'sign_in_failed ',
      'sign_in_failed city-13',
      'sign_in_failed city-14',
      'sign_in_failed nobody',
    ])
  })

  it.each([
    [{}, /login|password/],
    [{ login: 'city-10' }, /password/],
    [{ login: 'x'.repeat(41), password: 'y' }, /账号过长/],
    [{ login: 'city-10', password: '' }, /请输入密码/],
    [{ login: ['city-10'], password: { a: 1 } }, /login/],
  ])('refuses %j', async (body, message) => {
    const reply = await ask('POST', '/api/session', {}, body)
    expect([reply.status, reply.body.error.message]).toEqual([400, expect.stringMatching(message)])
  })

  it('makes whoever guesses wait, also for the right password', async () => {
    await account('city-15')
    for (let i = 0; i < 5; i++) expect((await signIn('city-15', `guess number ${i}`)).status).toBe(401)
    const early = await signIn('city-15', PASSWORD)
    expect([early.status, early.body.error.code, early.body.error.message]).toEqual([
      429,
      'limited',
      '登录失败次数过多，请 1 分钟后再试',
    ])
    expect(early.headers.get('retry-after')).toBe('60')
    clock += 60_000
    expect((await signIn('city-15', PASSWORD)).status).toBe(200)
  })

  it('slows down an address that tries many logins', async () => {
    const from = { 'x-forwarded-for': '10.9.9.9' }
    const replies = await Promise.all(
      Array.from({ length: 32 }, () => ask('POST', '/api/session', from, { login: 'x', password: '' })),
    )
    const limited = replies.filter(({ status }) => status === 429)
    expect(limited).toHaveLength(2)
    expect(limited[0]?.body.error).toMatchObject({
      code: 'limited',
      message: expect.stringContaining('登录过于频繁'),
    })
    expect((await ask('GET', '/api/session', from)).status).toBe(200)
  })

  it('leaves room for others while one address has many passwords checked', async () => {
    await account('city-19')
    const from = { 'x-forwarded-for': '10.9.9.10' }
    const many = Promise.all(Array.from({ length: 30 }, (_, i) => signIn(`nobody-${i}`, PASSWORD, from)))
    expect((await signIn('city-19', PASSWORD)).status).toBe(200)
    const statuses = (await many).map(({ status }) => status)
    expect(statuses.filter(status => status === 401).length).toBeGreaterThanOrEqual(12)
    expect(statuses.filter(status => ![401, 429].includes(status))).toEqual([])
  })

  it('takes nothing that a page of another site sends', async () => {
    await account('city-16')
    const session = sent(await signIn('city-16', PASSWORD))
    for (const foreign of [
      { origin: 'http://evil.example' },
      { origin: 'null' },
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site', origin: server.url },
    ]) {
      expect((await signIn('city-16', PASSWORD, foreign)).status).toBe(403)
      expect((await ask('DELETE', '/api/session', { ...session, ...foreign })).status).toBe(403)
    }
    expect(await statusOf(session)).toBe(200)
    const own = { origin: server.url, 'sec-fetch-site': 'same-origin' }
    expect((await ask('DELETE', '/api/session', { ...session, ...own })).status).toBe(200)
  })
})

describe('a session', () => {
  it('ends when nobody has used it for eight hours', async () => {
    const used = await signedIn(server, { role: 'department', org: 'root' })
    const left = await signedIn(server, { role: 'department', org: 'root' })
    const began = clock
    clock = began + IDLE_MS - 1_000
    expect(await statusOf(used)).toBe(200)
    // the note that it was used is written beside the answer
    const isNoted = async () => {
      const answer = await test.warehouse.app.query({
        query: 'select toUInt32(count()) as n from ops.sys_session where seen_at > created_at',
        format: 'JSONEachRow',
      })
      return (await answer.json<{ n: number }>())[0]?.n
    }
    await expect.poll(isNoted).toBe(1)
    clock = began + IDLE_MS + 1_000
    expect([await statusOf(used), await statusOf(left)]).toEqual([200, 401])
    clock = began + ABSOLUTE_MS
    await expect.poll(() => statusOf(used)).toBe(401)
  })

  it('ends within seconds of disabling the account or giving it another password', async () => {
    const ends = [
      ['city-17', () => setEnabled(test.warehouse.app, 'city-17', false, clock)],
      ['city-18', () => setPassword(test.warehouse.app, 'city-18', hash, clock)],
    ] as const
    await Promise.all(
      ends.map(async ([login, end]) => {
        const session = await signedIn(server, { role: 'committee', org: '10', login })
        expect(await statusOf(session)).toBe(200)
        await end()
        await expect.poll(() => statusOf(session), { timeout: 5_000, interval: 200 }).toBe(401)
      }),
    )
  })

  it.each(['', 'x', 'a'.repeat(43), '=;=', `${'a'.repeat(42)}'`])('is not made up: %j', async text => {
    expect(await statusOf({ cookie: `tuanshu_session=${text}` })).toBe(401)
  })
})

describe('changing the own password', () => {
  const NEXT = 'Regen an der Weser'
  let of31: Promise<{ cookie: string }> | undefined
  const sessionOf31 = () => {
    of31 ??= signedIn(server, { role: 'committee', org: '10', login: 'city-31' })
    return of31
  }
  const change = (headers: Record<string, string>, password: string, newPassword: string) =>
    ask('POST', '/api/session/password', headers, { password, newPassword })
  const flag = async (headers: Record<string, string>) =>
    (await ask('GET', '/api/session', headers)).body.account?.hasOneTimePassword

  it('goes on in this browser with a new session, and ends all others of the account', async () => {
    const made = { role: 'committee', org: '10', email: '', passwordHash: hash } as const
    await addAccount(test.warehouse.app, { ...made, login: 'city-30', hasOneTimePassword: true }, clock)
    const [here, there] = [sent(await signIn('city-30', PASSWORD)), sent(await signIn('city-30', PASSWORD))]
    expect(await flag(here)).toBe(true)
    const reply = await change(here, PASSWORD, NEXT)
    expect([reply.status, reply.body.account]).toMatchObject([
      200,
      { login: 'city-30', hasOneTimePassword: false },
    ])
    expect(reply.cookie).toMatch(/^tuanshu_session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax$/)
    expect([await statusOf(sent(reply)), await statusOf(here)]).toEqual([200, 401])
    await expect.poll(() => statusOf(there), { timeout: 5_000, interval: 200 }).toBe(401)
    expect((await signIn('city-30', PASSWORD)).status).toBe(401)
    expect(await flag(sent(await signIn('city-30', NEXT)))).toBe(false)
    const trail = await readAudit(test.warehouse.app, { org: 'root' }, { limit: 20 })
    expect(trail.filter(({ login }) => login === 'city-30').map(({ action }) => action)).toContain(
      'password_change',
    )
  })

  it.each([
    ['short', '新密码不符合要求：10 至 200 个字符'],
    ['my city-31 is nice', '新密码不符合要求：不能包含账号名'],
    ['Password123456', expect.stringContaining('至少有 5 个不同的字符')],
    [PASSWORD, '新密码不能与原密码相同'],
    ['', expect.stringContaining('请输入新密码')],
  ])('refuses %j by the rules that it tells', async (next, message) => {
    const { status, body } = await change(await sessionOf31(), PASSWORD, next)
    expect([status, body.error.message]).toEqual([400, message])
  })

  it('takes nothing without the old password, makes whoever guesses it wait, and keeps the session', async () => {
    await account('city-33')
    const session = sent(await signIn('city-33', PASSWORD))
    for (let i = 0; i < 5; i++) {
      const { status, body } = await change(session, `guess number ${i}`, NEXT)
      expect([status, body.error.message]).toEqual([400, '原密码不正确'])
    }
    expect((await change(session, PASSWORD, NEXT)).status).toBe(429)
    expect(await statusOf(session)).toBe(200)
    clock += 60_000
    expect((await change(session, PASSWORD, NEXT)).status).toBe(200)
  })

  it('is open to whoever is signed in while others guess the password at the sign-in', async () => {
    await account('city-35')
    const session = sent(await signIn('city-35', PASSWORD))
    for (let i = 0; i < 5; i++) expect((await signIn('city-35', `guess number ${i}`)).status).toBe(401)
    expect((await signIn('city-35', PASSWORD)).status).toBe(429)
    expect((await change(session, PASSWORD, NEXT)).status).toBe(200)
  })

  it('is refused when the password was changed meanwhile', async () => {
    await account('city-34')
    await expect(
      setPassword(test.warehouse.app, 'city-34', 'other', clock, { instead: 'what it was' }),
    ).rejects.toMatchObject({ code: 'conflict' })
    expect((await signIn('city-34', PASSWORD)).status).toBe(200)
  })

  it('tells its rules beforehand', async () => {
    const session = await signedIn(server, { role: 'department', org: 'root' })
    const { rules } = (await ask('GET', '/api/session/password', session)).body
    expect(rules).toEqual([
      '10 至 200 个字符',
      '不能包含账号名',
      expect.stringContaining('5 个不同的字符'),
      '不能与原密码相同',
    ])
  })
})

describe('listening with TLS', () => {
  const certificates = temporaryDir()
  afterAll(() => certificates.remove())

  it('speaks TLS itself, with secure cookies and a header that demands it', async () => {
    await account('city-20')
    const { cert, key } = await makeCertificate(certificates.dir)
    const secure = await testServer(test, {
      now: () => clock,
      config: { WALL_OPEN: false, HTTP_TLS_CERT: cert, HTTP_TLS_KEY: key },
    })
    try {
      const reply = await new Promise<{ status: number | undefined; cookies: string[]; demand: string }>(
        (resolve, reject) => {
          const request = https.request(
            `${secure.url}/api/session`,
            {
              method: 'POST',
              ca: fs.readFileSync(cert),
              headers: { 'content-type': 'application/json', origin: secure.url },
            },
            response => {
              response.resume()
              resolve({
                status: response.statusCode,
                cookies: response.headers['set-cookie'] ?? [],
                demand: response.headers['strict-transport-security'] ?? '',
              })
            },
          )
          request.on('error', reject)
          request.end(JSON.stringify({ login: 'city-20', password: PASSWORD }))
        },
      )
      expect(reply).toEqual({
        status: 200,
        cookies: [expect.stringMatching(/^tuanshu_session=.*; Secure/)],
        demand: 'max-age=15552000',
      })
    } finally {
      await secure.stop()
    }
    const plain = await ask('GET', '/api/session')
    expect(plain.headers.get('strict-transport-security')).toBeNull()
  })

  it('says which file is wrong', async () => {
    const { cert } = await makeCertificate(certificates.dir)
    const other = path.join(certificates.dir, 'other')
    fs.mkdirSync(other)
    const { key } = await makeCertificate(other)
    const start = (files: { HTTP_TLS_CERT: string; HTTP_TLS_KEY: string }) =>
      createApp({ config: { ...test.config, ...files }, warehouse: test.warehouse, log: createLog('test') })
    await expect(start({ HTTP_TLS_CERT: cert, HTTP_TLS_KEY: '/nowhere.pem' })).rejects.toMatchObject({
      code: 'config',
      message: 'HTTP_TLS_KEY: /nowhere.pem cannot be read',
    })
    await expect(start({ HTTP_TLS_CERT: cert, HTTP_TLS_KEY: key })).rejects.toMatchObject({
      code: 'config',
      message: expect.stringContaining('cannot be used together'),
    })
  })
})
