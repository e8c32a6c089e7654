import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { REPORT_NAMES } from '../../warehouse/catalogue/reports.ts'
import { startOfDay } from '../../warehouse/platform/time/day.ts'
import type { ReportAnswer } from '../../warehouse/reports/answer.ts'
import { type TestWarehouse, testWarehouse } from '../support/warehouse.ts'
import { member, plantOrgs, plantTree, sign, TODAY } from '../warehouse/query/world.ts'
import { signedIn, type TestServer, testServer } from './server.ts'

const NOON = startOfDay(TODAY) + 12 * 3_600_000
let test: TestWarehouse
let server: TestServer
let city: { cookie: string }

beforeAll(async () => {
  test = await testWarehouse()
  await plantTree(test.warehouse)
  await plantOrgs(test.warehouse)
  await sign(
    test.warehouse,
    'member',
    Array.from({ length: 7 }, () => member(111, '2026-09-01')),
  )
  server = await testServer(test, { now: () => NOON })
  city = await signedIn(server, { role: 'committee', org: '10' })
})
afterAll(async () => {
  await server?.stop()
  await test?.stop()
})

async function get(path: string, headers: Record<string, string> = city) {
  const response = await fetch(`${server.url}${path}`, { headers })
  return { status: response.status, body: JSON.parse(await response.text()) }
}

describe('reports', () => {
  it('are listed by department', async () => {
    const { body } = await get('/api/reports')
    expect(body.reports.map(({ id }: { id: string }) => id)).toEqual([...REPORT_NAMES])
    expect(body.reports[0]).toMatchObject({
      title: '组织录入情况',
      department: '组织部',
      rows: [
        { id: 'level', label: '按组织层级' },
        { id: 'children', label: '按下级组织' },
      ],
    })
  })

  it('begin with what the account may see, and the last whole month', async () => {
    const { status, body } = await get('/api/reports/member_growth')
    const answer: ReportAnswer = body
    expect(status).toBe(200)
    expect(answer).toMatchObject({ org: { id: '10' }, period: { from: '2026-10-01', to: '2026-10-31' } })
    expect(answer.rows.map(row => row.name)).toEqual(['组11', '组12'])
    expect(answer.total.cells[0]?.value).toBe(7)
  })

  it.each([
    ['/api/reports/nothing', 404, '没有报表 nothing'],
    ['/api/reports/activity?org=20', 404, '没有这个组织，或它不在您的数据范围内'],
    ['/api/reports/activity?org=1', 404, '没有这个组织，或它不在您的数据范围内'],
    ['/api/reports/activity?org=77', 404, '没有这个组织，或它不在您的数据范围内'],
    ['/api/reports/activity?grain=week', 400, '活动与参与没有这种期间，可选：month、quarter、year'],
    ['/api/reports/activity?grain=decade', 400, '只能为 day、week、month、quarter 或 year'],
    ['/api/reports/activity?bases=current', 400, '没有这个参数：bases'],
    ['/api/reports/activity?rows=gender', 400, '活动与参与没有这种行，可选：children'],
    ['/api/reports/activity?day=2026-02-30', 400, '有效日期'],
    ['/api/reports/activity?day=2026-11-22', 400, '日期不能晚于今天（2026-11-21）'],
    ['/api/reports/activity?day=1949-10-01', 400, '日期不能早于 1990-01-01'],
  ])('refuse %s', async (path, status, message) => {
    const answer = await get(path)
    expect([answer.status, answer.body.error.message]).toEqual([status, expect.stringContaining(message)])
  })

  it('are for those who signed in', async () => {
    expect((await get('/api/reports', {})).status).toBe(401)
    expect((await get('/api/reports/activity', {})).status).toBe(401)
  })
})
