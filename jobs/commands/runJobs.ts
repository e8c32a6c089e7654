import type { Warehouse } from '../../warehouse/platform/clickhouse/client.ts'
import { print } from '../../warehouse/platform/command/print.ts'
import type { CommandContext } from '../../warehouse/platform/command/runCommand.ts'
import { TuanshuError } from '../../warehouse/platform/errors.ts'
import type { Window } from '../../warehouse/platform/time/comparison.ts'
import { dayOf, formatDay, parseDay } from '../../warehouse/platform/time/day.ts'
import { readFirstDay } from '../../warehouse/query/firstDay.ts'
import { JOBS } from '../registry.ts'
import { dueWindows, groupsOf } from '../schedule/due.ts'
import type { Job } from '../schedule/job.ts'
import { whyIncomplete } from '../schedule/readiness.ts'
import { readWindows, type Trigger } from '../schedule/runLog.ts'
import { type ChosenWindow, LEASE_MS, type Leased, runWindows, withJobLease } from '../schedule/runWindows.ts'

/** Days as a user gave them. */
export interface AskedDays {
  from?: string
  to?: string
}

type Running = CommandContext & { warehouse: Warehouse }

/** The jobs of these names, all without one. Throws `TuanshuError('input')` for an unknown name. */
export function findJobs(names: readonly string[]): readonly Job[] {
  const wrong = names.filter(name => !JOBS.some(job => job.name === name))
  if (wrong.length > 0)
    throw new TuanshuError(
      'input',
      `there is no job ${wrong.join(', ')}; there are ${JOBS.map(({ name }) => name).join(', ')}`,
    )
  return names.length > 0 ? JOBS.filter(({ name }) => names.includes(name)) : JOBS
}

/**
 * The window between two days, undefined when none was given. Pure. Throws `TuanshuError('input')` for a day that there is
 * none of, one day without the other, an end before the beginning, or days that are not over on `today`.
 */
export function windowOf({ from, to }: AskedDays, today: number): Window | undefined {
  if (from === undefined && to === undefined) return undefined
  if (from === undefined || to === undefined)
    throw new TuanshuError(
      'input',
      'give --from and --to together, for example --from 2026-10-01 --to 2026-10-31',
    )
  const day = (text: string, option: string) => {
    const parsed = parseDay(text)
    if (parsed === undefined)
      throw new TuanshuError('input', `${option} ${text} is no day; write it YYYY-MM-DD`)
    return parsed
  }
  const window = { from: day(from, '--from'), to: day(to, '--to') }
  if (window.from > window.to) throw new TuanshuError('input', `--from ${from} lies after --to ${to}`)
  if (window.to >= today)
    throw new TuanshuError(
      'input',
      `--to ${to} is not over yet; the last day that can be asked for is ${formatDay(today - 1)}`,
    )
  return window
}

/**
 * The newest window that the schedule of a job would run on `today` if it were not done yet. Pure. Throws
 * `TuanshuError('unavailable')` while there is none, which is until a day with data is over.
 */
export function newestWindow(
  job: Pick<Job, 'name' | 'windows'>,
  today: number,
  firstDay: number | undefined,
): Window {
  const window = job.windows(today, today - 2, firstDay).at(-1)
  if (window) return window
  if (firstDay === undefined)
    throw new TuanshuError(
      'unavailable',
      `${job.name} has nothing to run yet: the logs are empty; "npm start" fills them from the sources`,
    )
  throw new TuanshuError(
    'unavailable',
    `${job.name} has nothing to run yet: a window ends with a day that is over, and the first data are of ${formatDay(firstDay)}; its schedule runs it in the night ("npm run job -- list" says when), or run it again after midnight`,
  )
}

/** Runs one window of a job; without days the newest that its schedule would run. */
export async function runJob(job: Job, days: AskedDays, running: Running): Promise<void> {
  const today = dayOf(Date.now())
  const window = windowOf(days, today) ?? newestWindow(job, today, await readFirstDay(running.warehouse.app))
  await runAll(job, 'command', running, async () => [{ window, attempt: 1 }])
}

/** Runs every window that is due of these jobs, in order; with days every window within them, whether done or not. */
export async function backfillJobs(jobs: readonly Job[], days: AskedDays, running: Running): Promise<void> {
  const now = Date.now()
  const asked = windowOf(days, dayOf(now))
  const { app } = running.warehouse
  for (const job of jobs) {
    if (running.signal.aborted) return
    await runAll(job, asked ? 'command' : 'schedule', running, async () => {
      const firstDay = await readFirstDay(app)
      if (!asked) return dueWindows(job, await readWindows(app, job), firstDay, now)
      // as the schedule would have made them up on the day after the last
      const windows = job.windows(asked.to + 1, asked.from - 1, firstDay)
      return windows.filter(({ from }) => from >= asked.from).map(window => ({ window, attempt: 1 }))
    })
  }
}

async function runAll(
  job: Job,
  trigger: Trigger,
  { config, log, signal, warehouse }: Running,
  choose: () => Promise<readonly ChosenWindow[]>,
): Promise<void> {
  const run = async (group: readonly ChosenWindow[], done: number, of: number, leased: Leased) => {
    const names = group.map(
      ({ window }) => `${job.name} ${formatDay(window.from)} to ${formatDay(window.to)}`,
    )
    const last = group.at(-1)?.window.to ?? 0
    const incomplete = await whyIncomplete(warehouse.app, config.dataDir, last, Date.now())
    if (incomplete !== undefined)
      process.stderr.write(`${names.at(-1)}: the logs do not reach its end: ${incomplete}\n`)
    const about = group.length > 1 ? `${names[0]} and ${group.length - 1} more` : names[0]
    const progress = (share: number, text: string) =>
      process.stderr.write(`${about} (${done + 1} of ${of}): ${Math.floor(share * 100)} % ${text}\n`)
    const environment = { config, log, warehouse, signal, now: Date.now, progress }
    const outcomes = await runWindows(job, group, trigger, environment, leased)
    for (const [i, { rows, message, hasFaults }] of outcomes.entries()) {
      const outcome = hasFaults ? 'done, with faults in the data' : 'done'
      await print(`${names[i]}: ${outcome}, ${rows} rows${message ? `; ${message}` : ''}\n`)
    }
  }
  try {
    await withJobLease(job, { warehouse, log }, LEASE_MS, async leased => {
      const chosen = await choose()
      if (chosen.length === 0) await print(`${job.name}: nothing is due\n`)
      let done = 0
      for (const group of groupsOf(job, chosen)) {
        if (signal.aborted) return
        await run(group, done, chosen.length, leased)
        done += group.length
      }
    })
  } catch (error) {
    if (!signal.aborted || error !== signal.reason) throw error
    await print(`${job.name}: stopped, what was being replaced is as it was\n`)
  }
}
