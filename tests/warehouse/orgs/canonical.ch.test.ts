import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readEvents } from '../../../api/live/events.ts'
import type { MetricId } from '../../../warehouse/catalogue/metrics.ts'
import { readMonthOrg, writeMonthTrees } from '../../../warehouse/orgs/monthTree.ts'
import { findOrgs, readOrg, searchOrgs } from '../../../warehouse/orgs/readOrgs.ts'
import type { Scope } from '../../../warehouse/orgs/scope.ts'
import { readTreeShapes } from '../../../warehouse/orgs/treeShape.ts'
import { levelFigures } from '../../../warehouse/query/levelFigures.ts'
import type { Ask } from '../../../warehouse/query/types.ts'
import { askUnmasked } from '../../../warehouse/query/unmasked.ts'
import { jobContext } from '../../support/jobContext.ts'
import { dayOfText, idOf, type OrgName, rulesOf, Systems } from '../../support/province/systems.ts'
import { type TestWarehouse, testWarehouse } from '../../support/warehouse.ts'

/**
 *     system 1                                      system 2 (the same province)
 *     1:1 province ── 1:10 city 4401 ── 1:11, 1:12   2:1 province ── 2:10 city 4401 ── 2:11, 2:13
 *                  └─ 1:20 city 4402 ── 1:21                       └─ 2:20 city 4402 ── 2:21
 */
const ROOT: Scope = { org: 'root' }
const TODAY = dayOfText('2026-11-21')
const NOW = Date.parse('2026-11-21T12:00:00+08:00')
let test: TestWarehouse
let systems: Systems

beforeAll(async () => {
  test = await testWarehouse()
  systems = new Systems(test)
  for (const system of [1, 2] as const) {
    const name = (id: number): OrgName => `${system}:${id}`
    const organ = (region: string) => ({ org_type: 'leading_organ', region_code: region })
    systems
      .org(name(1), '', organ('440000'))
      .org(name(10), name(1), organ('440100'))
      .org(name(20), name(1), organ('440200'))
      .org(name(11), name(10), { industry_code: system === 1 ? 'school' : 'other' })
      .org(name(21), name(20))
  }
  systems.org('1:12', '1:10').org('2:13', '2:10')
  // three in 11, one in 12, two in 21
  for (const [id, org] of [11, 11, 11, 12, 21, 21].entries()) systems.member(1, id + 1, `1:${org}`)
  // the other system has four in 11, two in a branch that only it knows, and five in 21
  for (const [id, org] of [11, 11, 11, 11, 13, 13, 21, 21, 21, 21, 21].entries())
    systems.member(2, id + 1, `2:${org}`)
  for (const [system, times] of [
    [1, 2],
    [2, 7],
  ] as const)
    for (let id = 1; id <= times; id++)
      systems.put('checkin', system, id, '2026-11-03', {
        org_id: idOf(`${system}:11`),
        checked_on: dayOfText('2026-11-03'),
        method: 'qr',
      })
  await systems.write('', NOW)
})
afterAll(() => test?.stop())

async function total(metric: MetricId, org: OrgName | 'root', rest: Partial<Ask> & { scope?: Scope } = {}) {
  const { scope = ROOT, ...more } = rest
  const asked: Ask = {
    name: 'q',
    metrics: [metric],
    org: org === 'root' ? org : idOf(org),
    rows: 'total',
    from: TODAY,
    to: TODAY,
    grain: 'all',
    ...more,
  }
  const { answers } = await askUnmasked(test.warehouse.reader, scope, [asked], TODAY)
  return answers.get('q')?.cells ?? []
}
const value = async (...given: Parameters<typeof total>) => (await total(...given))[0]?.value
async function children(metric: MetricId, org: OrgName | 'root', rest: Partial<Ask> = {}) {
  const cells = await total(metric, org, { ...rest, rows: 'children' })
  const names = new Map(
    [1, 2].flatMap(system =>
      [1, 10, 11, 12, 13, 20, 21].map(id => [idOf(`${system}:${id}`), `${system}:${id}`] as const),
    ),
  )
  return Object.fromEntries(cells.map(cell => [names.get(cell.org) ?? cell.org, cell.value]))
}
const NOVEMBER = { from: dayOfText('2026-11-01'), to: TODAY }

describe('two systems that nothing joins', () => {
  it('both count, the smaller one below 未归属', async () => {
    expect(await readTreeShapes(test.warehouse.reader, [undefined])).toEqual(
      new Map([[undefined, { hasAliases: false, filtered: new Set() }]]),
    )
    expect(await value('MEM01', 'root')).toBe(17)
    expect(await value('MEM01', '1:10')).toBe(4)
    expect(await value('ORG01', 'root')).toBe(12)
  })
})

describe('organisations that are joined by aliases', () => {
  beforeAll(async () => {
    expect(
      await systems.alias(
        ['2:1', '1:1'],
        ['2:10', '1:10'],
        ['2:20', '1:20'],
        ['2:11', '1:11'],
        ['2:21', '1:21'],
      ),
    ).toBe(5)
    await systems.refresh('', NOW)
  })

  it('count by the system of the canonical organisation, and what only one system knows stands in its place', async () => {
    // six of system 1, and two of the branch that only system 2 knows, now below the city of system 1
    expect(await value('MEM01', 'root')).toBe(8)
    expect(await value('MEM01', '1:1')).toBe(8)
    expect(await children('MEM01', '1:1')).toEqual({ '1:10': 6, '1:20': 2, '1:1': 0 })
    expect(await children('MEM01', '1:10')).toEqual({ '1:11': 3, '1:12': 1, '2:13': 2, '1:10': 0 })
    expect(await value('ACT05', '1:11', NOVEMBER)).toBe(2)
  })

  it('are counted once as organisations, also as somebody’s children and by a figure of theirs', async () => {
    expect(await value('ORG01', 'root')).toBe(7)
    expect(await children('ORG01', '1:1')).toEqual({ '1:10': 4, '1:20': 2, '1:1': 1 })
    expect(await value('ORG04', '1:10')).toBe(3)
    expect(await value('ORG04', '1:1')).toBe(2)
    expect(await value('ORG08', 'root')).toBe(0)
    expect(await value('ORG09', '1:10')).toBe(2)
  })

  it('see and are seen under the canonical organisation only', async () => {
    const { reader } = test.warehouse
    const city: Scope = { org: idOf('1:10') }
    expect(await value('MEM01', '1:10', { scope: city })).toBe(6)
    expect(await value('MEM01', '2:13', { scope: city })).toBe(2)
    await expect(value('MEM01', '1:20', { scope: city })).rejects.toMatchObject({ code: 'forbidden' })
    await expect(readOrg(reader, ROOT, idOf('2:11'))).rejects.toMatchObject({ code: 'not_found' })
    expect(await findOrgs(reader, ROOT, [idOf('2:11')])).toEqual(new Map())
    expect((await searchOrgs(reader, ROOT, '组织11')).map(org => org.id)).toEqual([idOf('1:11')])
    // whoever was bound to an organisation that is an alias by now sees nothing
    await expect(value('MEM01', '1:11', { scope: { org: idOf('2:11') } })).rejects.toMatchObject({
      code: 'forbidden',
    })
  })

  it('count by another system where a rule says so, for an entity or for all', async () => {
    await systems.refresh('member,4401,2,2020-01-01,', NOW)
    expect(await children('MEM01', '1:1')).toEqual({ '1:10': 6, '1:20': 2, '1:1': 0 })
    // of 1:12 the counting system knows nothing
    expect(await children('MEM01', '1:10')).toEqual({ '1:11': 4, '1:12': 0, '2:13': 2, '1:10': 0 })
    expect(await value('ACT05', '1:11', NOVEMBER)).toBe(2)
    expect(await value('ORG01', '1:10')).toBe(4)
    // a breakdown by an attribute of the organisation is one of the canonical organisation
    const byIndustry = await total('MEM01', '1:11', { by: 'industry_code' })
    expect(byIndustry.filter(cell => cell.value !== 0)).toMatchObject([{ item: 'school', value: 4 }])
    // of the person, without any organisation in the answer
    const byGender = await total('MEM01', 'root', { by: 'gender' })
    expect(byGender.filter(cell => cell.value !== 0)).toMatchObject([{ item: 'female', value: 8 }])

    await systems.refresh('*,,2,2020-01-01,\nmember,4402,1,2020-01-01,', NOW)
    expect(await children('MEM01', '1:1')).toEqual({ '1:10': 6, '1:20': 2, '1:1': 0 })
    expect(await value('ACT05', 'root', NOVEMBER)).toBe(7)
    // 1:12 is no organisation of the counting system
    expect(await value('ORG01', 'root')).toBe(6)
    // 2:13 has two members; in 1:12, which does not count, it has none
    expect(await value('ORG08', 'root')).toBe(0)
    expect(await value('ORG09', 'root')).toBe(2)
    expect(await value('ORG14', '1:10')).toBe(3)

    // a rule that is over, and one that has not begun, say nothing
    for (const rule of ['member,,2,2020-01-01,2026-11-20', 'member,,2,2026-11-22,']) {
      await systems.refresh(rule, NOW)
      expect(await value('MEM01', 'root')).toBe(8)
    }
  })

  it('stand in past trees by the rule of their day, and in a written month for good', async () => {
    const rules = rulesOf('member,,2,2020-01-01,2026-10-31')
    await systems.refresh('member,,2,2020-01-01,2026-10-31', NOW)
    const context = jobContext(test, NOW)
    const october = dayOfText('2026-10-01')
    expect(await writeMonthTrees(context, 'test', [october], rules)).toEqual([12])
    expect(await value('MEM01', 'root')).toBe(8)
    const then = { treeMonth: october }
    expect(await value('MEM01', 'root', then)).toBe(11)
    expect(await children('MEM01', '1:1', then)).toEqual({ '1:10': 6, '1:20': 5, '1:1': 0 })
    expect(await children('MEM01', '1:10', then)).toEqual({ '1:11': 4, '1:12': 0, '2:13': 2, '1:10': 0 })
    expect(await value('ORG04', '1:10', then)).toBe(3)
    expect(await value('ORG08', '1:10', then)).toBe(1)
    expect((await readMonthOrg(test.warehouse.reader, ROOT, october, idOf('1:11'))).id).toBe(idOf('1:11'))
    await expect(readMonthOrg(test.warehouse.reader, ROOT, october, idOf('2:11'))).rejects.toMatchObject({
      code: 'not_found',
    })

    await systems.alias(['2:21'])
    await systems.refresh('', NOW)
    expect(await children('MEM01', '1:20')).toEqual({ '1:21': 2, '2:21': 5, '1:20': 0 })
    expect(await children('MEM01', '1:1', then)).toEqual({ '1:10': 6, '1:20': 5, '1:1': 0 })
    await systems.alias(['2:21', '1:21'])
  })

  it('give jobs the same figures, per organisation and per owner', async () => {
    await systems.refresh('member,4401,2,2020-01-01,', NOW)
    const { app } = test.warehouse
    const shapes = await readTreeShapes(app, [undefined])
    const asked = { name: 'q', metrics: ['MEM01' as const], from: TODAY, to: TODAY, grain: 'all' as const }
    const amounts = async (each: 'organisation' | 'owner') => {
      const [query] = levelFigures([asked], TODAY, shapes, each)
      const answer = await app.query({
        query: `select toString(org) as org, toString(amount) as amount from (${query?.sql})`,
        query_params: query?.values ?? {},
        format: 'JSONEachRow',
      })
      const rows = await answer.json<{ org: string; amount: string }>()
      return new Map(rows.map(({ org, amount }) => [org, amount]))
    }
    expect(await amounts('owner')).toEqual(
      new Map([
        [idOf('1:11'), '4'],
        [idOf('2:13'), '2'],
        [idOf('1:21'), '2'],
      ]),
    )
    expect(await amounts('organisation')).toEqual(
      new Map([
        ['0', '8'],
        [idOf('1:1'), '8'],
        [idOf('1:10'), '6'],
        [idOf('1:20'), '2'],
        [idOf('1:11'), '4'],
        [idOf('2:13'), '2'],
        [idOf('1:21'), '2'],
      ]),
    )
  })

  it('are told of on the ticker by the system that counts', async () => {
    const told = async () => {
      const org = await readOrg(test.warehouse.reader, ROOT, idOf('1:10'))
      const events = await readEvents(
        test.warehouse.reader,
        ROOT,
        org,
        Date.parse('2026-11-03T12:05:00+08:00'),
      )
      return events.map(({ kind, text }) => [kind, /\d+/.exec(text.replace(/组织\d+/g, ''))?.[0]])
    }
    await systems.refresh('', NOW)
    expect(await told()).toEqual([['checkin', '2']])
    await systems.refresh('checkin,44,2,2020-01-01,', NOW)
    expect(await told()).toEqual([['checkin', '7']])
  })

  it('take members and whole branches along when they move', async () => {
    // the branch that only system 2 knows moves to the other city, one of its members to a branch that system 1 counts
    systems.org('2:13', '2:20', {}, '2026-11-10').member(2, 5, '2:11', {}, '2026-11-11')
    await systems.write('', NOW)
    expect(await children('MEM01', '1:1')).toEqual({ '1:10': 4, '1:20': 3, '1:1': 0 })
    // in the past too: under today's tree
    const before = { from: dayOfText('2026-11-01'), to: dayOfText('2026-11-01') }
    expect(await children('MEM01', '1:1', before)).toEqual({ '1:10': 4, '1:20': 4, '1:1': 0 })
    await systems.refresh('member,,2,2020-01-01,', NOW)
    expect(await children('MEM01', '1:1')).toEqual({ '1:10': 5, '1:20': 6, '1:1': 0 })
  })
})
