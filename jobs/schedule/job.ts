import type { Warehouse } from '../../warehouse/platform/clickhouse/client.ts'
import type { Config } from '../../warehouse/platform/config.ts'
import type { Log } from '../../warehouse/platform/log.ts'
import type { Window } from '../../warehouse/platform/time/comparison.ts'

/** What a run of a job works with. */
export interface JobContext {
  config: Config
  log: Log
  warehouse: Warehouse
  /** The clock, milliseconds since 1970. */
  now(): number
  /** Aborted by a stop, or when another process took the job over: nothing may be written afterwards. */
  signal: AbortSignal
  /**
   * To be called right before what was prepared is shown: throws when another process took the job over, which `signal`
   * tells a process that was frozen only a moment after it woke.
   */
  confirm(): Promise<void>
  /** How far the run is, 0 … 1. */
  progress(share: number, text: string): void
}

/** What a run did, when there is more to say than the number of rows. */
export interface RunOutcome {
  rows: number
  /** For the run log: what those who run the system should know. */
  message: string
  /** The rows are written and shown, but they show a fault that somebody must look at. */
  hasFaults: boolean
}

/**
 * Scheduled work. A run is a function of its window: the same window over the same logs gives the same rows, and replaces
 * what an earlier run wrote for it in one step.
 */
export interface Job {
  name: string
  title: string
  /** Raised when the same logs would give other rows: windows of an older version are run again. */
  version: number
  /** Cron expression in Asia/Shanghai: when to look for windows that are due. */
  schedule: string
  /**
   * Names of jobs that it stands on: it waits for what is due of them, also between their attempts, but not for one that
   * has failed so often that it waits for the time of its own schedule.
   */
  after?: readonly string[]
  /**
   * The windows that are due on business day `today`, oldest first, when everything up to and including day `since` has
   * been done (undefined: nothing has). The last of them ends where `since` will stand; an earlier one that is listed again
   * is run again. `firstDay` is the first day that any log was told of, undefined while they are empty.
   */
  windows(today: number, since: number | undefined, firstDay: number | undefined): Window[]
  /**
   * Resolves to the number of rows written, or to more. Throws when the window cannot be done; the run is then tried
   * again, and no later window before it.
   */
  run(window: Window, context: JobContext): Promise<number | RunOutcome>
  /**
   * Does what `run` does of each of these windows, which are oldest first, in one go: for those that were missed. Resolves
   * to what `run` would for each, in their order. When it throws, the windows are run one by one, so that the one that
   * cannot be done is told from the others.
   */
  runTogether?(windows: readonly Window[], context: JobContext): Promise<(number | RunOutcome)[]>
}
