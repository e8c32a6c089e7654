import fs from 'node:fs'
import path from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import type { ReferenceInfo, ReferenceList } from '../../api/contract.ts'
import { readAudit } from '../../warehouse/control/accounts/audit.ts'
import { readKnownReferences } from '../../warehouse/reference/knownOrgs.ts'
import { referenceValue } from '../../warehouse/reference/referenceValues.ts'
import { temporaryDir } from '../support/warehouse.ts'
import { at } from '../warehouse/query/world.ts'
import { signedIn } from './server.ts'
import { signInDesk } from './signInDesk.ts'

const desk = signInDesk()
const { ask } = desk
const files = temporaryDir()
afterAll(files.remove)
const NO_ORG = '没有这个组织，或它不在您的数据范围内'
const GIVEN = { what: 'visit_due_after', from: '2026-12-01', value: '60', source: '粤青办〔2026〕9号' }

const admin = (org: string, login?: string) =>
  signedIn(desk.server, { role: 'admin', org, ...(login ? { login } : {}) })
const enter = (headers: { cookie: string }, given: object, route = '') =>
  ask('POST', `/api/references${route}`, headers, given)
const rowsOf = async (headers: { cookie: string }): Promise<ReferenceInfo[]> => {
  const list: ReferenceList = (await ask('GET', '/api/references', headers)).body
  return list.rows
}
const pageRows = async (headers: { cookie: string }) =>
  (await rowsOf(headers)).filter(({ origin }) => origin === 'page')
const refusalOf = async (headers: { cookie: string }, given: object) => {
  const { status, body } = await enter(headers, given)
  return [status, body.error?.message]
}

describe('reference values on the page', () => {
  it('list what the files say, with file and line, and how it stands today', async () => {
    const rows = await rowsOf(await admin('root'))
    expect(rows.find(({ what, scope }) => what === 'branch_members_least' && scope === '全部组织')).toMatchObject({
      value: 3,
      unit: '人',
      from: '2000-01-01',
      origin: 'shipped',
      place: expect.stringMatching(/^reference_value\.csv:\d+$/),
      state: 'in_force',
      mayWithdraw: false,
    })
  })

  it('are checked before they are saved, hold for the jobs from their day on, and leave a trail', async () => {
    const province = await admin('root', 'province-1')
    const { body } = await enter(province, GIVEN, '/check')
    expect(body.words[0]).toBe('自 2026-12-01 起，全部组织：“困境与重点青少年走访间隔”由90 天改为60 天。')
    expect(await pageRows(province)).toEqual([])

    expect((await enter(province, GIVEN)).status).toBe(200)
    expect(await pageRows(province)).toMatchObject([
      { value: 60, from: '2026-12-01', state: 'coming', place: 'province-1', mayWithdraw: true, withdrawn: null },
    ])
    const rows = await readKnownReferences(desk.test.warehouse.app, desk.test.config)
    const place = { org_id: '10', system: 1, level: 3, region_code: '440100' }
    const holds = (day: string) => referenceValue(rows, 'visit_due_after', place, at(day))?.value
    expect([holds('2026-11-30'), holds('2026-12-01')]).toEqual([90, 60])
    const [entry] = await readAudit(desk.test.warehouse.app, { org: 'root' }, { limit: 1 })
    expect(entry).toMatchObject({
      login: 'province-1',
      action: 'reference_enter',
      org: 'root',
      detail: '困境与重点青少年走访间隔，全部组织，自 2026-12-01 起 60 天，粤青办〔2026〕9号',
    })
  })

  it('refuse a file that says something else of that day, at the start, by file and line', async () => {
    const file = path.join(files.dir, 'own.csv')
    fs.writeFileSync(file, 'what,scope,valid_from,value,unit,source\nvisit_due_after,,2026-12-15,30,天,own\n')
    const start = readKnownReferences(desk.test.warehouse.app, { ...desk.test.config, REFERENCE_VALUES: file })
    await expect(start).rejects.toThrow(/own\.csv:2: visit_due_after .* by province-1, from 2026-12-01 on/)
  })

  it('are withdrawn with a reason, then what held before holds again, and the history stays', async () => {
    const province = await admin('root', 'province-2')
    const [row] = await pageRows(province)
    const withdraw = (reason: string) =>
      enter(province, { reason }, `/${encodeURIComponent(row?.id ?? '')}/withdraw`)
    expect((await withdraw(' ')).body.error.message).toMatch(/请写明撤回的原因/)
    expect((await withdraw('文号有误')).status).toBe(200)
    expect((await withdraw('再来一次')).status).toBe(404)
    expect((await enter(province, { ...GIVEN, value: '45' })).status).toBe(200)
    const shown = await pageRows(province)
    expect(shown.map(({ value, state, withdrawn }) => [value, state, withdrawn?.by, withdrawn?.reason]).sort()).toEqual([
      [45, 'coming', undefined, undefined],
      [60, 'withdrawn', 'province-2', '文号有误'],
    ])
  })

  it.each([
    [{ value: '-5', from: '2026-12-20' }, 400, '数值：不能为负'],
    [{ value: 'sixty', from: '2026-12-20' }, 400, '数值：须为数字，小数点前后都是数字，不带单位'],
    [{ what: 'assessment_dues_weight', value: '120' }, 400, '数值：不能超过 100%'],
    [{ what: 'evaluation_due', value: '60' }, 400, '数值：须为日期，写作 YYYY-MM-DD'],
    [{ from: 'soon' }, 400, 'from：须为有效的日期，写作 YYYY-MM-DD'],
    [{ source: '' }, 400, 'source：请写明依据的文件和条款'],
    [{ region: '123' }, 400, 'region：行政区划代码须为开头的 2、4 或 6 位数字'],
    [{ org: '10', level: 'city' }, 400, '适用范围：指定了组织，就不能再限定地区、层级或系统'],
    [{ org: '77' }, 404, NO_ORG],
    [{ value: '46' }, 409, expect.stringMatching(/^自何日起：province-2 已录入.*（45 天），请先撤回它或换一日/)],
  ])('refuse %j, and name the field', async (part, status, message) => {
    expect(await refusalOf(await admin('root'), { ...GIVEN, ...part })).toEqual([status, message])
  })

  it('are entered once when two administrators enter the same at the same time', async () => {
    const [one, other] = [await admin('root'), await admin('root')]
    const given = { ...GIVEN, from: '2027-03-01' }
    const answers = await Promise.all([enter(one, { ...given, value: '1' }), enter(other, { ...given, value: '2' })])
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409])
    expect((await pageRows(one)).filter(({ from }) => from === '2027-03-01')).toHaveLength(1)
  })
})

it('an administrator of a part sets values only for organisations below, sees none of others, and undoes none from above', async () => {
  const paths: Readonly<Record<string, readonly string[]>> = {
    10: ['1', '10'],
    11: ['1', '10', '11'],
    111: ['1', '10', '11', '111'],
    20: ['1', '20'],
    21: ['1', '20', '21'],
  }
  const province = await admin('root')
  for (const org of Object.keys(paths)) await enter(province, { ...GIVEN, org, from: '2027-01-01', value: org })
  const all = await pageRows(province)
  for (const own of ['10', '11', '20']) {
    const who = await admin(own)
    const isInside = (org: string) => paths[org]?.includes(own) ?? false
    const seen = (await pageRows(who)).filter(({ from }) => from === '2027-01-01')
    expect(seen.map(({ value }) => String(value)).sort()).toEqual(Object.keys(paths).filter(isInside).sort())
    expect(seen.filter(({ mayWithdraw }) => mayWithdraw).map(({ value }) => String(value))).not.toContain(own)
    expect((await refusalOf(who, GIVEN))[0]).toBe(403)
    for (const org of [...Object.keys(paths), '1', '77']) {
      const entering = await refusalOf(who, { ...GIVEN, org, from: '2027-02-01' })
      if (!isInside(org)) expect([own, org, entering]).toEqual([own, org, [404, NO_ORG]])
      else expect([own, org, entering[0]]).toEqual([own, org, org === own ? 403 : expect.toBeOneOf([200, 409])])
      const id = all.find(({ value, from }) => from === '2027-01-01' && String(value) === org)?.id
      if (!id || isInside(org)) continue
      const { status, body } = await enter(who, { reason: 'x' }, `/${encodeURIComponent(id)}/withdraw`)
      const unknown = await enter(who, { reason: 'x' }, '/none/withdraw')
      expect([status, body.error.message]).toEqual([404, unknown.body.error.message])
    }
  }
})
