import type { ClickHouseClient } from '@clickhouse/client'
import { z } from 'zod'
import { sqlFile } from '../../warehouse/platform/clickhouse/sqlFile.ts'
import { formatDay } from '../../warehouse/platform/time/day.ts'
import { JOBS } from '../registry.ts'
import type { Job } from './job.ts'
import type { RunState } from './runLog.ts'
import { leaseOf } from './runWindows.ts'
import { nextLook } from './schedule.ts'

/** How a job stands, for those who run the system. Days as `YYYY-MM-DD`, instants in milliseconds since 1970. */
export interface JobState {
  name: string
  title: string
  schedule: string
  /** The schedule has done everything up to and including this day; null when it has done nothing yet. */
  doneThrough: string | null
  /** When the schedule looks again for windows that are due. */
  next: number | null
  /** The newest run, of the schedule or of a command. */
  last: {
    from: string
    to: string
    /** `killed`: it began and never ended. */
    state: RunState | 'killed'
    startedAt: number
    attempt: number
    rows: number
    durationMs: number
    message: string
    process: string
  } | null
}

const lastRun = z.object({
  job: z.string(),
  window_from: z.number(),
  window_to: z.number(),
  state: z.enum(['running', 'done', 'faulty', 'failed', 'stopped']),
  last_started_at: z.coerce.number(),
  attempt: z.number(),
  rows: z.coerce.number(),
  duration_ms: z.coerce.number(),
  message: z.string(),
  process: z.string(),
  has_done: z.coerce.boolean(),
  done_to: z.number(),
  leased: z.array(z.string()),
})

/** How every job of the registry stands. `client` is the one that may read `ops`. */
export async function readJobStates(
  client: ClickHouseClient,
  jobs: readonly Job[] = JOBS,
): Promise<JobState[]> {
  const answer = await client.query({
    query: sqlFile('job_last_runs'),
    format: 'JSONEachRow',
    clickhouse_settings: { log_comment: 'jobs: states' },
  })
  const runs = new Map(
    z
      .array(lastRun)
      .parse(await answer.json())
      .map(run => [run.job, run]),
  )
  return jobs.map(job => {
    const { name, title, schedule } = job
    const run = runs.get(name)
    const state = { name, title, schedule, next: nextLook(schedule), doneThrough: null, last: null }
    if (!run) return state
    const isKilled = run.state === 'running' && !run.leased.includes(leaseOf(job))
    return {
      ...state,
      doneThrough: run.has_done ? formatDay(run.done_to) : null,
      last: {
        from: formatDay(run.window_from),
        to: formatDay(run.window_to),
        state: isKilled ? 'killed' : run.state,
        startedAt: run.last_started_at,
        attempt: run.attempt,
        rows: run.rows,
        durationMs: run.duration_ms,
        message: run.message,
        process: run.process,
      },
    }
  })
}
