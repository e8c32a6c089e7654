/** GET /api/ops/jobs → how the scheduled work stands. Administrators only. */
export interface JobsAnswer {
  jobs: JobInfo[]
  /** The newest runs of all jobs, newest first. */
  runs: (RunInfo & { id: string; job: string; title: string; trigger: 'schedule' | 'command' })[]
}

export interface JobInfo {
  name: string
  title: string
  /** Cron expression in Asia/Shanghai. */
  schedule: string
  /** The schedule has done everything up to and including this day; null while it has done nothing. */
  doneThrough: string | null
  /** When it looks again for windows that are due. */
  nextAt: number | null
  wait: JobWait
  /** How far it is with windows to be made up for; null when it has none. */
  catchUp: CatchUpInfo | null
  /** The newest run, of the schedule or of a command. */
  last: RunInfo | null
}

export interface CatchUpInfo {
  /** Windows done, of all since the first day with data. */
  done: number
  of: number
  /** Until all are done, the jobs before it included; null while no run tells how long one takes. */
  leftMs: number | null
}

/** `killed`: it began and never ended. `faulty`: done, and what it found is for a person to look at. */
export type RunOutcome = 'running' | 'done' | 'faulty' | 'failed' | 'stopped' | 'killed'

export interface RunInfo {
  from: string
  to: string
  state: RunOutcome
  startedAt: number
  /** How often the window was tried since it was last done, from 1. */
  attempt: number
  rows: number
  durationMs: number
  /** What went wrong and what helps; null when nothing did. */
  explanation: { what: string; todo: string } | null
  /** The words of the log; `''` for whoever may not see all organisations. */
  detail: string
}

/**
 * - `time`: all is done until the next look
 * - `data`: nothing has come in yet
 * - `retry`: the window failed `tries` times, and is tried again at `at`; null: at the time of the schedule
 * - `logs`: the data do not reach the end of the window: history is loading (`loading`, 0 … 1), some logs are late, or no
 *   ingest has reported yet
 * - `turn`: it begins as soon as the jobs before it are done
 */
export interface JobWait {
  kind: 'time' | 'data' | 'retry' | 'logs' | 'turn'
  from: string
  to: string
  tries: number
  at: number | null
  loading: number | null
  lateLogs: { log: string; title: string; completeAt: number }[]
}

/** GET /api/ops/ingest → how far the ingest is, each process in each partition. Administrators only. */
export interface IngestAnswer {
  /** Server time. */
  now: number
  /** As `FeedStatus.feed` of the wall. */
  state: 'live' | 'behind' | 'lost'
  /** Changes per second; 0 while no wall is connected. */
  rate: number
  logs: {
    log: string
    title: string
    process: string
    at: number
    /** The process has reported within the last five seconds. */
    isAlive: boolean
    /** The data are complete up to this instant; 0 while this is not known. */
    completeAt: number
    lagSeconds: number | null
    /** Messages behind. */
    lag: number
    /** Changes and batches since the process started, and changes of the last batch. */
    applied: number
    batches: number
    lastBatch: number
    /** Offsets are decimal text: up to where the log holds the partition, and where that ends. */
    partitions: { topic: string; partition: number; watermark: string; next: string; lag: number }[]
  }[]
  /**
   * Columns that a mapping names and whole rows of its table lacked, as the processes say that write the log now, or the last
   * one that did. `spelled` is a column of these rows whose name differs in its case only, or `''`.
   */
  missingColumns: {
    log: string
    title: string
    table: string
    column: string
    spelled: string
    rows: number
    lastAt: number
  }[]
}

/** GET /api/ops/dead-letters → messages that were refused and wait for somebody, most first. Administrators only. */
export interface DeadLetterAnswer {
  reasons: { reason: string; topic: string; waiting: number; firstAt: number; lastAt: number }[]
}
