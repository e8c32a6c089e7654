import { describe, expect, it } from 'vitest'
import type { HeldAccountInfo } from '../../api/contract.ts'
import type { Role } from '../../warehouse/control/accounts/account.ts'
import { addAccount, findAccount, setEnabled } from '../../warehouse/control/accounts/accounts.ts'
import { readAudit } from '../../warehouse/control/accounts/audit.ts'
import { signedIn } from './server.ts'
import { HASH, PASSWORD, signInDesk } from './signInDesk.ts'

const desk = signInDesk()
const { ask, signIn, sent, statusOf } = desk
const UNKNOWN = '没有这个账号，或它不在您的数据范围内'
const NO_ORG = '没有这个组织，或它不在您的数据范围内'

/** What stands above each organisation that an account is bound to here, itself included. */
const PATHS: Readonly<Record<string, readonly string[]>> = {
  root: [],
  1: ['1'],
  10: ['1', '10'],
  11: ['1', '10', '11'],
  20: ['1', '20'],
}
const isBelow = (org: string, top: string) => top === 'root' || (PATHS[org] ?? []).includes(top)
let made = 0
const admin = (org: string, login = `admin-${org}-${++made}`) =>
  signedIn(desk.server, { role: 'admin', org, login })
const account = (login: string, org: string, role: Role = 'department') =>
  addAccount(
    desk.test.warehouse.app,
    { login, role, org, email: '', passwordHash: HASH },
    desk.clock,
  )
const post = (headers: { cookie: string }, path: string, body: object = {}) =>
  ask('POST', `/api/accounts${path}`, headers, body)
const stored = (login: string) => findAccount(desk.test.warehouse.app, login)
const listed = async (headers: { cookie: string }): Promise<HeldAccountInfo[]> =>
  (await ask('GET', '/api/accounts', headers)).body.accounts

describe('an administrator', () => {
  it('makes an account whose password is told once, and whose owner is asked to choose another', async () => {
    const province = await admin('root')
    const given = { login: 'made-10', role: 'committee', org: '10', email: 'office@10.example' }
    const { status, body } = await post(province, '', given)
    expect([status, body.account]).toEqual([
      200,
      {
        ...given,
        orgName: '组10',
        isEnabled: true,
        hasOneTimePassword: true,
        createdAt: desk.clock,
        lastSignInAt: null,
        isOwn: false,
      },
    ])
    expect((await ask('GET', '/api/accounts', province)).body).not.toMatchObject({ password: body.password })
    const session = await signIn('made-10', body.password)
    expect(session.body.account).toMatchObject({ org: '10', hasOneTimePassword: true })
    expect((await listed(province)).find(({ login }) => login === 'made-10')?.lastSignInAt).toBe(desk.clock)
    expect(JSON.stringify(await readAudit(desk.test.warehouse.app, { org: 'root' }, { limit: 50 }))).not.toContain(
      body.password,
    )
  })

  it('ends what is signed in at once by disabling, moving, resetting and another role', async () => {
    const province = await admin('root')
    for (const [act, body] of [
      ['disable', {}],
      ['move', { org: '20' }],
      ['reset', {}],
      ['role', { role: 'committee' }],
    ] as const) {
      const login = `ended-${act}`
      await account(login, '10')
      const session = sent(await signIn(login, PASSWORD))
      expect(await statusOf(session)).toBe(200)
      expect([act, (await post(province, `/${login}/${act}`, body)).status]).toEqual([act, 200])
      expect([act, await statusOf(session)]).toEqual([act, 401])
    }
    expect((await signIn('ended-disable', PASSWORD)).status).toBe(401)
    await post(province, '/ended-disable/enable')
    expect((await signIn('ended-disable', PASSWORD)).status).toBe(200)
    expect((await signIn('ended-reset', PASSWORD)).status).toBe(401)
    expect((await signIn('ended-move', PASSWORD)).body.account).toMatchObject({ org: '20' })
    expect((await signIn('ended-role', PASSWORD)).body.account).toMatchObject({ role: 'committee' })
  })

  it('leaves a trail of who did what to whom', async () => {
    await admin('10', 'trail-admin')
    const county = await signedIn(desk.server, { role: 'admin', org: '10', login: 'trail-admin-2' })
    await account('trail', '11', 'committee')
    await post(county, '/trail/move', { org: '10' })
    await post(county, '/trail/role', { role: 'department' })
    await post(county, '/trail/email', { email: 'a@b.cn' })
    await post(county, '/trail/disable')
    await post(county, '/trail/enable')
    await post(county, '/trail/reset')
    const trail = await readAudit(desk.test.warehouse.app, { org: '10' }, { limit: 6 })
    expect(trail.map(({ action, org, detail, login }) => `${login} ${action} ${org} ${detail}`).sort()).toEqual([
      'trail-admin-2 account_disable 10 trail',
      'trail-admin-2 account_email 10 trail: a@b.cn',
      'trail-admin-2 account_enable 10 trail',
      'trail-admin-2 account_move 10 trail, before 11',
      'trail-admin-2 account_reset 10 trail',
      'trail-admin-2 account_role 10 trail: committee → department',
    ])
  })

  it('sees and changes the accounts of the own subtree and no other: a foreign one is as one that there is not', async () => {
    for (const org of Object.keys(PATHS)) await account(`of-${org}`, org)
    for (const own of Object.keys(PATHS)) {
      const who = await admin(own)
      const seen = (await listed(who)).map(({ login }) => login)
      for (const org of Object.keys(PATHS)) {
        const isInside = isBelow(org, own)
        expect([own, org, seen.includes(`of-${org}`)]).toEqual([own, org, isInside])
        const before = await stored(`of-${org}`)
        for (const [act, body] of [
          ['email', { email: 'x@y.cn' }],
          ['role', { role: 'department' }],
          ['move', { org: own }],
          ['enable', {}],
          ['disable', {}],
          ['reset', {}],
        ] as const) {
          if (isInside) continue
          for (const login of [`of-${org}`, 'nobody', 'No Login!'])
            expect([own, act, login, await refusalOf(who, `/${encodeURIComponent(login)}/${act}`, body)]).toEqual([
              own,
              act,
              login,
              [404, UNKNOWN],
            ])
        }
        if (!isInside) expect(await stored(`of-${org}`)).toEqual(before)
        if (isInside) expect((await post(who, `/of-${org}/enable`)).status).toBe(200)
      }
    }
  })

  it('binds nobody to an organisation outside of the own subtree', async () => {
    await account('bound', '11')
    for (const own of ['10', '11'])
      for (const foreign of ['1', '20', '77', '0']) {
        const who = await admin(own)
        const given = { login: 'unbound', role: 'department', org: foreign }
        expect(await refusalOf(who, '', given)).toEqual([404, NO_ORG])
        expect(await refusalOf(who, '/bound/move', { org: foreign })).toEqual([404, NO_ORG])
      }
    expect([(await stored('bound'))?.org, await stored('unbound')]).toEqual(['11', undefined])
    // below it root is the top of what one may see
    const city = await admin('10')
    expect((await post(city, '/bound/move', { org: 'root' })).body.org).toBe('10')
  })

  it('never locks out the own account', async () => {
    const province = await admin('root', 'myself')
    for (const [act, body] of [
      ['disable', {}],
      ['reset', {}],
      ['move', { org: '10' }],
      ['role', { role: 'department' }],
    ] as const)
      expect([act, await refusalOf(province, `/myself/${act}`, body)]).toEqual([
        act,
        [409, expect.stringContaining('自己正在使用的账号')],
      ])
    expect((await listed(province)).find(({ isOwn }) => isOwn)?.login).toBe('myself')
    expect((await stored('myself'))?.isEnabled).toBe(true)
  })

  it.each([
    [{ login: 'Ab', role: 'department', org: '10' }, /账号名为 3 至 40/],
    [{ login: 'good-one', role: 'emperor', org: '10' }, /请选择角色/],
    [{ login: 'good-one', role: 'department' }, /请选择组织/],
    [{ login: 'good-one', role: 'department', org: '10', email: 'nowhere' }, /邮箱地址无效/],
    [{ login: 'good-one', role: 'committee', org: 'root' }, /“团委”账号须绑定组织树中的一个组织/],
  ])('is told what is wrong with %j', async (given, message) => {
    const [status, text] = await refusalOf(await admin('root'), '', given)
    expect([status, text]).toEqual([400, expect.stringMatching(message)])
  })

  it('gives no login away twice, also not that of a disabled account', async () => {
    await account('once', '10')
    await setEnabled(desk.test.warehouse.app, 'once', false, desk.clock)
    const given = { login: 'once', role: 'department', org: '10' }
    expect(await refusalOf(await admin('10'), '', given)).toEqual([409, expect.stringContaining('已被使用')])
  })

  it('who was disabled a moment ago changes nothing more, though the session is still known', async () => {
    await account('target', '10')
    const who = await admin('10', 'a-moment-ago')
    expect((await listed(who)).length).toBeGreaterThan(0)
    await setEnabled(desk.test.warehouse.app, 'a-moment-ago', false, desk.clock)
    const [status] = await refusalOf(who, '/target/disable', {})
    expect([401, 403]).toContain(status)
    expect((await stored('target'))?.isEnabled).toBe(true)
  })
})

it('two administrators who disable each other leave one of them', async () => {
  const everybody = await listed(await admin('root', 'keeper'))
  const [one, other] = [await admin('root', 'one'), await admin('root', 'other')]
  for (const { login, role, org } of [...everybody, { login: 'keeper', role: 'admin', org: 'root' }])
    if (role === 'admin' && org === 'root') await setEnabled(desk.test.warehouse.app, login, false, desk.clock)
  const answers = await Promise.all([post(one, '/other/disable'), post(other, '/one/disable')])
  expect(answers.map(({ status }) => status).filter(status => status === 200)).toHaveLength(1)
  const left = await Promise.all(['one', 'other'].map(stored))
  expect(left.filter(each => each?.isEnabled)).toHaveLength(1)
})

async function refusalOf(headers: { cookie: string }, path: string, body: object): Promise<[number, string]> {
  const reply = await post(headers, path, body)
  return [reply.status, reply.body.error?.message]
}
