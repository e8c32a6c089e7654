import type { ClickHouseClient } from '@clickhouse/client'
import { z } from 'zod'
import { sqlFile } from '../../warehouse/platform/clickhouse/sqlFile.ts'
import { formatDay } from '../../warehouse/platform/time/day.ts'
import type { RunState, Trigger } from './runLog.ts'

/** A run as the run log tells of it. Days as `YYYY-MM-DD`, instants in milliseconds since 1970. */
export interface Run {
  id: string
  job: string
  from: string
  to: string
  trigger: Trigger
  /** `killed`: it began and never ended. */
  state: RunState | 'killed'
  startedAt: number
  attempt: number
  rows: number
  durationMs: number
  /** Why it failed, or what it has to say, as the log has it. */
  message: string
}

const row = z
  .object({
    run: z.string(),
    job: z.string(),
    window_from: z.number(),
    window_to: z.number(),
    trigger: z.enum(['schedule', 'command']),
    state: z.enum(['running', 'done', 'faulty', 'failed', 'stopped', 'killed']),
    started_at_ms: z.coerce.number(),
    attempt: z.number(),
    rows: z.coerce.number(),
    duration_ms: z.coerce.number(),
    message: z.string(),
  })
  .transform(
    (found): Run => ({
      id: found.run,
      job: found.job,
      from: formatDay(found.window_from),
      to: formatDay(found.window_to),
      trigger: found.trigger,
      state: found.state,
      startedAt: found.started_at_ms,
      attempt: found.attempt,
      rows: found.rows,
      durationMs: found.duration_ms,
      message: found.message,
    }),
  )

/** The newest runs of all jobs, newest first. `client` is the one that may read `ops`. */
export async function readRuns(client: ClickHouseClient, most: number): Promise<Run[]> {
  const answer = await client.query({
    query: sqlFile('job_runs'),
    query_params: { most },
    format: 'JSONEachRow',
    clickhouse_settings: { log_comment: 'jobs: runs' },
  })
  return z.array(row).parse(await answer.json())
}
