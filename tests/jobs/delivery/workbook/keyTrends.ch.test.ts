import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { keyTrends } from '../../../../jobs/delivery/workbook/keyTrends.ts'
import { TREND_METRICS, TREND_MONTHS } from '../../../../warehouse/catalogue/trends.ts'
import { type TestWarehouse, testWarehouse } from '../../../support/warehouse.ts'
import { at, member, plantOrgs, plantTree, sign, TODAY } from '../../../warehouse/query/world.ts'

let test: TestWarehouse
beforeAll(async () => {
  test = await testWarehouse()
  await plantTree(test.warehouse)
  await plantOrgs(test.warehouse)
  await sign(test.warehouse, 'member', [
    member(111, '2026-08-01'),
    member(111, '2026-10-05'),
    member(21, '2026-10-05'),
  ])
})
afterAll(() => test?.stop())

describe('the course of the key figures', () => {
  it('is read by month, under the scope', async () => {
    const { reader } = test.warehouse
    const request = { org: '10', month: at('2026-10-01'), today: TODAY }
    const trends = await keyTrends(reader, { org: '10' }, request)
    expect(trends.map(({ metric }) => metric)).toEqual(TREND_METRICS)
    for (const { points } of trends) expect(points).toHaveLength(TREND_MONTHS)
    const [members, joined] = trends
    expect(members).toMatchObject({ unit: '人', kind: 'stock' })
    expect(joined?.kind).toBe('sum')
    expect(members?.points.slice(-4)).toEqual([
      { bucket: '2026-07', state: 'before_data', value: null },
      { bucket: '2026-08', state: 'value', value: 1 },
      { bucket: '2026-09', state: 'value', value: 1 },
      { bucket: '2026-10', state: 'value', value: 2 },
    ])
    await expect(keyTrends(reader, { org: '20' }, request)).rejects.toMatchObject({
      code: 'forbidden',
    })
  })
})
