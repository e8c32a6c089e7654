import { describeError, TuanshuError } from '../../warehouse/platform/errors.ts'
import { withLease } from '../../warehouse/platform/lease.ts'
import type { Log } from '../../warehouse/platform/log.ts'
import type { Window } from '../../warehouse/platform/time/comparison.ts'
import { formatDay } from '../../warehouse/platform/time/day.ts'
import type { Job, JobContext, RunOutcome } from './job.ts'
import { beginRuns, endRuns, type RunEnd, type Trigger } from './runLog.ts'

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

/** A window to be run, and how often it is tried since it was last done, from 1. */
export interface ChosenWindow {
  window: Window
  attempt: number
}

/**
 * Runs windows of a job under its lease, oldest first, and keeps the run log: several together where the job can do so,
 * and one by one when they cannot be done together. Resolves to what each did, in their order. Throws what the run of a
 * window threw, after writing it down; later windows are then not run. When the lease is lost nothing more is written.
 */
export async function runWindows(
  job: Job,
  chosen: readonly ChosenWindow[],
  trigger: Trigger,
  environment: Environment,
  leased: Leased,
): Promise<RunOutcome[]> {
  const log = environment.log.child({ job: job.name })
  if (chosen.length > 1 && job.runTogether) {
    try {
      return await recorded(job, chosen, trigger, { ...environment, log }, leased)
    } catch (error) {
      if (!(error instanceof NotTogether)) throw error
      log.warn({ windows: chosen.length, reason: error.message }, 'windows are run one by one')
    }
  }
  const outcomes: RunOutcome[] = []
  for (const one of chosen)
    outcomes.push(...(await recorded(job, [one], trigger, { ...environment, log }, leased)))
  return outcomes
}

/** Some windows could not be done in one go; the message says why. */
class NotTogether extends Error {}

async function recorded(
  job: Job,
  chosen: readonly ChosenWindow[],
  trigger: Trigger,
  environment: Environment,
  leased: Leased,
): Promise<RunOutcome[]> {
  const { now } = environment
  const { app } = environment.warehouse
  const windows = chosen.map(({ window }) => window)
  const log = environment.log.child({
    from: formatDay(Math.min(...windows.map(({ from }) => from))),
    to: formatDay(Math.max(...windows.map(({ to }) => to))),
    ...(windows.length > 1 ? { windows: windows.length } : {}),
  })
  const signal = AbortSignal.any([environment.signal, leased.signal])
  const { name, version } = job
  const startedAt = now()
  const runs = await beginRuns(
    app,
    chosen.map(one => ({ ...one, job: name, version, trigger, startedAt })),
  )
  const endAll = (end: RunEnd) =>
    endRuns(
      app,
      runs.map(run => ({ run, end })),
      now(),
    )
  try {
    const context = { ...environment, log, signal, confirm: leased.confirm }
    const outcomes = (await work(job, windows, context)).map(outcomeOf)
    signal.throwIfAborted()
    const at = now()
    const ends = runs.flatMap((run, i) => {
      const outcome = outcomes[i]
      return outcome ? [{ run, end: endOf(outcome) }] : []
    })
    await endRuns(app, ends, at)
    tell(outcomes, { durationMs: at - startedAt, attempt: Math.max(...runs.map(run => run.attempt)) }, log)
    return outcomes
  } catch (error) {
    if (leased.signal.aborted) throw error
    if (environment.signal.aborted) {
      await endAll({ state: 'stopped', rows: 0, message: '' })
      throw environment.signal.reason
    }
    const message = describeError(error)
    if (runs.length > 1) {
      // not a failure of each: the one that cannot be done shows when they are run one by one
      await endAll({ state: 'stopped', rows: 0, message })
      throw new NotTogether(message, { cause: error })
    }
    const reason = error instanceof TuanshuError ? { reason: message } : { err: error }
    log.error({ ...reason, attempt: chosen[0]?.attempt }, 'job failed')
    await endAll({ state: 'failed', rows: 0, message })
    throw error
  }
}

async function work(
  job: Job,
  windows: readonly Window[],
  context: JobContext,
): Promise<(number | RunOutcome)[]> {
  const [first, ...more] = windows
  if (!first) return []
  if (more.length === 0 || !job.runTogether) return [await job.run(first, context)]
  const answers = await job.runTogether(windows, context)
  if (answers.length !== windows.length)
    throw new Error(`${job.name} tells of ${answers.length} windows instead of ${windows.length}`)
  return answers
}

function outcomeOf(answer: number | RunOutcome): RunOutcome {
  return typeof answer === 'number' ? { rows: answer, message: '', hasFaults: false } : answer
}

function endOf({ rows, message, hasFaults }: RunOutcome): RunEnd {
  return { state: hasFaults ? 'faulty' : 'done', rows, message }
}

function tell(
  outcomes: readonly RunOutcome[],
  took: { durationMs: number; attempt: number },
  log: Log,
): void {
  const rows = outcomes.reduce((sum, outcome) => sum + outcome.rows, 0)
  const messages = [...new Set(outcomes.map(({ message }) => message).filter(Boolean))]
  const fields = { rows, ...took, ...(messages.length > 0 ? { outcome: messages.join('; ') } : {}) }
  if (outcomes.some(({ hasFaults }) => hasFaults)) log.warn(fields, 'job done, with faults in the data')
  else log.info(fields, 'job done')
}
