import fs from 'node:fs'
import Fastify, { type FastifyInstance, type FastifyRequest } from 'fastify'
import { serializerCompiler } from 'fastify-type-provider-zod'
import { afterAll, afterEach, beforeAll } from 'vitest'
import { registerErrors } from '../../../api/http/errors.ts'
import { strictValidatorCompiler } from '../../../api/http/strictRequests.ts'
import { exportRoutes } from '../../../api/routes/exports.ts'
import { changeExport, readExport, waitingExports } from '../../../jobs/delivery/exports/exportStore.ts'
import { exportDir } from '../../../jobs/delivery/exports/files.ts'
import { type ExportTiming, startExports } from '../../../jobs/delivery/exports/worker.ts'
import type { ReportSources } from '../../../jobs/delivery/workbook/sources.ts'
import { createLog } from '../../../warehouse/platform/log.ts'
import { startOfDay } from '../../../warehouse/platform/time/day.ts'
import { plantOrgs, plantTree, TODAY } from '../../warehouse/query/world.ts'
import { until } from '../until.ts'
import { type TestWarehouse, testWarehouse } from '../warehouse.ts'
import { sampleReport, sampleStatement, sampleTrends } from './sampleReports.ts'

export const NOON = startOfDay(TODAY) + 12 * 3_600_000
export const DAY_MS = 24 * 3_600_000
/** What a page sends. */
export const REPORT = {
  kind: 'report',
  report: 'dues_collection',
  org: '10',
  grain: 'month',
  day: '2026-10-01',
}
const QUICK: Partial<ExportTiming> = {
  pollMs: 20,
  heartbeatMs: 40,
  staleMs: 400,
  noProgressMs: 60_000,
  sweepMs: 20,
}
const SAMPLES: ReportSources = {
  report: async (_scope, { report }) => sampleReport(report),
  statement: async () => sampleStatement(),
  trends: async () => sampleTrends(),
  list: async () => {
    throw new Error('no list is asked for')
  },
  assessment: async () => {
    throw new Error('no assessment is asked for')
  },
  tickets: async () => ({ tickets: [], isCut: false }),
  assessment: async () => {
    throw new Error('no assessment is asked for')
  },
}

export interface Called {
  status: number
  body: ReturnType<typeof JSON.parse>
  raw: Buffer
  headers: Record<string, unknown>
}

interface Worker {
  stop(): Promise<void>
}

/** The routes of exports over a warehouse, and the processes that make the files. */
export interface ExportDesk {
  readonly test: TestWarehouse
  /** What the routes noted, oldest first: `city10 export <id> …`. */
  readonly audited: string[]
  /** Those that run; they end with the case. */
  readonly workers: Worker[]
  clock: number
  /** A request, by default of the account `city10`, who sees organisation 10. */
  call(
    method: 'GET' | 'POST' | 'DELETE',
    url: string,
    headers?: Record<string, string>,
    body?: object,
  ): Promise<Called>
  /** Asks for an export that is taken; its id. */
  ask(body?: object, headers?: Record<string, string>): Promise<string>
  state(id: string): Promise<string | undefined>
  reaches(id: string, wanted: string): Promise<true>
  /** Starts a process that makes exports of samples, or of these sources. */
  work(sources?: Partial<ReportSources>, timing?: Partial<ExportTiming>): Worker
  /** A source that waits to be told to go on. */
  held(): { report: ReportSources['report']; release(): void; isBegun(): Promise<number> }
  files(): string[]
}

/** Registers what happens before and after the tests of the file; every case begins with an empty queue. */
export function exportDesk(): ExportDesk {
  let test: TestWarehouse
  let app: FastifyInstance
  const audited: string[] = []
  const workers: Worker[] = []
  const callerOf = (request: FastifyRequest) => {
    const login = String(request.headers['x-login'] ?? 'city10')
    return { login, scope: { org: String(request.headers['x-scope'] ?? login.replace(/^\D+/, '')) } }
  }

  beforeAll(async () => {
    test = await testWarehouse()
    await plantTree(test.warehouse)
    await plantOrgs(test.warehouse)
    app = Fastify()
    app.setValidatorCompiler(strictValidatorCompiler)
    app.setSerializerCompiler(serializerCompiler)
    registerErrors(app)
    const context = { config: test.config, warehouse: test.warehouse, now: () => desk.clock }
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
    for (const left of await waitingExports(test.warehouse.app, 0))
      await changeExport(test.warehouse.app, left, { state: 'cancelled' })
  })
  afterAll(async () => {
    await app?.close()
    await test?.stop()
  })

  const call: ExportDesk['call'] = async (method, url, headers = {}, body) => {
    const answer = await app.inject({ method, url, headers, ...(body ? { payload: body } : {}) })
    const isJson = String(answer.headers['content-type']).includes('json')
    return {
      status: answer.statusCode,
      body: isJson ? answer.json() : undefined,
      raw: answer.rawPayload,
      headers: answer.headers,
    }
  }
  const state = async (id: string) => (await readExport(test.warehouse.app, id))?.state

  const desk: ExportDesk = {
    get test() {
      return test
    },
    audited,
    workers,
    clock: NOON,
    call,
    ask: async (body = REPORT, headers = {}) => {
      const { status, body: answer } = await call('POST', '/api/exports', headers, body)
      if (status !== 200 || answer.state !== 'queued')
        throw new Error(`the export was not taken: ${status} ${JSON.stringify(answer)}`)
      return answer.id
    },
    state,
    reaches: (id, wanted) =>
      until(`${id} is ${wanted}`, async () => ((await state(id)) === wanted ? true : undefined), 30_000),
    work: (sources = {}, timing = {}) => {
      const worker = startExports({
        config: test.config,
        log: createLog('test').child({}, { level: 'silent' }),
        warehouse: test.warehouse,
        now: () => desk.clock,
        sources: { ...SAMPLES, ...sources },
        timing: { ...QUICK, ...timing },
      })
      workers.push(worker)
      return worker
    },
    held: () => {
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
      const isBegun = () => until('the export is being made', () => (begun > 0 ? begun : undefined))
      return { report, release: () => release(), isBegun }
    },
    files: () => fs.readdirSync(exportDir(test.config.dataDir)),
  }
  return desk
}
