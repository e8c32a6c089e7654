import type { ScheduledTask } from 'node-cron'
import { readLoading } from '../../warehouse/feed/loading.ts'
import type { Warehouse } from '../../warehouse/platform/clickhouse/client.ts'
import type { Config } from '../../warehouse/platform/config.ts'
import { describeError, TuanshuError } from '../../warehouse/platform/errors.ts'
import type { Log } from '../../warehouse/platform/log.ts'
import { formatDay } from '../../warehouse/platform/time/day.ts'
import { readFirstDay } from '../../warehouse/query/firstDay.ts'
import { type DueWindow, dueWindows, groupsOf } from './due.ts'
import type { Job } from './job.ts'
import { describeIncomplete, lackUntil, readReach } from './readiness.ts'
import { readWindows } from './runLog.ts'
import { type Environment, LEASE_MS, runWindows, withJobLease } from './runWindows.ts'
import { lookAt } from './schedule.ts'

export interface SchedulerOptions {
  jobs: readonly Job[]
  config: Config
  log: Log
  warehouse: Warehouse
  /** The clock, milliseconds since 1970. */
  now?: () => number
  leaseMs?: number
  /** How many windows of a job are run together at most. */
  mostTogether?: number
}

/** How often jobs are looked at that wait for data, for another process or for their next attempt. */
const WAITING_LOOK_MS = 10_000
/** Why a job waits often names an instant, which moves: another reason is told only so much later. */
const TELL_MS = 60_000

/**
 * Runs what is due, in order: cron only says when to look, what is due follows from the run log, so windows that were
 * missed are made up for, several together where the job can do so. One job at a time, in the order of the registry: marts are
 * heavy, and the wall shares the machine.
 */
export class Scheduler {
  readonly #options: SchedulerOptions
  readonly #environment: Environment
  readonly #stopping = new AbortController()
  readonly #asked = new Map<Job, { isScheduled: boolean }>()
  readonly #waiting = new Map<Job, { told: string; at: number }>()
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
    this.#timer = setInterval(() => void this.#lookAgain(), WAITING_LOOK_MS)
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

  /** Looks at those that wait; while a history is loaded that is one small file. */
  async #lookAgain(): Promise<void> {
    if (this.#waiting.size === 0 || this.#working) return
    const { dataDir } = this.#options.config
    if ((await readLoading(dataDir, this.#environment.now())) === null)
      await this.look([...this.#waiting.keys()])
  }

  async #work(): Promise<void> {
    const firstDay = onFirstCall(() => readFirstDay(this.#options.warehouse.app))
    for (;;) {
      const job = this.#options.jobs.find(one => this.#asked.has(one))
      if (!job || this.#stopping.signal.aborted) return
      const isScheduled = this.#asked.get(job)?.isScheduled === true
      this.#asked.delete(job)
      let why: string | undefined
      try {
        why = await this.#lookAt(job, isScheduled, firstDay)
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
    const now = this.#environment.now()
    const before = this.#waiting.get(job)
    if (before && (before.told === why || now - before.at < TELL_MS)) return
    this.#options.log.info({ job: job.name, why }, 'job waits')
    this.#waiting.set(job, { told: why, at: now })
  }

  /** Does what is due of a job; resolves to why it could not do all of it, or undefined. */
  async #lookAt(
    job: Job,
    isScheduled: boolean,
    readFirst: () => Promise<number | undefined>,
  ): Promise<string | undefined> {
    const firstDay = await readFirst()
    const readDue = async () =>
      dueWindows(job, await readWindows(this.#options.warehouse.app, job), firstDay, this.#environment.now())
    // without the lease first: most looks find nothing, or nothing that can be done
    const due = await readDue()
    // a warehouse that is filled for the first time must not wait for the next night
    if (due.length === 0) return firstDay === undefined ? 'the logs are empty' : undefined
    const { whole, why } = await this.#ready(job, due.slice(0, 1), isScheduled, firstDay)
    if (whole.length === 0) return why
    return withJobLease(job, this.#options, this.#options.leaseMs ?? LEASE_MS, async leased => {
      // once more: another process may have done them meanwhile
      for (const group of groupsOf(job, await readDue(), this.#options.mostTogether)) {
        const { whole, why } = await this.#ready(job, group, isScheduled, firstDay)
        await runWindows(job, whole, 'schedule', this.#environment, leased)
        if (why !== undefined) return why
      }
      return undefined
    })
  }

  /** The windows of a group, from the first, that can be run now, and why not all of them. */
  async #ready(
    job: Job,
    group: readonly DueWindow[],
    isScheduled: boolean,
    firstDay: number | undefined,
  ): Promise<{ whole: readonly DueWindow[]; why?: string }> {
    const now = this.#environment.now()
    const tooEarly = group.map(one => whyTooEarly(one, now, isScheduled)).find(Boolean)
    if (tooEarly !== undefined) return { whole: [], why: tooEarly }
    const behind = await this.#whyAfter(job, firstDay)
    if (behind !== undefined) return { whole: [], why: behind }
    const { warehouse, config } = this.#options
    const reach = await readReach(warehouse.app, config.dataDir, now)
    const lacks = group.map(({ window }) => lackUntil(window.to, reach))
    const until = lacks.findIndex(lack => lack !== undefined)
    const [next, lack] = [group[until], lacks[until]]
    if (!next || !lack) return { whole: group }
    const why = `${formatDay(next.window.to)} is not over in the logs: ${describeIncomplete(lack)}`
    return { whole: group.slice(0, until), why }
  }

  /** Which of the jobs that a job stands on still has something to do. */
  async #whyAfter({ after = [] }: Job, firstDay: number | undefined): Promise<string | undefined> {
    const { jobs, warehouse } = this.#options
    for (const before of jobs.filter(({ name }) => after.includes(name))) {
      const history = await readWindows(warehouse.app, before)
      const [first] = dueWindows(before, history, firstDay, this.#environment.now())
      if (first && Number.isFinite(first.notBefore))
        return `${before.name} has not done ${formatDay(first.window.to)} yet`
    }
    return undefined
  }
}

/** Why a window that has failed before is not tried now. */
function whyTooEarly(
  { window, attempt, notBefore }: DueWindow,
  now: number,
  isScheduled: boolean,
): string | undefined {
  if (notBefore <= now || (isScheduled && notBefore === Number.POSITIVE_INFINITY)) return undefined
  const when = Number.isFinite(notBefore)
    ? `after ${new Date(notBefore).toISOString()}`
    : 'at the time of the schedule'
  return `${formatDay(window.from)} to ${formatDay(window.to)} failed ${attempt - 1} times; it is tried again ${when}`
}

/** Asks once, when first asked. */
function onFirstCall<T>(ask: () => Promise<T>): () => Promise<T> {
  let answer: Promise<T> | undefined
  return () => {
    answer ??= ask()
    return answer
  }
}
