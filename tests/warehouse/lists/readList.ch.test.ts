import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ListPartId } from '../../../warehouse/catalogue/listParts.ts'
import type { BreakdownName, MetricId } from '../../../warehouse/catalogue/metrics.ts'
import { METRICS } from '../../../warehouse/catalogue/metrics.ts'
import { isHidden } from '../../../warehouse/contract/figureState.ts'
import type { ListAnswer, ListRequest } from '../../../warehouse/lists/list.ts'
import { readList } from '../../../warehouse/lists/readList.ts'
import { startOfDay } from '../../../warehouse/platform/time/day.ts'
import { type TestWarehouse, testWarehouse } from '../../support/warehouse.ts'
import { at, member, plantOrgs, plantTree, sign, TODAY } from '../query/world.ts'

const NOON = startOfDay(TODAY) + 12 * 3_600_000
let test: TestWarehouse

beforeAll(async () => {
  test = await testWarehouse()
  await plantTree(test.warehouse)
  await plantOrgs(test.warehouse)
  const flags = (org: number, sign: 1 | -1, day: string, fields: Record<string, number>) => ({
    org_id: org,
    parent_org_id: 11,
    org_type: 'branch',
    industry_code: org === 111 ? 'school' : 'enterprise',
    region_code: '440103',
    school_stage: 'none',
    status: 'active',
    day,
    sign,
    transition: 'none',
    ...fields,
  })
  // branch 111 logged in on 5 November and was complete on the 8th
  await sign(test.warehouse, 'org', [
    flags(111, -1, '2026-11-05', {}),
    flags(111, 1, '2026-11-05', { is_logged_in: 1 }),
    flags(111, -1, '2026-11-08', { is_logged_in: 1 }),
    flags(111, 1, '2026-11-08', { is_logged_in: 1, is_info_complete: 1 }),
  ])
  await sign(test.warehouse, 'member', [
    ...Array.from({ length: 4 }, () => member(111, '2026-05-01')),
    ...Array.from({ length: 2 }, () => member(112, '2026-11-05', { gender: 'male' })),
    ...Array.from({ length: 12 }, () => member(21, '2026-11-05')),
    // of an organisation that the tree does not hold
    member(999, '2026-05-01'),
  ])
})

afterAll(() => test?.stop())

async function list(
  metric: MetricId,
  org: string,
  rest: Partial<ListRequest> = {},
  scope = 'root',
): Promise<ListAnswer> {
  return readList(
    test.warehouse.reader,
    { org: scope },
    { metric, org, grain: 'month', day: TODAY, skip: 0, most: 50, ...rest },
    { now: NOON, completeAt: () => NOON },
    [],
  )
}

const named = ({ rows }: ListAnswer) => rows.map(({ org, figure }) => `${org.name} ${figure.value}`)
const part = (id: ListPartId) => ({ part: id })

describe('the list behind a figure', () => {
  it('names the organisations that hold what is counted, down to the branch, in the order of the tree', async () => {
    const found = await list('MEM01', 'root')
    expect(named(found)).toEqual(['未归属 1', '组111 4', '组112 2', '组21 12'])
    expect(found).toMatchObject({ kind: 'holders', figure: { value: 19 }, sum: 19, repeated: 0, count: 4 })
    expect(found.rows[1]?.org).toEqual({
      id: '111',
      name: '组111',
      type: '团支部',
      above: ['组1', '组10', '组11'],
    })
  })

  it('holds of a city what is below it, and names only those between', async () => {
    const found = await list('MEM01', '10')
    expect(named(found)).toEqual(['组111 4', '组112 2'])
    expect(found.rows[0]?.org.above).toEqual(['组11'])
  })

  it('is as things stood at the end of the period', async () => {
    expect(named(await list('MEM01', 'root', { day: at('2026-10-15') }))).toEqual(['未归属 1', '组111 4'])
  })

  it('names the organisations that are counted themselves, with what decided and since when', async () => {
    const found = await list('TRE01', '11', part('numerator'))
    expect(found.columns).toEqual([
      { key: 'is_logged_in', title: '已登录系统' },
      { key: 'since', title: '自何时' },
    ])
    expect(found.rows.map(({ org, shown }) => [org.name, ...shown])).toEqual([['组111', '是', '2026-11-05']])
    expect(found).toMatchObject({ kind: 'orgs', unit: '个', sum: 1, figure: { value: 1 } })
  })

  it('names those of the denominator that the numerator leaves out, since when they do', async () => {
    const found = await list('TRE01', '11', part('rest'))
    expect(found.rows.map(({ org, shown }) => [org.name, ...shown])).toEqual([
      ['组11', '否', '2020-01-01'],
      ['组112', '否', '2026-10-10'],
    ])
  })

  it('names hollow branches with how many members they have', async () => {
    const found = await list('ORG08', 'root')
    expect(found.columns).toEqual([
      { key: 'members', title: '团员数' },
      { key: 'created_on', title: '成立日期' },
    ])
    expect(found.rows.map(({ org, shown }) => [org.name, shown[0]])).toEqual([['组121', '0']])
  })

  it('is narrowed to one value of a breakdown', async () => {
    const found = await list('ORG01', 'root', { by: 'org_type' as BreakdownName, item: 'branch' })
    expect(found.rows.map(({ org }) => org.name)).toEqual(['组111', '组112', '组121', '组21'])
    expect(found).toMatchObject({ narrowedTo: '组织类别：团支部', sum: 4, figure: { value: 4 } })
  })

  it('holds what has no place in the tree alone, where that is asked', async () => {
    expect(named(await list('MEM01', 'root', { isOwn: true }))).toEqual(['未归属 1'])
    expect(named(await list('ORG01', '10', { isOwn: true }))).toEqual(['组10 1'])
  })

  it('counts direct children only where the figure does', async () => {
    expect(named(await list('ORG04', '10'))).toEqual(['组11 1', '组12 1'])
    expect(named(await list('ORG04', 'root'))).toEqual(['组1 1'])
  })

  it('is sorted and paged by the server, and knows the whole behind the last page', async () => {
    const sorted = { sort: 'value', isDescending: true, most: 2 }
    expect(named(await list('MEM01', 'root', sorted))).toEqual(['组21 12', '组111 4'])
    expect(named(await list('MEM01', 'root', { ...sorted, skip: 2 }))).toEqual(['组112 2', '未归属 1'])
    expect(await list('MEM01', 'root', { ...sorted, skip: 4 })).toMatchObject({ rows: [], count: 4, sum: 19 })
  })

  it('is that of direct children, hidden as in a report, where a small count could be told', async () => {
    const women = await list('MEM01', 'root', { by: 'gender', item: 'female' })
    expect(women.kind).toBe('children')
    expect(women.rows.every(({ org }) => ['1', ''].includes(org.id))).toBe(true)
    // the men of county 11 are 2
    const men = await list('MEM01', '11', { by: 'gender', item: 'male' })
    expect(isHidden(men.figure.state)).toBe(true)
    expect(men).toMatchObject({ rows: [], sum: null })
    const below = await list('MEM01', '1', { by: 'gender', item: 'male' })
    expect(JSON.stringify(below.rows)).not.toContain('"value":2')
  })

  it('is refused outside of the scope, and of what is no count', async () => {
    await expect(list('MEM01', '20', {}, '10')).rejects.toMatchObject({ code: 'forbidden' })
    await expect(list('MEM01', 'root', {}, '10')).rejects.toMatchObject({ code: 'forbidden' })
    const score = [...METRICS.values()].find(metric => metric.kind === 'computed' && metric.formula?.weights)
    await expect(list(score?.id ?? 'MEM01', 'root')).rejects.toMatchObject({ code: 'input' })
    await expect(list('MEM01', 'root', part('rest'))).rejects.toMatchObject({ code: 'input' })
  })

  it('has no rows of a figure that is not computed, and says so', async () => {
    expect(await list('DUE06', 'root', { day: at('2026-10-15') })).toMatchObject({
      figure: { state: 'not_computed' },
      rows: [],
      sum: null,
    })
  })
})
