import { keyTrends } from '../../jobs/delivery/workbook/keyTrends.ts'
import { JOBS } from '../../jobs/registry.ts'
import type { Job } from '../../jobs/schedule/job.ts'
import type { Window } from '../../warehouse/platform/time/comparison.ts'
import { addMonths, formatDay, parseDay, startOfDay } from '../../warehouse/platform/time/day.ts'
import { readFirstDay } from '../../warehouse/query/firstDay.ts'
import { jobContext } from '../support/jobContext.ts'
import { type TestWarehouse, testWarehouse } from '../support/warehouse.ts'
import { forgetPeak, peakMegabytes } from './processUse.ts'
import { type ProvinceSize, seedProvince } from './seedProvince.ts'

/** The night on which a month is settled: whole months and the running one are due. */
const TODAY = parseDay('2026-11-03') ?? 0
/** Bars, seconds. */
const ALL_MOST = 300
const RETENTION_MOST = 10

/**
 * Prints what the jobs of one night take in a province made inside the engine: the windows that the scheduler would find
 * due on the morning on which the last month settles, when the night before was done. Months are not published yet, so
 * each of the month mart's is written whole.
 */
export async function benchMarts(size: Omit<ProvinceSize, 'today'>): Promise<void> {
  const test = await testWarehouse({ WAREHOUSE_MEMORY_MB: '4096' })
  const began = performance.now()
  const since = () => `${((performance.now() - began) / 1_000).toFixed(0)} s`
  try {
    await seedProvince(test.warehouse, { ...size, today: TODAY }, text =>
      process.stderr.write(`${since()}: ${text}\n`),
    )
    process.stdout.write(`${await describeLogs(test)}\n`)
    process.stdout.write(
      `${['window', 'rows', 'seconds', 'CPU s Node', 'CPU s engine', 'MB Node', 'MB engine'].join(' | ')}\n`,
    )
    const firstDay = await readFirstDay(test.warehouse.app)
    let [all, retention] = [0, 0]
    for (const job of JOBS)
      for (const window of job.windows(TODAY, TODAY - 2, firstDay)) {
        const seconds = await measure(test, job, window)
        all += seconds
        if (job.name === 'retention') retention = Math.max(retention, seconds)
      }
    await measureTrends(test)
    process.stdout.write(
      `the night: ${all.toFixed(1)} s (bar ${ALL_MOST}); a month's retention: ${retention.toFixed(1)} s (bar ${RETENTION_MOST})\n`,
    )
  } finally {
    await test.stop()
  }
}

async function measure(test: TestWarehouse, job: Job, window: Window): Promise<number> {
  const mark = await engineClock(test)
  forgetPeak(process.pid)
  const cpuBefore = process.cpuUsage()
  const began = performance.now()
  const outcome = await job.run(window, jobContext(test, startOfDay(TODAY) + 600_000))
  const seconds = (performance.now() - began) / 1_000
  const cpu = process.cpuUsage(cpuBefore)
  const engine = await engineUse(test, mark)
  const rows = typeof outcome === 'number' ? outcome : outcome.rows
  process.stdout.write(
    `${[
      `${job.name} ${formatDay(window.from)}…${formatDay(window.to)}`,
      rows.toLocaleString('en'),
      seconds.toFixed(1),
      ((cpu.user + cpu.system) / 1e6).toFixed(1),
      engine.cpuSeconds.toFixed(1),
      peakMegabytes(process.pid),
      engine.peakMegabytes,
    ].join(' | ')}\n`,
  )
  return seconds
}

/** The trend sheet of the province as it is after the night, and as it would be without it. */
async function measureTrends({ warehouse: { reader } }: TestWarehouse): Promise<void> {
  const request = { org: 'root', month: addMonths(TODAY, -1), today: TODAY }
  for (const [how, today] of [
    ['read from the mart', TODAY],
    ['asked of the logs', TODAY + 1],
  ] as const) {
    const began = performance.now()
    await keyTrends(reader, { org: 'root' }, { ...request, today })
    process.stdout.write(`a trend sheet ${how}: ${Math.round(performance.now() - began)} ms\n`)
  }
}

async function describeLogs({ warehouse: { app } }: TestWarehouse): Promise<string> {
  const answer = await app.query({
    query: `select replaceOne(table, 'dwd_', '') as log, formatReadableQuantity(sum(rows)) as size
      from system.parts where active and database = 'app' and table like 'dwd_%' group by log order by log`,
    format: 'JSONEachRow',
  })
  return (await answer.json<{ log: string; size: string }>())
    .map(({ log, size }) => `${log} ${size}`)
    .join(', ')
}

async function engineClock({ warehouse: { app } }: TestWarehouse): Promise<string> {
  const answer = await app.query({ query: 'select toString(now64(6)) as at', format: 'JSONEachRow' })
  const [row] = await answer.json<{ at: string }>()
  return row?.at ?? ''
}

/** CPU of all statements since an instant, and the most memory that one of them took. */
async function engineUse(
  { warehouse: { app } }: TestWarehouse,
  since: string,
): Promise<{ cpuSeconds: number; peakMegabytes: number }> {
  await app.command({ query: 'system flush logs' })
  const answer = await app.query({
    query: `select toFloat64(sum(ProfileEvents['OSCPUVirtualTimeMicroseconds'])) / 1e6 as cpu, toUInt32(max(memory_usage) / 1048576) as peak
      from system.query_log where type = 'QueryFinish' and query_start_time_microseconds >= {since: DateTime64(6)}`,
    query_params: { since },
    format: 'JSONEachRow',
  })
  const [row] = await answer.json<{ cpu: number; peak: number }>()
  return { cpuSeconds: row?.cpu ?? 0, peakMegabytes: row?.peak ?? 0 }
}
