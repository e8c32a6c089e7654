import {
  addMonths,
  endOf,
  type Grain,
  MONTHS,
  monthOf,
  startOf,
  type Window,
} from '../../contract/calendar.ts'

export { endOf, type Grain, startOf, type Window } from '../../contract/calendar.ts'

/**
 * Which days are compared with which. Pure, in business days (Asia/Shanghai), used alike by wall, reports and workbooks.
 *
 * - A whole month, quarter or year is compared with the whole one before it or a year earlier, however many days they have.
 * - A running one is cut after the same elapsed time: from the first to the same day of the month, or its last day where
 *   that month is shorter (31 March ↔ 28 February; 29 February ↔ 28 February of a common year).
 * - A week runs from Monday; a year earlier is 52 weeks earlier, so that Mondays meet Mondays.
 * - A stock is compared at the ends of the two windows.
 */
export interface Period extends Window {
  grain: Grain
  /** The period is not over: `to` is the last day that counts, not its end. */
  isRunning: boolean
}

/** `mom`: the period before. `yoy`: a year earlier. */
export type Comparison = 'mom' | 'yoy'

const WEEK = 7
const WEEKS_A_YEAR = 52

/** The period of a grain that holds `day`, cut after `today` when it is not over. */
export function periodOf(grain: Grain, day: number, today: number): Period {
  const from = startOf(grain, day)
  const end = endOf(grain, from)
  return { grain, from, to: Math.min(end, today), isRunning: end > today }
}

/** The window that a period is compared with. */
export function comparedWith({ grain, from, to, isRunning }: Period, comparison: Comparison): Window {
  if (grain === 'day' || grain === 'week') {
    if (comparison === 'mom') {
      const days = grain === 'day' ? 1 : WEEK
      return { from: from - days, to: to - days }
    }
    if (grain === 'week') return { from: from - WEEKS_A_YEAR * WEEK, to: to - WEEKS_A_YEAR * WEEK }
    return { from: shiftMonths(from, -12), to: shiftMonths(to, -12) }
  }
  const months = comparison === 'yoy' ? 12 : MONTHS[grain]
  const base = addMonths(from, -months)
  return { from: base, to: isRunning ? shiftMonths(to, -months) : endOf(grain, base) }
}

/** From the first of January to the end of the period. */
export function yearToDate({ to }: Window): Window {
  return { from: startOf('year', to), to }
}

/** The same days of the year before; a year that ends a month ends the same month, however many days it has. */
export function yearToDateBefore({ to }: Window): Window {
  const isMonthEnd = monthOf(to + 1) !== monthOf(to)
  const end = isMonthEnd ? addMonths(to, -11) - 1 : shiftMonths(to, -12)
  return { from: startOf('year', end), to: end }
}

/** The same day of another month, or that month's last day when it is shorter. */
function shiftMonths(day: number, months: number): number {
  const first = addMonths(day, months)
  return Math.min(first + (day - monthOf(day)), endOf('month', first))
}
