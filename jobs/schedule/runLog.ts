import { randomUUID } from 'node:crypto'
import os from 'node:os'
import type { ClickHouseClient } from '@clickhouse/client'
import { z } from 'zod'
import { sqlFile } from '../../warehouse/platform/clickhouse/sqlFile.ts'
import type { Window } from '../../warehouse/platform/time/comparison.ts'
import { formatDay, formatInstant } from '../../warehouse/platform/time/day.ts'

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

/** Writes down that runs begin. */
export async function beginRuns(
  client: ClickHouseClient,
  runs: readonly Omit<StartedRun, 'run'>[],
): Promise<StartedRun[]> {
  const started = runs.map(run => ({ ...run, run: randomUUID() }))
  await append(
    client,
    started.map(run => rowOf(run, 'running', run.startedAt, { rows: 0, message: '', durationMs: 0 })),
  )
  return started
}

/** Writes down how they ended, at one instant. Runs that were made together share the time that they took. */
export async function endRuns(
  client: ClickHouseClient,
  ends: readonly { run: StartedRun; end: RunEnd }[],
  at: number,
): Promise<void> {
  await append(
    client,
    ends.map(({ run, end: { state, ...rest } }) =>
      rowOf(run, state, at, { ...rest, durationMs: Math.round((at - run.startedAt) / ends.length) }),
    ),
  )
}

type Row = Record<string, string | number>

function rowOf(
  { run, job, window, version, trigger, attempt }: StartedRun,
  state: RunState,
  at: number,
  { rows, message, durationMs }: { rows: number; message: string; durationMs: number },
): Row {
  return {
    run,
    job,
    window_from: formatDay(window.from),
    window_to: formatDay(window.to),
    version,
    state,
    trigger,
    attempt,
    rows,
    duration_ms: Math.max(0, durationMs),
    message,
    process: `${os.hostname()}:${process.pid}`,
    at: formatInstant(at),
  }
}

async function append(client: ClickHouseClient, values: Row[]): Promise<void> {
  await client.insert({ table: 'ops.sys_job_run', format: 'JSONEachRow', values })
}
