import { randomUUID } from 'node:crypto'
import os from 'node:os'
import type { ClickHouseClient } from '@clickhouse/client'
import { z } from 'zod'
import { sqlFile } from '../warehouse/query/sqlFile.ts'
import type { Window } from '../warehouse/time/comparison.ts'
import { formatDay, formatInstant } from '../warehouse/time/day.ts'

export type RunState = 'running' | 'done' | 'faulty' | 'failed' | 'stopped'

/** Who asked for a run; only the windows of the schedule count when the next ones are chosen. */
export type Trigger = 'schedule' | 'command'

/** A run that has begun. */
export interface StartedRun {
  run: string
  job: string
  window: Window
  version: number
  trigger: Trigger
  attempt: number
  startedAt: number
}

export interface RunEnd {
  state: Exclude<RunState, 'running'>
  rows: number
  message: string
}

/** What has become of a window under the present version of its job. Instants in milliseconds, 0 for never. */
export interface WindowHistory extends Window {
  doneAt: number
  /** Runs since it was last done. */
  failed: number
  killed: number
  lastAt: number
}

const historyRow = z
  .tuple([z.number(), z.number(), z.coerce.number(), z.coerce.number(), z.coerce.number(), z.coerce.number()])
  .transform(
    ([from, to, doneAt, failed, killed, lastAt]): WindowHistory => ({
      from,
      to,
      doneAt,
      failed,
      killed,
      lastAt,
    }),
  )

/** The windows that the schedule of a job ever tried under this version, oldest first. */
export async function readWindows(
  client: ClickHouseClient,
  { name, version }: { name: string; version: number },
): Promise<WindowHistory[]> {
  const answer = await client.query({
    query: sqlFile('job_windows'),
    query_params: { job: name, version },
    format: 'JSONCompactEachRow',
    clickhouse_settings: { log_comment: 'jobs: run log' },
  })
  return z.array(historyRow).parse(await answer.json())
}

/** Writes down that a run begins. */
export async function beginRun(client: ClickHouseClient, run: Omit<StartedRun, 'run'>): Promise<StartedRun> {
  const started = { ...run, run: randomUUID() }
  await append(client, started, 'running', run.startedAt, { rows: 0, message: '' })
  return started
}

/** Writes down how it ended. */
export async function endRun(
  client: ClickHouseClient,
  run: StartedRun,
  { state, ...rest }: RunEnd,
  at: number,
): Promise<void> {
  await append(client, run, state, at, rest)
}

async function append(
  client: ClickHouseClient,
  { run, job, window, version, trigger, attempt, startedAt }: StartedRun,
  state: RunState,
  at: number,
  { rows, message }: { rows: number; message: string },
): Promise<void> {
  await client.insert({
    table: 'ops.sys_job_run',
    format: 'JSONEachRow',
    values: [
      {
        run,
        job,
        window_from: formatDay(window.from),
        window_to: formatDay(window.to),
        version,
        state,
        trigger,
        attempt,
        rows,
        duration_ms: Math.max(0, at - startedAt),
        message,
        process: `${os.hostname()}:${process.pid}`,
        at: formatInstant(at),
      },
    ],
  })
}
