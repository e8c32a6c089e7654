import { afterAll, beforeAll, expect, it } from 'vitest'
import { hiddenCells, SUPPRESSING } from '../../../jobs/measures/hiddenCells.ts'
import { jobContext } from '../../support/jobContext.ts'
import { type TestWarehouse, testWarehouse } from '../../support/warehouse.ts'
import { at, plantOrgs, plantTree, sign } from '../../warehouse/query/world.ts'

const OCTOBER = { from: at('2026-10-01'), to: at('2026-10-31') }
const NOW = Date.parse('2026-11-02T04:50:00+08:00')
let test: TestWarehouse
let ids = 0

beforeAll(async () => {
  test = await testWarehouse()
  await plantTree(test.warehouse)
  await plantOrgs(test.warehouse)
})
afterAll(() => test?.stop())

const files = (org: number, count: number) =>
  Array.from({ length: count }, () => ({
    id: ++ids,
    org_id: org,
    kind: 'key_youth',
    status: 'open',
    day: '2026-05-01',
    registered_on: '2026-05-01',
  }))

async function counted(org: number): Promise<unknown[]> {
  await hiddenCells.run(OCTOBER, jobContext(test, NOW))
  const answer = await test.warehouse.app.query({
    query: `select breakdown, item, numerator from app.ads_org_measure where metric = 'SYS10' and org_id = ${org} order by item`,
    format: 'JSONCompactEachRow',
  })
  return answer.json<unknown[]>()
}

it('counts none while nobody is few, and says so', async () => {
  expect(await counted(0)).toEqual([['', '', '0']])
})

it('counts what is small and what is hidden beside it, by the report, for the province and the whole', async () => {
  // the cities have 3, hidden, and 30, hidden because the total would tell the 3
  await sign(test.warehouse, 'special_youth', [...files(12, 3), ...files(21, 30)])
  const found = [
    ['', '', '2'],
    ['report', '困境与重点青少年服务', '2'],
  ]
  expect(await counted(0)).toEqual(found)
  expect(await counted(1)).toEqual(found)
  expect(await counted(20)).toEqual([])
})

it('looks at no report in which nothing is ever hidden', () => {
  const looked = SUPPRESSING.map(({ id }) => id)
  expect(looked).toContain('care')
  expect(looked).toContain('matchmaking')
  expect(looked).not.toContain('activity_shows')
})
