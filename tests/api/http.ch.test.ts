import fs from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createApp } from '../../api/app.ts'
import { listen } from '../../api/http/listen.ts'
import { METRICS } from '../../warehouse/catalogue/metrics.ts'
import { createLog } from '../../warehouse/platform/log.ts'
import { formatInstant, startOfDay } from '../../warehouse/platform/time/day.ts'
import { type TestWarehouse, temporaryDir, testWarehouse } from '../support/warehouse.ts'
import { member, plantOrgs, plantTree, sign, TODAY } from '../warehouse/query/world.ts'
import { signedIn, type TestServer, testServer } from './server.ts'

const NOON = startOfDay(TODAY) + 12 * 3_600_000
const page = temporaryDir()
let test: TestWarehouse
let server: TestServer
let headers: Record<string, string> = {}

beforeAll(async () => {
  test = await testWarehouse()
  // the noon of these tests lies further back every day, and reports fade after a week
  await test.warehouse.app.command({ query: 'alter table ops.sys_feed remove ttl' })
  await plantTree(test.warehouse)
  await plantOrgs(test.warehouse)
  await sign(test.warehouse, 'member', [
    ...Array.from({ length: 5 }, () => member(111, '2026-05-01')),
    ...Array.from({ length: 4 }, () => member(111, '2026-05-01', { gender: 'male' })),
    member(111, '2026-05-01', { gender: 'unknown' }),
  ])
  await sign(test.warehouse, 'dues_payment', [
    {
      org_id: 111,
      day: '2026-11-03',
      paid_on: '2026-11-03',
      bill_month: '2026-11-01',
      amount_fen: 1205,
      channel: 'cash',
    },
  ])
  server = await testServer(test, { now: () => NOON, page: path.join(page.dir, 'dist') })
  headers = await signedIn(server, { role: 'admin', org: 'root' })
})
afterAll(async () => {
  await server?.stop()
  await test?.stop()
  page.remove()
})

async function get(
  url: string,
): Promise<{ status: number; headers: Headers; text: string; body: ReturnType<typeof JSON.parse> }> {
  const response = await fetch(`${server.url}${url}`, { headers })
  const text = await response.text()
  const isJson = response.headers.get('content-type')?.includes('json')
  return {
    status: response.status,
    headers: response.headers,
    text,
    body: isJson ? JSON.parse(text) : undefined,
  }
}

describe('metrics', () => {
  it('lists the catalogue', async () => {
    const { body } = await get('/api/metrics')
    expect(body.metrics).toHaveLength(METRICS.size)
    expect(body.metrics).toContainEqual(
      expect.objectContaining({ id: 'MEM01', title: '团员总数', unit: '人' }),
    )
  })

  it('answers a metric in total, by child and by month', async () => {
    expect((await get('/api/metrics/MEM01')).body.cells).toEqual([
      { org: 'root', name: '全部组织', bucket: '2026-11-21', item: '', label: '', value: 10, state: 'value' },
    ])
    const children = await get('/api/metrics/MEM01?org=10&rows=children')
    expect(
      children.body.cells.map((cell: { name: string; value: number }) => [cell.name, cell.value]),
    ).toEqual([
      ['组11', 10],
      ['组12', 0],
      ['组10', 0],
    ])
    const months = await get('/api/metrics/DUE02?from=2026-10-01&to=2026-11-21&grain=month')
    expect(months.body.cells).toMatchObject([
      { bucket: '2026-10', value: null, state: 'before_data' },
      { bucket: '2026-11', value: 1205 },
    ])
  })

  it('hides small counts of persons and the one that would give them away', async () => {
    const { body } = await get('/api/metrics/MEM01?by=gender')
    expect(body.cells).toMatchObject([
      { label: '男', value: null, state: 'suppressed_with' },
      { label: '女', value: 5, state: 'value' },
      { label: '未知', value: null, state: 'suppressed', k: 3 },
    ])
  })

  it.each([
    ['/api/metrics/XYZ', 404, '没有指标 XYZ'],
    ['/api/metrics/MEM01?org=77', 404, '没有这个组织，或它不在您的数据范围内'],
    ['/api/metrics/MEM01?org=%27%20or%201', 404, '没有这个组织，或它不在您的数据范围内'],
    ['/api/metrics/MEM01?from=2026-02-30', 400, '开始日期应为 YYYY-MM-DD 格式的有效日期'],
    ['/api/metrics/MEM01?from=2026-11-20&to=2026-11-01', 400, '开始日期不能晚于截止日期'],
    ['/api/metrics/MEM01?to=2026-11-22', 400, '截止日期不能晚于今天'],
    ['/api/metrics/MEM01?from=2024-01-01&to=2026-11-01&grain=day', 400, '按日最多查询 400 天'],
    ['/api/metrics/MEM01?from=2010-01-01&to=2026-11-01&grain=month', 400, '按月最多查询 120 个月'],
    ['/api/metrics/MEM18?by=gender', 400, '保留团籍党员数不能按 gender 分组'],
    ['/api/metrics/MEM01?by=password', 400, '没有这种分组'],
    ['/api/metrics/MEM01?rows=all', 400, '只能为 total 或 children'],
    ['/api/nothing', 404, '没有这个接口'],
  ])('refuses %s', async (url, status, message) => {
    const answer = await get(url)
    expect(answer.status).toBe(status)
    expect(answer.body.error).toEqual({
      code: expect.any(String),
      message: expect.stringContaining(message),
      requestId: expect.any(String),
    })
  })
})

describe('organisations and scenes', () => {
  it('shows an organisation with what is above and below', async () => {
    const { body } = await get('/api/orgs/11')
    const ids = (orgs: { id: string }[]) => orgs.map(({ id }) => id)
    expect([body.org.id, ids(body.parents), ids(body.children)]).toEqual(['11', ['1', '10'], ['111', '112']])
    expect((await get('/api/orgs/77')).status).toBe(404)
  })

  it('lists below an organisation every row that answers can have, deregistered ones last', async () => {
    await test.warehouse.app.insert({
      table: 'app.dim_org',
      format: 'JSONEachRow',
      values: [
        {
          org_id: 22,
          parent_org_id: 20,
          org_full_name: '组织22',
          org_type: 'branch',
          status: 'deregistered',
          level: 4,
          path: [1, 20, 22],
          version: 1,
          at_level_2: 1,
          at_level_3: 20,
          at_level_4: 22,
        },
      ],
    })
    await test.warehouse.app.command({ query: 'system reload dictionary app.org_tree' })
    await sign(
      test.warehouse,
      'member',
      Array.from({ length: 6 }, () => member(22, '2026-05-01')),
    )
    const { body } = await get('/api/orgs/20')
    expect(body.children.map(({ id, status }: { id: string; status: string }) => [id, status])).toEqual([
      ['21', 'active'],
      ['22', 'deregistered'],
    ])
    const answer = await get('/api/metrics/MEM01?org=20&rows=children')
    const rows = answer.body.cells.map((cell: { org: string }) => cell.org)
    expect(rows).toContain('22')
    expect(body.children.map(({ id }: { id: string }) => id)).toEqual(
      expect.arrayContaining(rows.filter((id: string) => id !== '20')),
    )
  })

  it('finds organisations by name', async () => {
    const { body } = await get(`/api/orgs?search=${encodeURIComponent('组织11')}`)
    expect(body.orgs.map(({ id }: { id: string }) => id)).toEqual(['11', '111', '112'])
    for (const url of ['/api/orgs?search=', '/api/orgs']) {
      const refused = await get(url)
      expect([refused.status, refused.body.error.message]).toEqual([400, 'search：请输入要查找的名称'])
    }
  })

  it('names the scenes, and gives the picture that is pushed', async () => {
    expect((await get('/api/scenes')).body.scenes).toEqual(
      expect.arrayContaining([{ id: 'overview', title: '总览' }]),
    )
    const { body } = await get('/api/scenes/overview?org=10')
    expect(body.panels.headline.content.figures[0]).toMatchObject({ metric: 'MEM01', value: 10 })
    expect((await get('/api/scenes/none')).body.error.message).toBe(
      '没有名为“none”的画面，可选：activities（活动与服务）、dues（团费）、moves（发展与流动）、organisations（组织建设）、overview（总览）、progress（推进与预警）、protection（权益与队伍）、study（学习与教育）',
    )
    expect((await get('/api/scenes/overview?org=77')).status).toBe(404)
  })
})

describe('the wall about young people in need', () => {
  beforeAll(async () => {
    await sign(
      test.warehouse,
      'special_youth',
      Array.from({ length: 23 }, () => ({
        org_id: 111,
        day: '2026-03-02',
        registered_on: '2026-03-02',
        kind: 'youth_in_difficulty',
        status: 'open',
      })),
    )
  })

  it('tells totals of the province and of cities, rounded to tens', async () => {
    const { body } = await get('/api/scenes/protection?org=root')
    expect(body.panels.headline.content.figures[0]).toMatchObject({ value: 20, isRounded: true })
    const rows: { org: string }[] = body.panels.care.content.by.rows
    expect(rows.find(({ org }) => org === '10')).toMatchObject({ value: 20, isRounded: true })
  })

  it('of a city tells its total and no row, and of a county says that it tells nothing', async () => {
    const city = (await get('/api/scenes/protection?org=10')).body.panels
    expect(city.headline.content.figures[0]).toMatchObject({ value: 20, isRounded: true })
    expect(city.care).toMatchObject({
      content: null,
      failure: null,
      notTold: expect.stringContaining('省、市'),
    })
    const county = (await get('/api/scenes/protection?org=11')).body.panels
    expect(county.headline).toMatchObject({ content: null, notTold: expect.stringContaining('省、市') })
    expect(county.teams_map.content.of).toMatchObject({ metric: 'WTM01', state: 'no_data' })
  })
})

describe('running', () => {
  it('is ready only while the ingest reports', async () => {
    expect((await get('/api/health')).body).toEqual({ status: 'ok' })
    expect(await get('/api/ready')).toMatchObject({
      status: 503,
      body: { ready: false, reasons: ['采集程序没有上报，数据不再更新'] },
    })
    await test.warehouse.app.insert({
      table: 'ops.sys_feed',
      format: 'JSONEachRow',
      values: [
        {
          at: formatInstant(NOON),
          process: '7',
          log: 'member',
          complete_at: formatInstant(NOON - 1000),
          lag: 3,
          applied: 9,
        },
      ],
    })
    await expect
      .poll(() => get('/api/ready'))
      .toMatchObject({ status: 200, body: { ready: true, reasons: [] } })
    expect((await get('/api/ops/ingest')).body).toMatchObject({
      now: NOON,
      state: 'live',
      rate: 0,
      logs: [{ log: 'member', process: '7', at: NOON, completeAt: NOON - 1000, lag: 3, applied: 9 }],
    })
  })

  it('says whether it is ready without changing anything, and asks the warehouse once for many', async () => {
    const written = async () => {
      await test.warehouse.app.command({ query: 'system flush logs query_log' })
      const answer = await test.warehouse.app.query({
        query: `select query_kind as kind, toUInt32(count()) as queries from system.query_log
          where type != 'QueryStart' and query_kind not in ('System', 'Select') group by kind`,
        format: 'JSONEachRow',
      })
      return answer.json()
    }
    const before = await written()
    server.forget()
    await Promise.all(Array.from({ length: 200 }, () => get('/api/ready')))
    expect(server.asked.length).toBeLessThan(5)
    expect(await written()).toEqual(before)
  })

  it('shows each partition of the ingest, and says which processes are gone', async () => {
    const partition = {
      topic: 'gd.zhtj.tb_member',
      partition: 4,
      watermark: '90071992547409931',
      next: '90071992547409999',
      lag: '68',
    }
    const row = {
      log: 'member',
      lag: '68',
      applied: 500,
      batches: 4,
      last_batch: 120,
      partitions: [partition],
    }
    const missing = (column_name: string) => ({
      table_name: 'zhtj.tb_member',
      column_name,
      spelled: '',
      rows: '12',
      last_at: formatInstant(NOON - 2000),
    })
    await test.warehouse.app.insert({
      table: 'ops.sys_feed',
      format: 'JSONEachRow',
      values: [
        {
          ...row,
          at: formatInstant(NOON - 1000),
          process: 'a/1',
          complete_at: formatInstant(NOON - 31_000),
          missing_columns: [missing('gender')],
        },
        {
          ...row,
          at: formatInstant(NOON - 9000),
          process: 'b/1',
          complete_at: formatInstant(0),
          // nobody has taken over the other partition of it
          partitions: [partition, { ...partition, partition: 5, lag: '2' }],
          // the mapping was corrected since
          missing_columns: [missing('sex')],
        },
      ],
    })
    const { now, logs, missingColumns } = (await get('/api/ops/ingest')).body
    expect(now).toBe(NOON)
    expect(logs.find(({ process }: { process: string }) => process === 'a/1')).toEqual({
      log: 'member',
      title: '团员',
      process: 'a/1',
      at: NOON - 1000,
      isAlive: true,
      completeAt: NOON - 31_000,
      lagSeconds: 31,
      lag: 68,
      applied: 500,
      batches: 4,
      lastBatch: 120,
      partitions: [{ ...partition, lag: 68 }],
    })
    expect(logs.find(({ process }: { process: string }) => process === 'b/1')).toMatchObject({
      isAlive: false,
      lagSeconds: null,
      lag: 2,
      partitions: [{ partition: 5 }],
    })
    expect(missingColumns).toEqual([
      {
        log: 'member',
        title: '团员',
        table: 'zhtj.tb_member',
        column: 'gender',
        spelled: '',
        rows: 12,
        lastAt: NOON - 2000,
      },
    ])
  })

  it('shows metrics to administrators and to who has the token', async () => {
    await get('/api/metrics/MEM01')
    const { status, text } = await get('/metrics')
    expect([status, text]).toEqual([200, expect.stringMatching(/^process_cpu_seconds_total /m)])
    expect(text).toMatch(/duration_seconds_count\{method="GET",route="\/api\/metrics\/:id",status="200"\} \d/)
    expect(text).toMatch(/^tuanshu_api_viewers 0$/m)

    const token = 'some-token-for-prometheus'
    const guarded = await testServer(test, { config: { METRICS_TOKEN: token } })
    try {
      const as = async (authorization: string, url: string) =>
        (await fetch(`${guarded.url}${url}`, { headers: { authorization } })).status
      expect(await as(`Bearer ${token}`, '/metrics')).toBe(200)
      expect(await as(`Bearer ${token}x`, '/metrics')).toBe(401)
      // it opens nothing else
      expect(await as(`Bearer ${token}`, '/api/ops/ingest')).toBe(401)
      // without a token nobody has one
      expect(
        (await fetch(`${server.url}/metrics`, { headers: { authorization: 'Bearer undefined' } })).status,
      ).toBe(401)
    } finally {
      await guarded.stop()
    }
  })

  it('tells nothing of its inside when something breaks', async () => {
    await test.warehouse.app.command({ query: 'rename table app.dwd_signup_log to app.hidden' })
    try {
      const { status, body, text } = await get('/api/metrics/ACT03')
      expect([status, body.error.code, body.error.message]).toEqual([500, 'internal', '服务器内部错误'])
      expect(text).not.toMatch(/signup|app\.|select/i)
      // the other panels of the picture still stand
      const { panels } = (await get('/api/scenes/overview?org=20')).body
      expect(panels.activities.failure.message).toContain('暂时无法读取')
      expect(panels.headline.failure).toBeNull()
    } finally {
      await test.warehouse.app.command({ query: 'rename table app.hidden to app.dwd_signup_log' })
    }
  })

  it('describes itself as OpenAPI, and shows that without outside help', async () => {
    const { body } = await get('/api/docs/json')
    expect(body.openapi).toMatch(/^3\.1/)
    const routes = [...server.app.routeAccess.keys()].flatMap(route => {
      const [method, url = ''] = route.split(' ')
      return method !== 'HEAD' && url.startsWith('/api/') && !url.startsWith('/api/docs') ? [url] : []
    })
    expect(routes).toContain('/api/reports/:id')
    expect(Object.keys(body.paths).sort()).toEqual(
      [...new Set(routes)].map(url => url.replaceAll(/:(\w+)/g, '{$1}')).sort(),
    )
    const { parameters } = body.paths['/api/metrics/{id}'].get
    expect(parameters.map((each: { name: string }) => each.name)).toEqual(
      expect.arrayContaining(['id', 'org', 'rows', 'by', 'from', 'to', 'grain']),
    )
    const ui = await get('/api/docs/static/index.html')
    expect(ui.status).toBe(200)
    expect(ui.text).not.toMatch(/(src|href)="https?:/)
  })

  it('says which port is taken', async () => {
    const app = await createApp({ config: test.config, warehouse: test.warehouse, log: createLog('test') })
    const port = Number(new URL(server.url).port)
    await expect(listen(app, { ...test.config, HTTP_PORT: port })).rejects.toMatchObject({
      code: 'config',
      message: expect.stringContaining(`port ${port}`),
    })
    await app.close()
  })
})

describe('the page', () => {
  it('says how to build it, and serves it once it is there', async () => {
    const missing = await get('/')
    expect([missing.status, missing.text]).toEqual([503, expect.stringContaining('npm run build')])
    fs.mkdirSync(path.join(page.dir, 'dist', 'assets'), { recursive: true })
    fs.writeFileSync(path.join(page.dir, 'dist', 'index.html'), '<!doctype html><title>wall</title>')
    fs.writeFileSync(path.join(page.dir, 'dist', 'assets', 'index-abc.js'), 'void 0')
    const index = await get('/')
    expect([index.status, index.text, index.headers.get('cache-control')]).toEqual([
      200,
      expect.stringContaining('wall'),
      'no-cache',
    ])
    expect(index.headers.get('content-security-policy')).toContain("script-src 'self'")
    expect(index.headers.get('content-security-policy')).not.toContain("unsafe-inline'; script")
    const asset = await get('/assets/index-abc.js')
    expect(asset.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
    expect((await get('/assets/none.js')).status).toBe(404)
    expect((await get('/../package.json')).status).toBe(404)
  })

  it('of the reports is one file at every address below /reports/', async () => {
    expect((await get('/reports/r/activity')).status).toBe(503)
    fs.mkdirSync(path.join(page.dir, 'dist', 'portal'), { recursive: true })
    fs.writeFileSync(
      path.join(page.dir, 'dist', 'portal', 'index.html'),
      '<!doctype html><title>portal</title>',
    )
    for (const address of ['/reports', '/reports/', '/reports/r/activity?org=1', '/reports/index.html']) {
      const portal = await get(address)
      expect([portal.status, portal.text, portal.headers.get('cache-control')], address).toEqual([
        200,
        expect.stringContaining('portal'),
        'no-cache',
      ])
    }
  })
})
