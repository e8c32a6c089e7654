import type { ClickHouseClient } from '@clickhouse/client'
import { z } from 'zod'
import { sqlFile } from '../../warehouse/platform/clickhouse/sqlFile.ts'
import { dayOf } from '../../warehouse/platform/time/day.ts'
import { readFirstDay } from '../../warehouse/query/firstDay.ts'
import { JOBS } from '../registry.ts'
import { dueWindows } from './due.ts'
import type { Job } from './job.ts'
import { readWindows, type WindowHistory } from './runLog.ts'

/** How far a job is that has windows to do. */
export interface CatchUp {
  /** Of its windows since the first day with data. */
  done: number
  of: number
  /** Until it has done them, those of the jobs before it included; null while there is no run to judge by. */
  leftMs: number | null
}

/**
 * How far each job is that has anything to do at `now`, by name: none for one that is done. Some small reads of the run
 * log; `client` is the one that may read `ops`.
 */
export async function readCatchUps(
  client: ClickHouseClient,
  now: number,
  jobs: readonly Job[] = JOBS,
): Promise<Map<string, CatchUp>> {
  const histories = await Promise.all(jobs.map(job => readWindows(client, job)))
  const begun = histories.flat().map(({ from }) => from)
  // a log is only read while no run says where the data begin
  const firstDay = begun.length > 0 ? Math.min(...begun) : await readFirstDay(client)
  const paces = await readPaces(client)
  const works = jobs.map((job, i) => workOf(job, histories[i] ?? [], firstDay, now))
  return new Map(catchUpsOf(jobs, works, paces))
}

interface Work {
  due: number
  of: number
}

function workOf(
  job: Pick<Job, 'windows'>,
  history: readonly WindowHistory[],
  firstDay: number | undefined,
  now: number,
): Work {
  const due = dueWindows(job, history, firstDay, now).length
  return { due, of: Math.max(due, job.windows(dayOf(now), undefined, firstDay).length) }
}

/**
 * The progress of those that have work, which they do one after the other. `paces` are milliseconds a window by the name
 * of the job. Pure.
 */
export function catchUpsOf(
  jobs: readonly Pick<Job, 'name'>[],
  works: readonly Work[],
  paces: ReadonlyMap<string, number>,
): [string, CatchUp][] {
  let left: number | null = 0
  const found: [string, CatchUp][] = []
  for (const [i, { name }] of jobs.entries()) {
    const work = works[i]
    if (!work || work.due === 0) continue
    const pace = paces.get(name)
    left = left === null || pace === undefined ? null : left + work.due * pace
    found.push([name, { done: work.of - work.due, of: work.of, leftMs: left }])
  }
  return found
}

async function readPaces(client: ClickHouseClient): Promise<Map<string, number>> {
  const answer = await client.query({
    query: sqlFile('job_paces'),
    format: 'JSONCompactEachRow',
    clickhouse_settings: { log_comment: 'jobs: paces' },
  })
  return new Map(
    z
      .array(z.tuple([z.string(), z.number()]))
      .parse(await answer.json())
      .map(([job, ms]) => [job, Math.round(ms)]),
  )
}
