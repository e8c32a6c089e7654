import { afterAll, beforeAll, expect, it } from 'vitest'
import type { ReportId } from '../../../warehouse/catalogue/reports.ts'
import { startOfDay } from '../../../warehouse/platform/time/day.ts'
import { answerReport } from '../../../warehouse/reports/answerReport.ts'
import { readReport } from '../../../warehouse/reports/readReport.ts'
import { type TestWarehouse, testWarehouse } from '../../support/warehouse.ts'
import { plantOrgs, plantTree, sign, TODAY } from '../query/world.ts'

let test: TestWarehouse

beforeAll(async () => {
  test = await testWarehouse()
  await plantTree(test.warehouse)
  await plantOrgs(test.warehouse)
  // of city 10 one of six is complete, of city 20 none
  const org = (id: number, parent: number, sign: 1 | -1, complete: 0 | 1) => ({
    org_id: id,
    parent_org_id: parent,
    org_type: 'branch',
    industry_code: id === 112 ? 'enterprise' : 'school',
    region_code: id === 121 ? '440104' : '440103',
    school_stage: 'none',
    status: 'active',
    day: '2026-11-05',
    transition: 'none',
    sign,
    is_info_complete: complete,
  })
  await sign(test.warehouse, 'org', [org(111, 11, -1, 0), org(111, 11, 1, 1)])
})
afterAll(() => test?.stop())

async function placesOf(org: string, scope = org, report: ReportId = 'org_entry') {
  const now = startOfDay(TODAY) + 12 * 3_600_000
  const request = { report, org, grain: 'month', day: TODAY, rows: 'children' } as const
  const answer = answerReport(
    await readReport(test.warehouse.reader, { org: scope }, request, { now }, 'report'),
  )
  return answer
}

it('is told to an organisation that sees none of its equals, and none of their figures with it', async () => {
  const answer = await placesOf('10')
  expect(answer.places?.map(({ metric, rank, of, toFirst }) => [metric, rank.value, of, toFirst])).toEqual([
    ['TRE01', 1, 2, null],
    ['TRE02', 1, 2, null],
    ['TRE03', 1, 2, null],
  ])
  expect((await placesOf('20')).places?.map(({ rank }) => rank.value)).toEqual([1, 2, 1])
  expect(JSON.stringify(answer)).not.toContain('组20')
})

it('has no place for who has no equals, nor for the whole instance', async () => {
  expect((await placesOf('21')).places).toBeUndefined()
  expect((await placesOf('root')).places).toBeUndefined()
})
