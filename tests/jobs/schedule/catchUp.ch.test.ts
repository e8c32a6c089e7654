import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { queriesOf } from '../../../jobs/measures/measures.ts'
import { JOBS } from '../../../jobs/registry.ts'
import type { Job } from '../../../jobs/schedule/job.ts'
import { Scheduler } from '../../../jobs/schedule/scheduler.ts'
import { readWaits } from '../../../jobs/schedule/waits.ts'
import type { Warehouse } from '../../../warehouse/platform/clickhouse/client.ts'
import { createLog } from '../../../warehouse/platform/log.ts'
import { loadSimulated, tellComplete } from '../../support/province/loadSimulated.ts'
import { instant, simulate } from '../../support/province/simulated.ts'
import { type TestWarehouse, testWarehouse } from '../../support/warehouse.ts'
import { contextOf, day } from '../support.ts'

const FROM = '2025-12-09 00:00:00'
const UNTIL = '2026-04-24 15:00:00'
const NOW = instant(UNTIL)
/** December to April, over the end of a year: more than are done at once here. */
const MONTHS = 5
const AT_ONCE = 3

let test: TestWarehouse
/** Statements that each job sent to the engine. */
const statements = new Map<string, number>()
/** How often each job was asked to do something. */
const calls = new Map<string, number>()

beforeAll(async () => {
  test = await testWarehouse()
  await loadSimulated(test, simulate({ members: 100, seed: 11, from: FROM, until: UNTIL }))
  await tellComplete(test.warehouse.app, NOW)
  const jobs = JOBS.map(counted)
  const scheduler = new Scheduler({
    jobs,
    config: test.config,
    warehouse: test.warehouse,
    log: createLog('test').child({}, { level: 'silent' }),
    now: () => NOW,
    mostTogether: AT_ONCE,
  })
  await scheduler.look(jobs)
  await scheduler.stop()
}, 600_000)

afterAll(() => test?.stop())

/** The job, whose calls and statements are counted. */
function counted(job: Job): Job {
  const count = <T>(context: { warehouse: Warehouse }, work: (warehouse: Warehouse) => Promise<T>) => {
    calls.set(job.name, (calls.get(job.name) ?? 0) + 1)
    const app = new Proxy(context.warehouse.app, {
      get(client, name) {
        const value = Reflect.get(client, name)
        if (typeof value !== 'function') return value
        if (['query', 'command', 'insert', 'exec'].includes(String(name)))
          statements.set(job.name, (statements.get(job.name) ?? 0) + 1)
        return value.bind(client)
      },
    })
    return work({ ...context.warehouse, app })
  }
  const { runTogether } = job
  return {
    ...job,
    run: (window, context) => count(context, warehouse => job.run(window, { ...context, warehouse })),
    ...(runTogether
      ? {
          runTogether: (windows, context) =>
            count(context, warehouse => runTogether(windows, { ...context, warehouse })),
        }
      : {}),
  }
}

const rows = async (query: string): Promise<unknown[]> => {
  const answer = await test.warehouse.app.query({ query, format: 'JSONCompactEachRow' })
  return answer.json<unknown[]>()
}
const content = (table: string) =>
  rows(`select count(), sum(cityHash64(*)) from (select * from app.${table} order by all)`)

describe('months that were missed, over the end of a year', () => {
  it('are made up for in a few runs, and nothing is outstanding afterwards', async () => {
    const waits = await readWaits({ warehouse: test.warehouse, config: test.config, now: NOW })
    expect(new Set([...waits.values()].map(({ kind }) => kind))).toEqual(new Set(['time']))
    expect(
      await rows(
        `select job, toUInt32(count()) from ops.sys_job_run where state in ('done', 'faulty') and job = 'measures' group by job`,
      ),
    ).toEqual([['measures', MONTHS]])
    // the month mart does its last four months in one window
    const together = {
      retention: 2,
      measures: 2,
      month_mart: 1,
      quality: 2,
      alerts: 1,
      trend: 1,
      bulletins: 4,
    }
    // each month's reports are asked by themselves
    // nobody is asked to explain what was over before the rule was there: the last month and the running one
    const expected = { ...together, suppression: MONTHS, tickets: 2 }
    expect(Object.fromEntries(calls)).toEqual(expected)
  })

  it('take the few statements that compute each month, and what is around them once', () => {
    // what reads one log is one statement for each start of a month, a quarter and a year
    const queries = queriesOf({ from: day('2026-11-01'), to: day('2026-11-30') }, '0', false).length
    expect(queries).toBeLessThan(50)
    // the month mart asks each log that has a row, and adds up what it found
    const logs = 30
    const perMonth = { retention: 3, measures: queries + 3, month_mart: logs + 5, quality: 9, trend: 0 }
    // staged tables, trees, swaps, and an identity that each log with a row is asked for all months at once
    const around = 25 + logs
    for (const [name, each] of Object.entries(perMonth))
      expect(statements.get(name), name).toBeLessThanOrEqual(MONTHS * each + (calls.get(name) ?? 0) * around)
  })

  it('have the rows that each month has when it is run by itself', { timeout: 180_000 }, async () => {
    const tables = [
      'ads_org_measure',
      'ads_dues_retention',
      'ads_data_quality',
      'ads_org_month',
      'dim_org_month',
    ]
    const before = await Promise.all(tables.map(content))
    const [[figures]] = (await rows('select toUInt32(count()) from app.ads_org_measure')) as [[number]]
    expect(figures).toBeGreaterThan(1_000)
    const today = day(UNTIL.slice(0, 10))
    // a published month tells what would differ now
    for (const job of JOBS.filter(({ runTogether }) => runTogether))
      for (const window of job.windows(today, undefined, day(FROM.slice(0, 10))).slice(-2, -1))
        expect(await job.run(window, contextOf(test, { now: () => NOW }))).not.toMatchObject({
          message: expect.stringContaining('differ'),
        })
    expect(await Promise.all(tables.map(content))).toEqual(before)
  })
})
