import { describeError, TuanshuError } from '../warehouse/errors.ts'
import { withLease } from '../warehouse/lease.ts'
import type { Window } from '../warehouse/time/comparison.ts'
import { formatDay } from '../warehouse/time/day.ts'
import type { Job, JobContext, RunOutcome } from './job.ts'
import { beginRun, endRun, type Trigger } from './runLog.ts'

/** What a run needs besides what its lease gives it. */
export type Environment = Omit<JobContext, 'confirm'>

export interface Leased {
  signal: AbortSignal
  confirm(): Promise<void>
}

/** Renewed at a third of it; another process takes a job over so long after its holder died. */
export const LEASE_MS = 30_000

/**
 * Runs `work` while no other process runs anything of this job.
 * Throws `TuanshuError('conflict')` when another process does.
 */
export function withJobLease<T>(
  job: Pick<Job, 'name'>,
  { warehouse, log }: Pick<Environment, 'warehouse' | 'log'>,
  ttlMs: number,
  work: (leased: Leased) => Promise<T>,
): Promise<T> {
  return withLease(warehouse.app, leaseOf(job), { ttlMs, log }, (signal, confirm) =>
    work({ signal, confirm }),
  )
}

export function leaseOf({ name }: Pick<Job, 'name'>): string {
  return `job:${name}`
}

/**
 * Runs one window of a job under its lease and keeps the run log. Throws what the run threw, after writing it down; when
 * the lease is lost nothing more is written.
 */
export async function runWindow(
  job: Job,
  { window, attempt, trigger }: { window: Window; attempt: number; trigger: Trigger },
  environment: Environment,
  leased: Leased,
): Promise<RunOutcome> {
  const { warehouse, now } = environment
  const log = environment.log.child({ job: job.name, from: formatDay(window.from), to: formatDay(window.to) })
  const signal = AbortSignal.any([environment.signal, leased.signal])
  const { name, version } = job
  const run = await beginRun(warehouse.app, {
    job: name,
    version,
    window,
    trigger,
    attempt,
    startedAt: now(),
  })
  try {
    const answer = await job.run(window, { ...environment, log, signal, confirm: leased.confirm })
    const outcome = typeof answer === 'number' ? { rows: answer, message: '', hasFaults: false } : answer
    signal.throwIfAborted()
    const { rows, message, hasFaults } = outcome
    const at = now()
    await endRun(warehouse.app, run, { state: hasFaults ? 'faulty' : 'done', rows, message }, at)
    const fields = { rows, durationMs: at - run.startedAt, attempt, ...(message ? { outcome: message } : {}) }
    if (hasFaults) log.warn(fields, 'job done, with faults in the data')
    else log.info(fields, 'job done')
    return outcome
  } catch (error) {
    if (leased.signal.aborted) throw error
    if (environment.signal.aborted) {
      await endRun(warehouse.app, run, { state: 'stopped', rows: 0, message: '' }, now())
      throw environment.signal.reason
    }
    const message = describeError(error)
    const reason = error instanceof TuanshuError ? { reason: message } : { err: error }
    log.error({ ...reason, attempt }, 'job failed')
    await endRun(warehouse.app, run, { state: 'failed', rows: 0, message }, now())
    throw error
  }
}
