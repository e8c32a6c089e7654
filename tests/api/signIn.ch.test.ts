import { describe, expect, it } from 'vitest'
import { setEnabled, setPassword } from '../../warehouse/control/accounts/accounts.ts'
import { readAudit } from '../../warehouse/control/accounts/audit.ts'
import { ABSOLUTE_MS, IDLE_MS } from '../../warehouse/control/accounts/sessions.ts'
import { signedIn } from './server.ts'
import { HASH, PASSWORD, signInDesk } from './signInDesk.ts'

const desk = signInDesk()
const { ask, signIn, sent, statusOf, account } = desk

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

    desk.clock += 1_000
    const out = await ask('DELETE', '/api/session', session)
    expect([out.status, out.body.account]).toEqual([200, null])
    expect(out.cookie).toMatch(/^tuanshu_session=;.*(Max-Age=0|Expires=Thu, 01 Jan 1970)/)
    expect(await statusOf(session)).toBe(401)
    const trail = await readAudit(desk.test.warehouse.app, { org: '10' }, { limit: 2 })
    expect(trail.map(({ action, login, address }) => [action, login, address.slice(0, 5)])).toEqual([
      ['sign_out', 'city-10', '10.0.'],
      ['sign_in', 'city-10', '10.0.'],
    ])
  })

  it('keeps nothing that could sign somebody in', async () => {
    await account('city-11')
    const { cookie } = sent(await signIn('city-11', PASSWORD))
    const answer = await desk.test.warehouse.app.query({
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
    await setEnabled(desk.test.warehouse.app, 'city-14', false, desk.clock)
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
    const trail = await readAudit(desk.test.warehouse.app, { org: 'root' }, { limit: 4 })
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
    desk.clock += 60_000
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
      { 'sec-fetch-site': 'same-site', origin: desk.server.url },
    ]) {
      expect((await signIn('city-16', PASSWORD, foreign)).status).toBe(403)
      expect((await ask('DELETE', '/api/session', { ...session, ...foreign })).status).toBe(403)
    }
    expect(await statusOf(session)).toBe(200)
    const own = { origin: desk.server.url, 'sec-fetch-site': 'same-origin' }
    expect((await ask('DELETE', '/api/session', { ...session, ...own })).status).toBe(200)
  })
})

describe('a session', () => {
  it('ends when nobody has used it for eight hours', async () => {
    const used = await signedIn(desk.server, { role: 'department', org: 'root' })
    const left = await signedIn(desk.server, { role: 'department', org: 'root' })
    const began = desk.clock
    desk.clock = began + IDLE_MS - 1_000
    expect(await statusOf(used)).toBe(200)
    // the note that it was used is written beside the answer
    const isNoted = async () => {
      const answer = await desk.test.warehouse.app.query({
        query: 'select toUInt32(count()) as n from ops.sys_session where seen_at > created_at',
        format: 'JSONEachRow',
      })
      return (await answer.json<{ n: number }>())[0]?.n
    }
    await expect.poll(isNoted).toBe(1)
    desk.clock = began + IDLE_MS + 1_000
    expect([await statusOf(used), await statusOf(left)]).toEqual([200, 401])
    desk.clock = began + ABSOLUTE_MS
    await expect.poll(() => statusOf(used)).toBe(401)
  })

  it('ends within seconds of disabling the account or giving it another password', async () => {
    const ends = [
      ['city-17', () => setEnabled(desk.test.warehouse.app, 'city-17', false, desk.clock)],
      ['city-18', () => setPassword(desk.test.warehouse.app, 'city-18', HASH, desk.clock)],
    ] as const
    await Promise.all(
      ends.map(async ([login, end]) => {
        const session = await signedIn(desk.server, { role: 'committee', org: '10', login })
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
