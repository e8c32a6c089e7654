import type { Cadence } from '../../warehouse/catalogue/bulletins.ts'
import { endOf, startOf, type Window } from '../../warehouse/platform/time/comparison.ts'
import { addMonths, monthOf } from '../../warehouse/platform/time/day.ts'

/** Days after which a bulletin that was not issued is not news any more. */
const MOST_MISSED = 31

/** The window of a bulletin that ends on a business day; undefined when none does. Pure. */
export function windowEnding(cadence: Cadence, day: number): Window | undefined {
  // every other day, counted through months and years
  if (cadence === 'two_day') return day % 2 === 1 ? { from: day - 1, to: day } : undefined
  const grain = cadence === 'weekly' ? 'week' : 'month'
  const from = startOf(grain, day)
  return endOf(grain, from) === day ? { from, to: day } : undefined
}

/** The window of a bulletin that is issued at a moment of `today`: what runs of its period. Pure. */
export function windowNow(cadence: Cadence, today: number): Window {
  if (cadence === 'two_day') return { from: today - 1, to: today }
  return { from: startOf(cadence === 'weekly' ? 'week' : 'month', today), to: today }
}

/**
 * The days whose bulletins are due on `today`. After a stop those that were missed, of the last month at the most; at the very
 * first only the last of each cadence: nobody waits for older ones. Pure.
 */
export function daysDue(today: number, since: number | undefined): number[] {
  const yesterday = today - 1
  if (since !== undefined) return daysBetween(Math.max(since + 1, today - MOST_MISSED), yesterday)
  const firsts = (['two_day', 'weekly', 'monthly'] as const).flatMap(cadence =>
    daysBetween(addMonths(monthOf(yesterday), -1), yesterday)
      .filter(day => windowEnding(cadence, day))
      .slice(-1),
  )
  return [...new Set([...firsts, yesterday])].sort((a, b) => a - b)
}

function daysBetween(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => from + i)
}
