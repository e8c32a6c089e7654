import type { FormulaTerm } from '../../catalogue/metrics/metric.ts'
import { addMonths, monthOf } from '../../platform/time/day.ts'
import type { AskedDays } from '../predicateSql.ts'

/** The days that a part of a formula is about, when the formula is asked about `days`: whole months, or the first part of one. */
export function daysAt({ from, to }: AskedDays, at: FormulaTerm['at']): AskedDays {
  if (at === undefined) return { from, to }
  if (at === 'start') return { from: from - 1, to: from - 1 }
  if (at === 'previous') return { from: addMonths(from, -monthsOf({ from, to })), to: from - 1 }
  if ('rolling' in at) return { from: addMonths(monthOf(to), 1 - at.rolling), to }
  const isMonthEnd = monthOf(to + 1) !== monthOf(to)
  const end = isMonthEnd ? addMonths(monthOf(to), at.months + 1) - 1 : sameDay(to, at.months)
  return { from: addMonths(from, at.months), to: end }
}

/** Months that the days lie in. */
function monthsOf({ from, to }: AskedDays): number {
  const number = (day: number) => {
    const date = new Date(day * 86_400_000)
    return date.getUTCFullYear() * 12 + date.getUTCMonth()
  }
  return number(to) - number(from) + 1
}

/** The same day of another month, or its last where that month is shorter. */
function sameDay(day: number, months: number): number {
  const into = day - monthOf(day)
  const month = addMonths(monthOf(day), months)
  return Math.min(month + into, addMonths(month, 1) - 1)
}
