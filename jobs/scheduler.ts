import type { ScheduledTask } from 'node-cron'
import type { Warehouse } from '../warehouse/clickhouse/client.ts'
import type { Config } from '../warehouse/config.ts'
import { describeError, TuanshuError } from '../warehouse/errors.ts'
import type { Log } from '../warehouse/log.ts'
import { readFirstDay } from '../warehouse/query/firstDay.ts'
import { formatDay } from '../warehouse/time/day.ts'
import { type DueWindow, dueWindows } from './due.ts'
import type { Job } from './job.ts'
import { whyIncomplete } from './readiness.ts'
import { readWindows } from './runLog.ts'
import { type Environment, LEASE_MS, runWindow, withJobLease } from './runWindow.ts'
import { lookAt } from './schedule.ts'

export interface SchedulerOptions {
  jobs: readonly Job[]
  config: Config
  log: Log
  warehouse: Warehouse
  /** The clock, milliseconds since 1970. */
  now?: () => number
  leaseMs?: number
}

/** How often jobs are looked at that wait for data, for another process or for their next attempt. */
const WAITING_LOOK_MS = 60_000

/**
 * Runs what is due, one window after the other: cron only says when to look, what is due follows from the run log, so
 * windows that were missed are made up for in their order. One job at a time, in the order of the registry: marts are
 * heavy, and the wall shares the machine.
 */
export class Scheduler {
  readonly #options: SchedulerOptions
  readonly #environment: Environment
  readonly #stopping = new AbortController()
  readonly #asked = new Map<Job, { isScheduled: boolean }>()
  readonly #waiting = new Map<Job, string>()
  #tasks: ScheduledTask[] = []
  #timer: NodeJS.Timeout | undefined
  #working: Promise<void> | undefined

  constructor(options: SchedulerOptions) {
    this.#options = options
    const { config, log, warehouse, now = Date.now } = options
    this.#environment = { config, log, warehouse, now, signal: this.#stopping.signal, progress: () => {} }
  }

  /** Looks at every job now, then at the times of its schedule. */
  start(): void {
    const { jobs } = this.#options
    this.#tasks = jobs.map(job => lookAt(job.schedule, () => void this.look([job], true)))
    this.#timer = setInterval(() => void this.look([...this.#waiting.keys()]), WAITING_LOOK_MS)
    void this.look(jobs)
  }

  /** Ends what runs as soon as it can be cut short; what it has shown stays, the rest is done after the next start. */
  async stop(): Promise<void> {
    clearInterval(this.#timer)
    this.#stopping.abort(new TuanshuError('conflict', 'the jobs were told to stop'))
    await Promise.all(this.#tasks.map(task => task.destroy()))
    await this.#working
  }

  /**
   * Does what is due of these jobs; resolves when nothing is left that can be done now. Never throws. `isScheduled`: also
   * windows that have failed too often to be tried between the times of their schedule.
   */
  look(jobs: readonly Job[], isScheduled = false): Promise<void> {
    for (const job of jobs)
      this.#asked.set(job, { isScheduled: isScheduled || this.#asked.get(job)?.isScheduled === true })
    this.#working ??= this.#work().finally(() => {
      this.#working = undefined
    })
    return this.#working
  }

  async #work(): Promise<void> {
    for (;;) {
      const job = this.#options.jobs.find(one => this.#asked.has(one))
      if (!job || this.#stopping.signal.aborted) return
      const isScheduled = this.#asked.get(job)?.isScheduled === true
      this.#asked.delete(job)
      let why: string | undefined
      try {
        why = await this.#lookAt(job, isScheduled)
      } catch (error) {
        why = describeError(error)
      }
      this.#note(job, why)
    }
  }

  /** Remembers which jobs wait and says why, once for each reason. */
  #note(job: Job, why: string | undefined): void {
    if (this.#stopping.signal.aborted) return
    if (why === undefined) {
      this.#waiting.delete(job)
      return
    }
    if (this.#waiting.get(job) !== why) this.#options.log.info({ job: job.name, why }, 'job waits')
    this.#waiting.set(job, why)
  }

  /** Does what is due of a job; resolves to why it could not do all of it, or undefined. */
  async #lookAt(job: Job, isScheduled: boolean): Promise<string | undefined> {
    // without the lease first: most looks find nothing
    const { due, isEmpty } = await this.#due(job)
    // a warehouse that is filled for the first time must not wait for the next night
    if (due.length === 0) return isEmpty ? 'the logs are empty' : undefined
    return withJobLease(job, this.#options, this.#options.leaseMs ?? LEASE_MS, async leased => {
      // once more: another process may have done them meanwhile
      for (const { window, attempt, notBefore } of (await this.#due(job)).due) {
        const { warehouse, config } = this.#options
        const now = this.#environment.now()
        if (notBefore > now && !(isScheduled && notBefore === Number.POSITIVE_INFINITY))
          return `${formatDay(window.from)} to ${formatDay(window.to)} failed ${attempt - 1} times; it is tried again ${Number.isFinite(notBefore) ? `after ${new Date(notBefore).toISOString()}` : 'at the time of the schedule'}`
        const incomplete = await whyIncomplete(warehouse.app, config.dataDir, window.to, now)
        if (incomplete !== undefined) return `${formatDay(window.to)} is not over in the logs: ${incomplete}`
        await runWindow(job, { window, attempt, trigger: 'schedule' }, this.#environment, leased)
      }
      return undefined
    })
  }

  async #due(job: Job): Promise<{ due: DueWindow[]; isEmpty: boolean }> {
    const { app } = this.#options.warehouse
    const [history, firstDay] = await Promise.all([readWindows(app, job), readFirstDay(app)])
    return {
      due: dueWindows(job, history, firstDay, this.#environment.now()),
      isEmpty: firstDay === undefined,
    }
  }
}
