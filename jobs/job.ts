import type { Warehouse } from '../warehouse/clickhouse/client.ts'
import type { Config } from '../warehouse/config.ts'
import type { Log } from '../warehouse/log.ts'
import type { Window } from '../warehouse/time/comparison.ts'

/** What a run of a job works with. */
export interface JobContext {
  config: Config
  log: Log
  warehouse: Warehouse
  /** The clock, milliseconds since 1970. */
  now(): number
  /** Aborted by a stop, or when another process took the job over: nothing may be written afterwards. */
  signal: AbortSignal
  /** How far the run is, 0 … 1. */
  progress(share: number, text: string): void
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
   * The windows that are due on business day `today`, oldest first, when everything up to and including day `since` has
   * been done (undefined: nothing has). `firstDay` is the first day that any log has data for; a job without a past of its
   * own begins there.
   */
  windows(today: number, since: number | undefined, firstDay?: number): Window[]
  /** Resolves to the number of rows written. Throws when the window cannot be done; the run is then tried again. */
  run(window: Window, context: JobContext): Promise<number>
}
