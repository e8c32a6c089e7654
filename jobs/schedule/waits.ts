import type { Warehouse } from '../../warehouse/platform/clickhouse/client.ts'
import type { Config } from '../../warehouse/platform/config.ts'
import type { Window } from '../../warehouse/platform/time/comparison.ts'
import { readFirstDay } from '../../warehouse/query/firstDay.ts'
import { JOBS } from '../registry.ts'
import { dueWindows } from './due.ts'
import type { Job } from './job.ts'
import { type Incomplete, lackUntil, readReach } from './readiness.ts'
import { readWindows } from './runLog.ts'

/**
 * What the schedule of a job waits for.
 *
 * - `time`: everything is done; the next look is at the time of the schedule
 * - `data`: no log was told of anything yet
 * - `retry`: the window failed `tries` times; it is tried again at `at`, or (null) at the time of the schedule
 * - `logs`: the logs do not reach the end of the window yet
 * - `turn`: nothing; it begins when the scheduler looks at it, after the jobs before it
 */
export type Wait =
  | { kind: 'time' | 'data' }
  | { kind: 'retry'; window: Window; tries: number; at: number | null }
  | { kind: 'logs'; window: Window; why: Incomplete }
  | { kind: 'turn'; window: Window }

export interface WaitContext {
  warehouse: Pick<Warehouse, 'app'>
  config: Pick<Config, 'dataDir'>
  /** Milliseconds since 1970. */
  now: number
}

/** What each job waits for, by name. */
export async function readWaits(
  { warehouse: { app }, config, now }: WaitContext,
  jobs: readonly Job[] = JOBS,
): Promise<Map<string, Wait>> {
  const [firstDay, reach] = await Promise.all([readFirstDay(app), readReach(app, config.dataDir, now)])
  const waitOf = async (job: Job): Promise<Wait> => {
    // some jobs have a window even then
    if (firstDay === undefined) return { kind: 'data' }
    const [first] = dueWindows(job, await readWindows(app, job), firstDay, now)
    if (!first) return { kind: 'time' }
    const { window, attempt, notBefore } = first
    if (notBefore > now)
      return {
        kind: 'retry',
        window,
        tries: attempt - 1,
        at: Number.isFinite(notBefore) ? notBefore : null,
      }
    const why = lackUntil(window.to, reach)
    return why ? { kind: 'logs', window, why } : { kind: 'turn', window }
  }
  return new Map(await Promise.all(jobs.map(async job => [job.name, await waitOf(job)] as const)))
}
