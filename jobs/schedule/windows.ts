import { TuanshuError } from '../../warehouse/platform/errors.ts'
import type { Window } from '../../warehouse/platform/time/comparison.ts'
import { addMonths, formatDay, monthOf } from '../../warehouse/platform/time/day.ts'
import { settlingDay } from '../../warehouse/platform/time/settle.ts'

/**
 * Windows of a measure that is computed per month: the whole month when it has ended, the running one up to yesterday.
 * A month that ended is done again every day until it settles, and once more if nobody was there on that day; from then
 * on it is left alone. Months before the first done one begin at `firstDay`, the first day with data; without data there
 * are none. Pure; oldest first.
 *
 * `since`: everything up to and including this day has been done. A look on day d does everything up to d − 1, so
 * `since` also says when the last look was.
 */
export function monthlyWindows(
  today: number,
  since: number | undefined,
  firstDay: number | undefined,
): Window[] {
  const yesterday = today - 1
  if (firstDay === undefined || !hasNewDays(yesterday, since, firstDay)) return []
  // of the months before that of `since` only the last can be unsettled
  const first = Math.max(monthOf(firstDay), since === undefined ? monthOf(firstDay) : addMonths(since, -1))
  const windows: Window[] = []
  for (let month = first; month <= yesterday; month = addMonths(month, 1)) {
    // the look on the settling day is the last that is needed
    const needed = Math.min(yesterday, settlingDay(month) - 1)
    if (since !== undefined && since >= needed) continue
    windows.push({ from: month, to: Math.min(addMonths(month, 1) - 1, yesterday) })
  }
  return windows
}

/** The month that a window lies in, as its first day. Throws `TuanshuError('input')` when it reaches over several. */
export function monthOfWindow({ from, to }: Window): number {
  const month = monthOf(to)
  if (from === month) return month
  throw new TuanshuError(
    'input',
    `the window ${formatDay(from)} … ${formatDay(to)} is no month: it must begin on the first of the month that it ends in`,
  )
}

/** Whether days with data, up to yesterday, have not been done. Parameters as those of `Job.windows`. */
export function hasNewDays(
  yesterday: number,
  since: number | undefined,
  firstDay: number | undefined,
): boolean {
  return firstDay !== undefined && firstDay <= yesterday && (since ?? firstDay - 1) < yesterday
}
