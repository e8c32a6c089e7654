import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import Fastify, { type FastifyInstance, type FastifyRequest } from 'fastify'
import { serializerCompiler } from 'fastify-type-provider-zod'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { registerErrors } from '../../../../api/http/errors.ts'
import { strictValidatorCompiler } from '../../../../api/http/strictRequests.ts'
import { exportRoutes } from '../../../../api/routes/exports.ts'
import { changeExport, readExport, waitingExports } from '../../../../jobs/delivery/exports/exportStore.ts'
import { exportDir, exportFile } from '../../../../jobs/delivery/exports/files.ts'
import { type ExportTiming, startExports } from '../../../../jobs/delivery/exports/worker.ts'
import { keyTrends } from '../../../../jobs/delivery/workbook/keyTrends.ts'
import type { ReportSources } from '../../../../jobs/delivery/workbook/sources.ts'
import { TREND_METRICS, TREND_MONTHS } from '../../../../warehouse/catalogue/trends.ts'
import { stated } from '../../../../warehouse/contract/figureState.ts'
import { TuanshuError } from '../../../../warehouse/platform/errors.ts'
import { createLog } from '../../../../warehouse/platform/log.ts'
import { startOfDay } from '../../../../warehouse/platform/time/day.ts'
import { findCell, readWorkbook } from '../../../support/delivery/readWorkbook.ts'
import { sampleReport, sampleStatement, sampleTrends } from '../../../support/delivery/sampleReports.ts'
import { until } from '../../../support/until.ts'
import { type TestWarehouse, testWarehouse } from '../../../support/warehouse.ts'
import { at, member, plantOrgs, plantTree, sign, TODAY } from '../../../warehouse/query/world.ts'

const NOON = startOfDay(TODAY) + 12 * 3_600_000
const DAY = 24 * 3_600_000
const QUICK: Partial<ExportTiming> = {
  pollMs: 20,
  heartbeatMs: 40,
  staleMs: 400,
  noProgressMs: 60_000,
  sweepMs: 20,
}

let test: TestWarehouse
let app: FastifyInstance
let clock = NOON
const audited: string[] = []
/** Accounts of the test: `city10` sees organisation 10. */
const callerOf = (request: FastifyRequest) => {
  const login = String(request.headers['x-login'] ?? 'city10')
  return { login, scope: { org: String(request.headers['x-scope'] ?? login.replace(/^\D+/, '')) } }
}
const workers: { stop(): Promise<void> }[] = []

beforeAll(async () => {
  test = await testWarehouse()
  await plantTree(test.warehouse)
  await plantOrgs(test.warehouse)
  await sign(test.warehouse, 'member', [
    member(111, '2026-08-01'),
    member(111, '2026-10-05'),
    member(21, '2026-10-05'),
  ])
  app = Fastify()
  app.setValidatorCompiler(strictValidatorCompiler)
  app.setSerializerCompiler(serializerCompiler)
  registerErrors(app)
  const context = { config: test.config, warehouse: test.warehouse, now: () => clock }
  await app.register(
    exportRoutes(context, {
      callerOf,
      audit: async (request, action, subject) => {
        audited.push(`${callerOf(request).login} ${action} ${subject.slice(0, 32)}`)
      },
    }),
  )
})
afterEach(async () => {
  await Promise.all(workers.splice(0).map(worker => worker.stop()))
  // every case begins with an empty queue
  for (const left of await waitingExports(test.warehouse.app, 0))
    await changeExport(test.warehouse.app, left, { state: 'cancelled' })
})
afterAll(async () => {
  await app?.close()
  await test?.stop()
})

type Answer = ReturnType<typeof JSON.parse>

async function call(
  method: 'GET' | 'POST' | 'DELETE',
  url: string,
  headers: Record<string, string> = {},
  body?: object,
): Promise<{ status: number; body: Answer; raw: Buffer; headers: Record<string, unknown> }> {
  const answer = await app.inject({ method, url, headers, ...(body ? { payload: body } : {}) })
  const isJson = String(answer.headers['content-type']).includes('json')
  return {
    status: answer.statusCode,
    body: isJson ? answer.json() : undefined,
    raw: answer.rawPayload,
    headers: answer.headers,
  }
}
const REPORT = { kind: 'report', report: 'dues_collection', org: '10', grain: 'month', day: '2026-10-01' }

async function ask(body: object = REPORT, headers: Record<string, string> = {}): Promise<string> {
  const { status, body: answer } = await call('POST', '/api/exports', headers, body)
  expect([status, answer.state]).toEqual([200, 'queued'])
  return answer.id
}
const state = async (id: string) => (await readExport(test.warehouse.app, id))?.state
const reaches = (id: string, wanted: string) =>
  until(`${id} is ${wanted}`, async () => ((await state(id)) === wanted ? true : undefined), 30_000)

const SAMPLES: ReportSources = {
  report: async (_scope, { report }) => sampleReport(report),
  statement: async () => sampleStatement(),
  trends: async () => sampleTrends(),
}
function work(
  sources: Partial<ReportSources> = {},
  timing: Partial<ExportTiming> = {},
): { stop(): Promise<void> } {
  const worker = startExports({
    config: test.config,
    log: createLog('test').child({}, { level: 'silent' }),
    warehouse: test.warehouse,
    now: () => clock,
    sources: { ...SAMPLES, ...sources },
    timing: { ...QUICK, ...timing },
  })
  workers.push(worker)
  return worker
}
/** A source that waits to be told to go on. */
function held() {
  let begun = 0
  let release = () => {}
  const gate = new Promise<void>(resolve => {
    release = resolve
  })
  const report: ReportSources['report'] = async (_scope, { report: id }) => {
    begun++
    await gate
    return sampleReport(id)
  }
  return {
    report,
    release,
    isBegun: () => until('the export is being made', () => (begun > 0 ? begun : undefined)),
  }
}
const files = () => fs.readdirSync(exportDir(test.config.dataDir))

describe('an export', () => {
  it('is made in the background and fetched under its name', async () => {
    const scopes: string[] = []
    work({
      report: async (scope, question) => {
        scopes.push(`${scope.org} ${question.org} ${question.grain} ${question.day === at('2026-10-01')}`)
        return sampleReport(question.report)
      },
    })
    const id = await ask()
    await reaches(id, 'done')
    expect(scopes).toEqual(['10 10 month true'])
    const { body } = await call('GET', `/api/exports/${id}`)
    expect(body).toMatchObject({
      state: 'done',
      share: 1,
      rows: 12,
      error: '',
      createdAt: NOON,
      expiresAt: NOON + DAY,
    })
    expect(body.title).toBe('团费收缴（共青团广州市委员会，2026年10月）')
    const file = await call('GET', `/api/exports/${id}/file`)
    expect(file.status).toBe(200)
    expect(file.headers['content-length']).toBe(String(body.bytes))
    expect(file.headers['content-disposition']).toMatch(/^attachment; filename="[\w.-]+\.xlsx"; /)
    expect(file.headers['content-disposition']).toContain(
      `filename*=UTF-8''${encodeURIComponent(`${body.title}.xlsx`)}`,
    )
    expect(file.headers).toMatchObject({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' })
    const sheet = (await readWorkbook(file.raw)).worksheets[0]
    expect(sheet && findCell(sheet, '导出账号：city10　导出时间：2026年11月21日 12:00')).toBeDefined()
    expect(audited.slice(-2)).toEqual(
      [`city10 export ${id}`, `city10 download ${id}`].map(line => expect.stringContaining(line)),
    )
  })

  it('holds the figures of the basis that was chosen, and names it', async () => {
    // of a share, which no sum of rows is held against
    const figures = { published: 0.1234, current: 0.4321 }
    work({
      report: async (_scope, { report, basis = 'published' }) => {
        const answer = sampleReport(report, { basis })
        const cells = answer.total.cells.map((cell, i) =>
          answer.columns[i]?.unit === '%' ? stated(figures[basis]) : cell,
        )
        return { ...answer, total: { ...answer.total, cells } }
      },
    })
    const sheetOf = async (basis?: keyof typeof figures) => {
      const id = await ask(basis ? { ...REPORT, basis } : REPORT)
      await reaches(id, 'done')
      const file = await call('GET', `/api/exports/${id}/file`)
      const sheet = (await readWorkbook(file.raw)).worksheets[0]
      const cells = sheet?.getSheetValues().flat() ?? []
      return {
        basis: cells
          .map(String)
          .find(text => text.includes('口径：'))
          ?.replace(/.*口径：(.{4}).*/, '$1'),
        holds: Object.entries(figures).flatMap(([name, share]) => (cells.includes(share) ? [name] : [])),
        title: (await call('GET', `/api/exports/${id}`)).body.title,
      }
    }
    const title = '团费收缴（共青团广州市委员会，2026年10月'
    expect(await sheetOf('current')).toEqual({
      basis: '可比口径',
      holds: ['current'],
      title: `${title}，可比口径）`,
    })
    for (const basis of ['published', undefined] as const)
      expect(await sheetOf(basis)).toEqual({ basis: '发布口径', holds: ['published'], title: `${title}）` })
  })

  it('can be the monthly workbook', async () => {
    work()
    const id = await ask({ kind: 'monthly', org: '10', month: '2026-10' })
    await reaches(id, 'done')
    const file = await call('GET', `/api/exports/${id}/file`)
    expect((await readWorkbook(file.raw)).worksheets.length).toBe(15)
    expect((await call('GET', `/api/exports/${id}`)).body.title).toBe('组102026年10月团务数据月报')
  })

  it('of the whole instance is named after its province, as the workbook is', async () => {
    const WHOLE = { 'x-login': 'boss', 'x-scope': 'root' }
    const order = { kind: 'monthly', org: 'root', month: '2026-10' }
    const id = await ask(order, WHOLE)
    const { body } = await call('GET', `/api/exports/${id}`, WHOLE)
    expect(body.title).toBe('组12026年10月团务数据月报')
  })

  it('can be the workbook of the weekly bulletin', async () => {
    const asked: string[] = []
    work({
      report: async (_scope, { report, grain, day, until: last }) => {
        asked.push(`${report} ${grain} ${day === at('2026-11-15') && last === day}`)
        return sampleReport(report)
      },
    })
    const id = await ask({ kind: 'weekly', org: '10', week: '2026-W46' })
    await reaches(id, 'done')
    expect(asked).toContain('member_growth week true')
    expect(asked).toContain('dues_arrears month true')
    const file = await call('GET', `/api/exports/${id}/file`)
    expect((await readWorkbook(file.raw)).worksheets.length).toBe(asked.length + 1)
    expect((await call('GET', `/api/exports/${id}`)).body.title).toBe(
      '组10每周简报 2026年第46周（11月9日至15日）',
    )
  })

  it('belongs to its account, and its file to who may see the organisation at the time', async () => {
    work()
    const id = await ask({ ...REPORT, org: '11' })
    await reaches(id, 'done')
    const other = { 'x-login': 'city20' }
    for (const url of [`/api/exports/${id}`, `/api/exports/${id}/file`])
      expect((await call('GET', url, other)).body.error.message).toBe('没有这个导出')
    expect((await call('DELETE', `/api/exports/${id}`, other)).status).toBe(404)
    expect((await call('GET', '/api/exports', other)).body.exports).toEqual([])
    // the account has been moved to another city, and then back
    expect((await call('GET', `/api/exports/${id}/file`, { 'x-scope': '20' })).status).toBe(404)
    expect((await call('GET', `/api/exports/${id}/file`)).status).toBe(200)
    expect((await call('GET', '/api/exports')).body.exports.map((each: { id: string }) => each.id)).toContain(
      id,
    )
  })

  it.each([
    [{ ...REPORT, org: '20' }, 404, '没有这个组织，或它不在您的数据范围内'],
    [{ ...REPORT, org: '1' }, 404, '没有这个组织，或它不在您的数据范围内'],
    [{ ...REPORT, org: '77' }, 404, '没有这个组织，或它不在您的数据范围内'],
    [{ ...REPORT, report: 'passwords' }, 400, '没有这张报表'],
    [{ ...REPORT, grain: 'day' }, 400, '不支持这个时间粒度'],
    [{ ...REPORT, day: '2026-11-22' }, 400, '日期不能晚于今天'],
    [{ ...REPORT, day: '2026-02-30' }, 400, '有效日期'],
    [{ ...REPORT, rows: 'gender' }, 400, '没有这种行'],
    [{ ...REPORT, basis: 'wished' }, 400, 'published 或 current'],
    [{ ...REPORT, base: 'current' }, 400, '没有这个参数：base'],
    [{ kind: 'report', report: 'dues_collection', grain: 'month', day: '2026-10-01' }, 400, 'org：不能缺少'],
    [{ kind: 'monthly', org: '10', month: '2026-11' }, 400, '2026年11月尚未结束'],
    [{ kind: 'monthly', org: '10', month: '2026-13' }, 400, 'YYYY-MM'],
    [{ kind: 'weekly', org: '10', week: '2026-W47' }, 400, '2026年第47周（11月16日至22日）尚未结束'],
    [{ kind: 'weekly', org: '10', week: '2026-W54' }, 400, 'YYYY-Wnn'],
    [{ kind: 'all', org: '10' }, 400, '只能导出'],
  ])('is refused for %j', async (body, status, message) => {
    const answer = await call('POST', '/api/exports', {}, body)
    expect([answer.status, answer.body.error.message]).toEqual([status, expect.stringContaining(message)])
  })

  it('is one of five that an account may have waiting', async () => {
    for (let i = 0; i < 5; i++) await ask()
    const refused = await call('POST', '/api/exports', {}, REPORT)
    expect([refused.status, refused.body.error.message]).toEqual([
      409,
      expect.stringContaining('5 个导出未完成'),
    ])
    await ask({ ...REPORT, org: '20' }, { 'x-login': 'city20' })
  })

  it('is one of five also for requests that come at once', async () => {
    const answers = await Promise.all(
      Array.from({ length: 12 }, () => call('POST', '/api/exports', { 'x-login': 'hasty10' }, REPORT)),
    )
    const taken = answers.filter(({ status }) => status === 200)
    expect([taken.length, answers.filter(({ status }) => status === 409).length]).toEqual([5, 7])
  })

  it('cannot be fetched before it is done', async () => {
    const id = await ask()
    expect((await call('GET', `/api/exports/${id}/file`)).body.error.message).toBe('导出尚未完成')
    expect((await call('GET', '/api/exports/../../secrets/file')).status).toBe(404)
    expect((await call('GET', `/api/exports/${'0'.repeat(32)}/file`)).status).toBe(404)
  })
})

describe('cancelling', () => {
  it('stops a running export and leaves no file', async () => {
    const { report, release, isBegun } = held()
    work({ report })
    const id = await ask()
    await isBegun()
    expect((await call('DELETE', `/api/exports/${id}`)).body.state).toBe('cancelled')
    release()
    // the process goes on with the next one
    const next = await ask()
    await reaches(next, 'done')
    expect(await state(id)).toBe('cancelled')
    expect(files().filter(name => name.startsWith(id))).toEqual([])
  })

  it('of a finished one deletes its file', async () => {
    work()
    const id = await ask()
    await reaches(id, 'done')
    expect((await call('DELETE', `/api/exports/${id}`)).body.state).toBe('expired')
    expect((await call('GET', `/api/exports/${id}/file`)).body.error.message).toContain('已过期')
    await until('the file is deleted', () =>
      fs.existsSync(exportFile(test.config.dataDir, id)) ? undefined : true,
    )
  })
})

describe('the processes that make them', () => {
  it('share the queue: every export is made once', async () => {
    let made = 0
    const report: ReportSources['report'] = async (_scope, { report: id }) => {
      made++
      return sampleReport(id)
    }
    const ids = await Promise.all(Array.from({ length: 5 }, () => ask()))
    work({ report })
    work({ report })
    for (const id of ids) await reaches(id, 'done')
    expect(made).toBe(5)
  })

  it('put back what they have in hand when they stop', async () => {
    const { report, isBegun } = held()
    const worker = work({ report })
    const id = await ask()
    await isBegun()
    await worker.stop()
    expect(await readExport(test.warehouse.app, id)).toMatchObject({ state: 'queued', tries: 0 })
    work()
    await reaches(id, 'done')
  })

  it('take over from one that died, and give up what kills them every time', async () => {
    const id = await ask()
    const doomed = await ask()
    for (const [each, tries] of [
      [id, 1],
      [doomed, 3],
    ] as const) {
      const record = await readExport(test.warehouse.app, each)
      // what a process leaves that is killed
      if (record) await changeExport(test.warehouse.app, record, { state: 'running', tries })
    }
    work()
    await reaches(id, 'done')
    await reaches(doomed, 'failed')
    expect((await call('GET', `/api/exports/${doomed}`)).body.error).toContain('多次中断')
  })

  it('give up an export that does not advance', async () => {
    const { report } = held()
    work({ report }, { noProgressMs: 100 })
    const id = await ask()
    await reaches(id, 'failed')
    expect((await call('GET', `/api/exports/${id}`)).body.error).toContain('长时间没有进展')
  })

  it('say what went wrong, in words', async () => {
    const failing = async (error: Error) => {
      const worker = work({ report: () => Promise.reject(error) })
      const id = await ask()
      await reaches(id, 'failed')
      await worker.stop()
      return (await call('GET', `/api/exports/${id}`)).body.error
    }
    expect(await failing(new TuanshuError('forbidden', 'outside'))).toBe(
      '没有这个组织，或它不在您的数据范围内。',
    )
    expect(await failing(new Error('select secret from app.x'))).toBe(
      '导出时发生内部错误，文件没有生成。请联系管理员。',
    )
    const report = sampleReport('dues_collection')
    const [first, ...rest] = report.total.cells
    const total = { ...report.total, cells: [{ ...first, ...stated(1) }, ...rest] }
    const worker = work({ report: async () => ({ ...report, total }) })
    const id = await ask()
    await reaches(id, 'failed')
    await worker.stop()
    expect((await call('GET', `/api/exports/${id}`)).body.error).toContain(
      '“应交”一列各行之和与数据仓库的合计不一致',
    )
    expect(files().filter(name => name.startsWith(id))).toEqual([])
  })

  it('delete files a day after they were made, and what others left behind', async () => {
    work()
    const id = await ask()
    await reaches(id, 'done')
    const stray = path.join(exportDir(test.config.dataDir), `${'a'.repeat(32)}.0123abcd.xlsx.part`)
    fs.writeFileSync(stray, 'half')
    clock = NOON + DAY
    try {
      expect((await call('GET', `/api/exports/${id}/file`)).body.error.message).toBe('文件已过期，请重新导出')
      await reaches(id, 'expired')
      await until('both are gone', () =>
        fs.existsSync(exportFile(test.config.dataDir, id)) || fs.existsSync(stray) ? undefined : true,
      )
    } finally {
      clock = NOON
    }
  })

  it('leave no half file when the disk is full', async context => {
    const dir = exportDir(test.config.dataDir)
    fs.mkdirSync(dir, { recursive: true })
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=32k', 'tmpfs', dir], { stdio: 'ignore' })
    } catch {
      return context.skip('a small file system can only be mounted by root')
    }
    try {
      const report = sampleReport('dues_collection')
      const rows = Array.from({ length: 5_000 }, (_, i) => ({
        ...report.rows[i % 11],
        id: String(i * 7_919),
        name: `第${i * 104_729}支部`,
        kind: 'child' as const,
        canDrill: false,
        cells: report.rows[i % 11]?.cells ?? [],
      }))
      const columns = report.columns.map(column => ({ ...column, addsUp: false }))
      work({ report: async () => ({ ...report, columns, rows }) })
      const id = await ask()
      await reaches(id, 'failed')
      expect((await call('GET', `/api/exports/${id}`)).body.error).toContain('磁盘空间不足')
      expect(files()).toEqual([])
    } finally {
      await Promise.all(workers.splice(0).map(worker => worker.stop()))
      execFileSync('umount', [dir])
    }
  })
})

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
