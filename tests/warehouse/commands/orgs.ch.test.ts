import fs from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addAccount } from '../../../warehouse/control/accounts/accounts.ts'
import { readAudit } from '../../../warehouse/control/accounts/audit.ts'
import { resolveOrg } from '../../../warehouse/control/accounts/resolveOrg.ts'
import { readAliases } from '../../../warehouse/orgs/aliases.ts'
import { suggestAliases } from '../../../warehouse/orgs/suggestAliases.ts'
import { removeAddress, writeAddress } from '../../../warehouse/platform/embedded/address.ts'
import { runScript } from '../../support/processes/runScript.ts'
import { idOf, Systems } from '../../support/province/systems.ts'
import { type TestWarehouse, testWarehouse } from '../../support/warehouse.ts'

let test: TestWarehouse
beforeAll(async () => {
  test = await testWarehouse()
  writeAddress(test.config.dataDir, test.connection)
  await new Systems(test)
    .org('1:1', '', { org_full_name: '共青团广东省委员会', region_code: '440000', org_type: 'leading_organ' })
    .org('1:10', '1:1', {
      org_full_name: '共青团广州市委员会',
      region_code: '440100',
      org_type: 'leading_organ',
    })
    .org('1:11', '1:10', { org_full_name: '第一中学团委', region_code: '440100', org_type: 'committee' })
    .org('1:12', '1:10', { org_full_name: '第一中学团委', region_code: '440100', org_type: 'committee' })
    .org('2:5', '', {
      org_full_name: '中国共产主义青年团 广东省委员会',
      region_code: '440000',
      org_type: 'leading_organ',
    })
    .org('2:6', '2:5', {
      org_full_name: '共青团广州市委员会',
      region_code: '440100',
      org_type: 'leading_organ',
    })
    // of another kind, of another region, and one whose name two have
    .org('2:7', '2:6', { org_full_name: '共青团广州市委员会', region_code: '440100', org_type: 'committee' })
    .org('2:8', '2:6', {
      org_full_name: '共青团广州市委员会',
      region_code: '440200',
      org_type: 'leading_organ',
    })
    .org('2:9', '2:6', { org_full_name: '第一中学团委', region_code: '440100', org_type: 'committee' })
    .write()
})
afterAll(async () => {
  removeAddress(test.config.dataDir)
  await test.stop()
})

const alias = (...args: string[]) =>
  runScript('warehouse/commands/orgs.ts', ['alias', ...args], {
    TUANSHU_DATA: test.config.dataDir,
    LOG_LEVEL: 'info',
  })

describe('npm run orgs -- alias', () => {
  it('suggests what looks the same as a file, and applies nothing by itself', async () => {
    const { out, code } = await alias('suggest', '--canonical', '1')
    expect(code).toBe(0)
    expect(out.trim().split('\n')).toEqual([
      'alias,canonical,note',
      `${idOf('2:5')},${idOf('1:1')},system 2 440000 中国共产主义青年团 广东省委员会 = 共青团广东省委员会`,
      `${idOf('2:6')},${idOf('1:10')},system 2 440100 共青团广州市委员会 = 共青团广州市委员会`,
    ])
    expect((await readAliases(test.warehouse.app)).list).toEqual([])
    const file = path.join(test.config.dataDir, 'aliases.csv')
    fs.writeFileSync(file, out)
    expect((await alias('import', file)).out).toContain('2 of 2 changed; the organisation tree is rewritten')
    expect((await alias('import', file)).out).toContain('0 of 2 changed')
    expect(await suggestAliases(test.warehouse.app)).toEqual([])
    expect((await alias('list')).out).toMatch(
      new RegExp(`${idOf('2:5')} 中国共产主义青年团 广东省委员会\t-\t${idOf('1:1')} 共青团广东省委员会\t`),
    )
    fs.writeFileSync(file, `alias,canonical,note\n2:9,1:11,\n2:8,2:7,\n`)
    const refused = await alias('import', file)
    expect(refused.code).not.toBe(0)
    expect(refused.err).toContain('aliases.csv:3')
    expect(refused.err).toContain('are of the same system 2')
    expect((await readAliases(test.warehouse.app)).list).toHaveLength(2)
  })

  it('adds and removes one, writes it to the audit, and warns who sees nothing any more', async () => {
    const account = { login: 'school', role: 'committee' as const, org: idOf('2:9'), email: '' }
    await addAccount(test.warehouse.app, { ...account, passwordHash: 'x' }, Date.now())
    const added = await alias('add', '2:9', '1:11', '--note', '同一所学校')
    expect(added.out).toContain('1 of 1 changed')
    expect(added.err).toContain(`account school is bound to ${idOf('2:9')}, which is an alias now`)
    await expect(resolveOrg(test.warehouse.reader, idOf('2:9'))).rejects.toThrow(
      `organisation ${idOf('2:9')} is an alias of 第一中学团委 (${idOf('1:11')}): name that one`,
    )
    expect((await alias('remove', '2:9')).out).toContain('1 of 1 changed')
    expect((await resolveOrg(test.warehouse.reader, idOf('2:9'))).id).toBe(idOf('2:9'))
    const entries = await readAudit(test.warehouse.app, { org: 'root' }, { limit: 10 })
    expect(entries.filter(({ action }) => action === 'org_alias').map(({ detail }) => detail)).toEqual([
      '2:9 → itself',
      `2:9 → ${idOf('1:11')}`,
      '2 aliases',
    ])
  })

  it('says what it does not understand', async () => {
    const wrong = await alias('add', '团委', '1:11')
    expect(wrong.code).not.toBe(0)
    expect(wrong.err).toContain('is neither <number of the system>')
  })
})
