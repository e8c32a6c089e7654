import fs from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createApp } from '../../api/app.ts'
import { listen } from '../../api/http/listen.ts'
import { createLog } from '../../warehouse/platform/log.ts'
import { formatInstant } from '../../warehouse/platform/time/day.ts'
import { type TestWarehouse, temporaryDir } from '../support/warehouse.ts'
import { type FiguresDesk, figuresDesk, NOON } from './figuresDesk.ts'
import { type TestServer, testServer } from './server.ts'

const page = temporaryDir()
let desk: FiguresDesk
let test: TestWarehouse
let server: TestServer
beforeAll(async () => {
  desk = await figuresDesk({ page: path.join(page.dir, 'dist') })
  ;({ test, server } = desk)
  // the noon of these tests lies further back every day, and reports fade after a week
  await test.warehouse.app.command({ query: 'alter table ops.sys_feed remove ttl' })
})
afterAll(async () => {
  await desk?.stop()
  page.remove()
})

const get = (url: string) => desk.get(url)

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
