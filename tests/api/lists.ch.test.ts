import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startExports } from '../../jobs/delivery/exports/worker.ts'
import { createReportSources } from '../../jobs/delivery/reportSources.ts'
import { createLog } from '../../warehouse/platform/log.ts'
import { startOfDay } from '../../warehouse/platform/time/day.ts'
import { readWorkbook } from '../support/delivery/readWorkbook.ts'
import { until } from '../support/until.ts'
import { type TestWarehouse, testWarehouse } from '../support/warehouse.ts'
import { member, plantOrgs, plantTree, sign, TODAY } from '../warehouse/query/world.ts'
import { signedIn, type TestServer, testServer } from './server.ts'

const NOON = startOfDay(TODAY) + 12 * 3_600_000
let test: TestWarehouse
let server: TestServer
let city: { cookie: string }
let exports: { stop(): Promise<void> }

beforeAll(async () => {
  test = await testWarehouse()
  await plantTree(test.warehouse)
  await plantOrgs(test.warehouse)
  await sign(test.warehouse, 'member', [
    ...Array.from({ length: 4 }, () => member(111, '2026-09-01')),
    ...Array.from({ length: 3 }, () => member(121, '2026-09-01')),
    ...Array.from({ length: 5 }, () => member(21, '2026-09-01')),
  ])
  const now = () => NOON
  server = await testServer(test, { now })
  city = await signedIn(server, { role: 'committee', org: '10' })
  const { config, warehouse } = test
  const log = createLog('test').child({}, { level: 'error' })
  const sources = createReportSources({ warehouse, config, now })
  exports = startExports({ config, warehouse, log, now, sources, timing: { pollMs: 20 } })
})
afterAll(async () => {
  await exports?.stop()
  await server?.stop()
  await test?.stop()
})

async function get(path: string, headers: Record<string, string> = city) {
  const response = await fetch(`${server.url}${path}`, { headers })
  return { status: response.status, body: JSON.parse(await response.text()) }
}

describe('lists', () => {
  it('begin with the organisation of the account', async () => {
    const { status, body } = await get('/api/lists/MEM01?day=2026-10-01')
    expect(status).toBe(200)
    expect(body).toMatchObject({
      org: { id: '10', name: '组10' },
      period: { label: '2026年10月' },
      figure: { state: 'value', value: 7 },
      sum: 7,
      count: 2,
      page: 1,
      pages: 1,
    })
    expect(body.rows.map(({ org }: { org: { name: string } }) => org.name)).toEqual(['组111', '组121'])
  })

  it.each([
    ['/api/lists/NO01?day=2026-10-01', 404, '没有指标 NO01'],
    ['/api/lists/MEM01?day=2026-10-01&org=20', 404, '没有这个组织，或它不在您的数据范围内'],
    ['/api/lists/MEM01?day=2026-10-01&org=1', 404, '没有这个组织，或它不在您的数据范围内'],
    ['/api/lists/MEM01', 400, 'day'],
    ['/api/lists/MEM01?day=2026-10-32', 400, '有效日期'],
    ['/api/lists/MEM01?day=1949-10-01', 400, '日期不能早于 1990-01-01'],
    ['/api/changes/MEM01?day=2026-10-01&org=20', 404, '没有这个组织，或它不在您的数据范围内'],
    ['/api/changes/MEM01?day=2026-10-01&span=ytd', 400, '本年累计只与上年同期比'],
    ['/api/changes/MEM01?day=2026-10-01&against=wow', 400, '只能为 mom 或 yoy'],
    ['/api/lists/MEM01?day=2026-11-22', 400, '日期不能晚于今天（2026-11-21）'],
    ['/api/lists/MEM01?day=2026-10-01&page=0', 400, '页码应为正整数'],
    ['/api/lists/MEM01?day=2026-10-01&by=channel', 400, '团员总数不能按 channel 分组'],
    ['/api/lists/MEM01?day=2026-10-01&part=rest', 400, '团员总数没有这个部分，可选：value'],
    ['/api/lists/SYS01?day=2026-10-01', 400, '不是可以列出组织的数'],
  ])('refuse %s', async (path, status, message) => {
    const answer = await get(path)
    expect([answer.status, answer.body.error.message]).toEqual([status, expect.stringContaining(message)])
  })

  it('are the same as a file', async () => {
    const answer = await fetch(`${server.url}/api/exports`, {
      method: 'POST',
      headers: { ...city, 'content-type': 'application/json' },
      body: JSON.stringify({
        kind: 'list',
        metric: 'MEM01',
        grain: 'month',
        day: '2026-10-01',
        sort: 'value',
      }),
    })
    const asked = JSON.parse(await answer.text())
    expect([answer.status, asked.title]).toEqual([200, '团员总数名单（组10）'])
    await until('the export', async () => {
      const { body } = await get(`/api/exports/${asked.id}`)
      if (body.state === 'failed') throw new Error(body.error)
      return body.state === 'done' ? true : undefined
    })
    const file = await fetch(`${server.url}/api/exports/${asked.id}/file`, { headers: city })
    const book = await readWorkbook(Buffer.from(await file.arrayBuffer()))
    const sheet = book.getWorksheet('名单')
    const rows = (sheet?.getRows(1, sheet.rowCount) ?? []).map(row => (row.values as unknown[]).slice(1))
    expect(rows.at(-4)).toEqual(['序号', '组织', '类别', '上级', '团员总数（人）'])
    expect(rows.slice(-3)).toEqual([
      [1, '组121', '团支部', '组12', 3],
      [2, '组111', '团支部', '组11', 4],
      ['合计', '合计', '合计', '合计', 7],
    ])
    expect(book.getWorksheet('指标说明')).toBeDefined()
  })
})
