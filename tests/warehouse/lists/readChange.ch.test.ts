import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { MetricId } from '../../../warehouse/catalogue/metrics.ts'
import { isHidden } from '../../../warehouse/contract/figureState.ts'
import type { ChangeAnswer, ChangeRequest } from '../../../warehouse/lists/change.ts'
import { readChange } from '../../../warehouse/lists/readChange.ts'
import { startOfDay } from '../../../warehouse/platform/time/day.ts'
import { type TestWarehouse, testWarehouse } from '../../support/warehouse.ts'
import { at, member, plantOrgs, plantTree, sign, TODAY } from '../query/world.ts'

const NOON = startOfDay(TODAY) + 12 * 3_600_000
let test: TestWarehouse

beforeAll(async () => {
  test = await testWarehouse()
  await plantTree(test.warehouse)
  await plantOrgs(test.warehouse)
  await sign(test.warehouse, 'member', [
    ...Array.from({ length: 9 }, () => member(111, '2025-05-01')),
    ...Array.from({ length: 6 }, () => member(21, '2026-10-05')),
    ...Array.from({ length: 2 }, () => member(121, '2026-10-06')),
    member(999, '2026-10-07'),
    // three of branch 111 leave in October
    ...Array.from({ length: 3 }, () => ({ ...member(111, '2026-10-08'), sign: -1 })),
  ])
})
afterAll(() => test?.stop())

function change(
  metric: MetricId,
  org: string,
  rest: Partial<ChangeRequest> = {},
  scope = 'root',
): Promise<ChangeAnswer> {
  return readChange(
    test.warehouse.reader,
    { org: scope },
    { metric, org, grain: 'month', day: at('2026-10-15'), against: 'mom', ...rest },
    { now: NOON, completeAt: () => NOON },
  )
}

const told = ({ rows }: ChangeAnswer) => rows.map(row => `${row.org.name} ${row.change.value}`)

describe('who made a change', () => {
  it('are the direct children, the largest first whichever way, and together the change', async () => {
    const found = await change('MEM01', '1')
    expect(told(found)).toEqual(['组20 6', '组10 -1'])
    expect(found).toMatchObject({
      now: { value: 14 },
      before: { value: 9 },
      change: { value: 5 },
      base: '2026年9月',
    })
    expect(told(await change('MEM01', '10'))).toEqual(['组11 -3', '组12 2'])
  })

  it('is also what has no place in the tree', async () => {
    expect(told(await change('MEM01', 'root'))).toEqual(['组1 5', '未归属 1'])
  })

  it('is hidden where a figure of few persons would be told', async () => {
    const found = await change('MEM01', '10', { by: 'gender', item: 'female' })
    for (const row of found.rows.filter(each => isHidden(each.now.state))) expect(row.change.value).toBeNull()
    expect(JSON.stringify(found.rows.find(({ org }) => org.id === '12') ?? {})).not.toContain('"value":2')
  })

  it('is refused outside of the scope, and of what does not add up', async () => {
    await expect(change('MEM01', '20', {}, '10')).rejects.toMatchObject({ code: 'forbidden' })
    await expect(change('MEM01', '10', { span: 'ytd' })).rejects.toMatchObject({ code: 'input' })
    await expect(change('BIZ05', '10', { part: 'value' })).rejects.toMatchObject({ code: 'input' })
  })
})
