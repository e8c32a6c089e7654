import type { Window } from '../../warehouse/platform/time/comparison.ts'
import { dayOf } from '../../warehouse/platform/time/day.ts'
import type { Job } from './job.ts'
import type { WindowHistory } from './runLog.ts'

const MINUTE_MS = 60_000
/** Pauses before a failed window is tried again; after the last of them only at the time of the schedule. */
const PAUSES_MS = [1, 5, 15, 60].map(minutes => minutes * MINUTE_MS)

export interface DueWindow {
  window: Window
  /** How often this window is tried since it was last done, from 1. */
  attempt: number
  /** Not before this instant; infinite until the time of the schedule. Later windows of the job wait with it. */
  notBefore: number
}

/**
 * The windows that a job must do now, in order. Pure. A window fails together with all that come after it, since those may
 * stand on its rows; other jobs go on.
 */
export function dueWindows(
  job: Pick<Job, 'windows'>,
  history: readonly WindowHistory[],
  firstDay: number | undefined,
  now: number,
): DueWindow[] {
  const today = dayOf(now)
  const known = new Map(history.map(each => [keyOf(each), each]))
  return job.windows(today, doneThrough(history), firstDay).flatMap(window => {
    const before = known.get(keyOf(window))
    // a window that is listed every day is done once a day
    if (before && before.doneAt > 0 && dayOf(before.doneAt) === today) return []
    return [{ window, attempt: attemptsOf(before) + 1, notBefore: notBefore(before) }]
  })
}

/** How many windows are run together: enough that what they share is small, few enough that a stop loses little. */
const MOST_TOGETHER = 12

/**
 * The windows in the groups in which they are run, in order: those that were never tried together where the job can do so,
 * each other one by itself, since it may be what failed. Pure.
 */
export function groupsOf<T extends { attempt: number }>(
  job: Pick<Job, 'runTogether'>,
  due: readonly T[],
  most = MOST_TOGETHER,
): T[][] {
  const groups: T[][] = []
  for (const one of due) {
    const group = groups.at(-1)
    const isNew = one.attempt === 1
    if (job.runTogether && isNew && group?.at(-1)?.attempt === 1 && group.length < most) group.push(one)
    else groups.push([one])
  }
  return groups
}

/** The last day that the windows done so far reach, undefined when none is done. */
export function doneThrough(history: readonly WindowHistory[]): number | undefined {
  const done = history.filter(({ doneAt }) => doneAt > 0).map(({ to }) => to)
  return done.length > 0 ? Math.max(...done) : undefined
}

function attemptsOf(before: WindowHistory | undefined): number {
  return before ? before.failed + before.killed : 0
}

/** A run that was killed is tried again at once, but not a second time: it may be what kills the process. */
function notBefore(before: WindowHistory | undefined): number {
  if (!before) return 0
  const failures = before.failed + Math.max(0, before.killed - 1)
  if (failures === 0) return 0
  return before.lastAt + (PAUSES_MS[failures - 1] ?? Number.POSITIVE_INFINITY)
}

function keyOf({ from, to }: Window): string {
  return `${from}:${to}`
}
