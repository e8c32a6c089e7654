import { describe, expect, it } from 'vitest'
import { addAccount, setPassword } from '../../warehouse/control/accounts/accounts.ts'
import { readAudit } from '../../warehouse/control/accounts/audit.ts'
import { signedIn } from './server.ts'
import { HASH, PASSWORD, signInDesk } from './signInDesk.ts'

const desk = signInDesk()
const { ask, signIn, sent, statusOf, account } = desk

describe('changing the own password', () => {
  const NEXT = 'Regen an der Weser'
  let of31: Promise<{ cookie: string }> | undefined
  const sessionOf31 = () => {
    of31 ??= signedIn(desk.server, { role: 'committee', org: '10', login: 'city-31' })
    return of31
  }
  const change = (headers: Record<string, string>, password: string, newPassword: string) =>
    ask('POST', '/api/session/password', headers, { password, newPassword })
  const flag = async (headers: Record<string, string>) =>
    (await ask('GET', '/api/session', headers)).body.account?.hasOneTimePassword

  it('goes on in this browser with a new session, and ends all others of the account', async () => {
    const made = { role: 'committee', org: '10', email: '', passwordHash: HASH } as const
    await addAccount(
      desk.test.warehouse.app,
      { ...made, login: 'city-30', hasOneTimePassword: true },
      desk.clock,
    )
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
    const trail = await readAudit(desk.test.warehouse.app, { org: 'root' }, { limit: 20 })
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
    desk.clock += 60_000
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
      setPassword(desk.test.warehouse.app, 'city-34', 'other', desk.clock, { instead: 'what it was' }),
    ).rejects.toMatchObject({ code: 'conflict' })
    expect((await signIn('city-34', PASSWORD)).status).toBe(200)
  })

  it('tells its rules beforehand', async () => {
    const session = await signedIn(desk.server, { role: 'department', org: 'root' })
    const { rules } = (await ask('GET', '/api/session/password', session)).body
    expect(rules).toEqual([
      '10 至 200 个字符',
      '不能包含账号名',
      expect.stringContaining('5 个不同的字符'),
      '不能与原密码相同',
    ])
  })
})
