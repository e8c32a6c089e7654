import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findAccount, listAccounts } from '../../../warehouse/control/accounts/accounts.ts'
import { readAudit } from '../../../warehouse/control/accounts/audit.ts'
import { addKiosk, findKiosk } from '../../../warehouse/control/accounts/kiosks.ts'
import { isPassword } from '../../../warehouse/control/accounts/password.ts'
import { removeAddress, writeAddress } from '../../../warehouse/platform/embedded/address.ts'
import { runScript } from '../../support/processes/runScript.ts'
import { type TestWarehouse, testWarehouse } from '../../support/warehouse.ts'
import { plantTree } from '../query/world.ts'

let test: TestWarehouse
beforeAll(async () => {
  test = await testWarehouse()
  writeAddress(test.config.dataDir, test.connection)
  await plantTree(test.warehouse)
  await test.warehouse.app.insert({
    table: 'app.dim_org',
    format: 'JSONEachRow',
    values: [31, 32].map(id => ({
      org_id: id,
      org_full_name: '共青团第一中学委员会',
      status: 'active',
      level: 5,
      version: 1,
    })),
  })
})
afterAll(async () => {
  removeAddress(test.config.dataDir)
  await test.stop()
})

const user = (args: string[], input?: string) =>
  runScript(
    'warehouse/commands/user.ts',
    args,
    { TUANSHU_DATA: test.config.dataDir, LOG_LEVEL: 'info' },
    input,
  )
const hashOf = async (login: string) => (await findAccount(test.warehouse.app, login))?.passwordHash
const passwordIn = (out: string) => /shown only here: (\S+)/.exec(out)?.[1] ?? ''

describe('the first administrator', () => {
  it('is made once by two servers that start together, and never again', async () => {
    const start = () => runScript('tests/support/processes/firstAdmin.ts', [JSON.stringify(test.connection)])
    const both = await Promise.all([start(), start()])
    const told = both.map(({ out }) => out.trim())
    expect(told.filter(text => text === 'none')).toHaveLength(1)
    const password = told.find(text => text !== 'none') ?? ''
    expect(await listAccounts(test.warehouse.app)).toMatchObject([
      { login: 'admin', role: 'admin', org: 'root', isEnabled: true },
    ])
    expect(await isPassword(password, await hashOf('admin'))).toBe(true)
    expect(both.map(({ err }) => err).join('')).not.toContain(password)
    expect((await start()).out).toBe('none\n')
  })
})

describe('npm run user', () => {
  it('adds an account by the name of its organisation, with a password that is shown once', async () => {
    const { code, out, err } = await user([
      'add',
      'city-10',
      '--role',
      'committee',
      '--org',
      '组10',
      '--email',
      'office@city10.example',
    ])
    expect([code, err]).toEqual([0, ''])
    expect(out).toContain('city-10 may sign in and see 组织10\n')
    expect(await isPassword(passwordIn(out), await hashOf('city-10'))).toBe(true)
    const list = await user(['list'])
    expect(list.out).toMatch(/^city-10\tcommittee\t10 组织10\toffice@city10\.example\tenabled\t/m)
    expect(list.out).toContain('2 accounts\n')
    expect(list.out).not.toContain('scrypt')
  })

  it('takes a password from standard input, and prints it nowhere', async () => {
    const text = 'Nebel über der Elbe'
    const { code, out, err } = await user(
      ['add', 'school-dept', '--role', 'department', '--org', 'root', '--password-stdin'],
      `${text}\nsecond line\n`,
    )
    expect(code).toBe(0)
    expect(out + err).not.toContain('Nebel')
    expect(await isPassword(text, await hashOf('school-dept'))).toBe(true)
    expect((await findAccount(test.warehouse.app, 'school-dept'))?.hasOneTimePassword).toBe(false)
  })

  it('says what is wrong, and changes nothing', async () => {
    const refused: [string[], RegExp][] = [
      [['add', 'Bad!', '--role', 'admin', '--org', 'root'], /Bad!: a login has 3 to 40 characters/],
      [['add', 'city-10', '--role', 'committee', '--org', '10'], /there is an account city-10 already/],
      [
        ['add', 'someone', '--role', 'boss', '--org', '10'],
        /Allowed choices are admin, department, committee/,
      ],
      [['add', 'someone', '--role', 'committee'], /required option '--org/],
      [
        ['add', 'someone', '--role', 'committee', '--org', 'root'],
        /committee needs an organisation of the tree/,
      ],
      [
        ['add', 'someone', '--role', 'committee', '--org', '77'],
        /no active organisation has the number or the name 77/,
      ],
      [
        ['add', 'someone', '--role', 'committee', '--org', '共青团第一中学委员会'],
        /several organisations have the name.*\n {2}31 {2}共青团第一中学委员会\n {2}32 /,
      ],
      [['add', 'someone', '--role', 'committee', '--org', '10', '--email', 'office'], /no e-mail address/],
      [['disable', 'nobody'], /there is no account nobody/],
      [['move', 'nobody', '--org', '10'], /there is no account nobody/],
      [['move', 'city-10', '--org', '77'], /no active organisation has the number or the name 77/],
      [['move', 'city-10', '--org', 'root'], /committee needs an organisation of the tree/],
      [['kiosk', 'revoke', 'nothing'], /there is no link nothing/],
    ]
    await Promise.all(
      refused.map(async ([args, message]) => {
        const { code, out, err } = await user(args)
        expect(err).toMatch(message)
        expect([code, out]).toEqual([1, ''])
      }),
    )
    expect(await listAccounts(test.warehouse.app)).toHaveLength(3)
  })

  it('refuses a weak password, and one that is not there', async () => {
    const add = ['add', 'someone', '--role', 'committee', '--org', '10', '--password-stdin']
    expect(await user(add, '1234567890\n')).toMatchObject({
      code: 1,
      err: expect.stringContaining('too easy to guess'),
    })
    expect(await user(add, '')).toMatchObject({ code: 1, err: expect.stringContaining('holds no password') })
    expect(await findAccount(test.warehouse.app, 'someone')).toBeUndefined()
  })

  it('disables, enables and resets; each ends or keeps what it must', async () => {
    const before = await findAccount(test.warehouse.app, 'city-10')
    expect((await user(['disable', 'city-10'])).out).toBe('city-10 is disabled\n')
    const disabled = await findAccount(test.warehouse.app, 'city-10')
    expect(disabled).toMatchObject({ isEnabled: false, passwordHash: before?.passwordHash })
    expect(disabled?.epoch).toBe((before?.epoch ?? 0) + 1)
    expect((await user(['enable', 'city-10'])).code).toBe(0)
    const { out } = await user(['reset', 'city-10'])
    const reset = await findAccount(test.warehouse.app, 'city-10')
    expect(reset).toMatchObject({
      isEnabled: true,
      epoch: (before?.epoch ?? 0) + 2,
      org: '10',
      email: 'office@city10.example',
      hasOneTimePassword: true,
    })
    expect(await isPassword(passwordIn(out), reset?.passwordHash)).toBe(true)
  })

  it('moves an account to another organisation, which ends its sessions', async () => {
    const before = await findAccount(test.warehouse.app, 'city-10')
    expect(await user(['move', 'city-10', '--org', '组20'])).toMatchObject({
      code: 0,
      err: '',
      out: 'city-10 may see 组织20\n',
    })
    expect(await findAccount(test.warehouse.app, 'city-10')).toMatchObject({
      org: '20',
      role: 'committee',
      passwordHash: before?.passwordHash,
      epoch: (before?.epoch ?? 0) + 1,
    })
  })

  it('makes a link for a screen, lists and revokes it', async () => {
    const { out } = await user(['kiosk', 'add', '--name', '一楼大厅', '--org', '20'])
    expect(out).toContain('PUBLIC_URL is not set')
    const [, origin, token = ''] = /\n(http:\/\/127\.0\.0\.1:8080)\/\?kiosk=(\S+)\n/.exec(out) ?? []
    expect(origin).toBeDefined()
    const kiosk = await findKiosk(test.warehouse.app, token)
    expect(kiosk).toMatchObject({ name: '一楼大厅', org: '20', isRevoked: false })
    const list = await user(['kiosk', 'list'])
    expect(list.out).toContain(`${kiosk?.id}\t一楼大厅\t20\topen\t`)
    expect(list.out).not.toContain(token)
    expect((await user(['kiosk', 'revoke', kiosk?.id ?? ''])).code).toBe(0)
    expect(await findKiosk(test.warehouse.app, token)).toBeUndefined()
    expect((await user(['kiosk'])).out).toContain('\trevoked\t')

    const ofScene = await user(['kiosk', 'add', '--name', '二楼大厅', '--scene', 'dues'])
    expect(ofScene.out).toMatch(/\/\?kiosk=\S+&scene=dues\n/)
    const unknown = await user(['kiosk', 'add', '--name', '三楼大厅', '--scene', 'none'])
    expect([unknown.code, unknown.err]).toEqual([
      1,
      expect.stringContaining('--scene: there is no none; there are activities (活动与服务), dues (团费), '),
    ])
  })

  it('prints nothing that steers the terminal, also of names that were stored before they were checked', async () => {
    const name = '\u001b[2J\u001b]0;pwn\u0007hall\nffffffff\tfake\troot'
    const { kiosk } = await addKiosk(test.warehouse.app, { name, org: '20' }, Date.now())
    const { out } = await user(['kiosk', 'list'])
    const escaped = String.raw`\u001b[2J\u001b]0;pwn\u0007hall\u000affffffff\u0009fake\u0009root`
    expect(out).toContain(`${kiosk.id}\t${escaped}\t20\topen\t`)
    expect(out.match(/[^\P{C}\n\t]/u)).toBeNull()
    expect(await user(['kiosk', 'add', '--name', name])).toMatchObject({
      code: 1,
      out: '',
      err: 'error: --name: a name has no control characters, and none that show nothing\n',
    })
  })

  it('leaves a trail of all that without a secret', async () => {
    const entries = await readAudit(test.warehouse.app, { org: 'root' }, { limit: 100 })
    expect(entries.map(({ action, detail }) => `${action} ${detail.split(' ').at(-1)}`).reverse()).toEqual([
      'account_add account',
      'account_add (committee)',
      'account_add (department)',
      'account_disable city-10',
      'account_enable city-10',
      'account_reset city-10',
      'account_move 10',
      'kiosk_add 一楼大厅',
      'kiosk_revoke 一楼大厅',
      'kiosk_add 二楼大厅',
    ])
    expect(new Set(entries.map(({ login }) => login))).toEqual(new Set(['(command)']))
    // who may see one city sees its part of the trail
    const part = await readAudit(test.warehouse.app, { org: '20' }, { limit: 100 })
    expect(part.map(({ action }) => action)).toEqual(['kiosk_revoke', 'kiosk_add', 'account_move'])
  })

  it('explains itself', async () => {
    const { code, out, err } = await user(['--help'])
    expect([code, err]).toEqual([0, ''])
    for (const word of ['list', 'add', 'disable', 'enable', 'reset', 'move', 'kiosk'])
      expect(out).toContain(word)
  })
})
