import { addMonths, dayOf, monthOf, parseInstant, startOfDay } from '../../warehouse/time/day.ts'

/** An instant at which the tests are run, milliseconds since 1970, and what is particular about it. */
export interface Instant {
  name: string
  at: number
}

const HOUR_MS = 3_600_000
const MINUTE_MS = 60_000

/**
 * The instants after `now`, by the calendar of Shanghai, at which dates go wrong: a day that the months before and after
 * it do not have, the leap day, both sides of New Year, and a time when whatever was dated for a while has expired.
 */
export function instantsAfter(now: number): Instant[] {
  const today = dayOf(now)
  const next = (month: number, day: number): number => {
    for (let first = monthOf(today); ; first = addMonths(first, 1)) {
      const found = first + day - 1
      if (new Date(first * 86_400_000).getUTCMonth() + 1 !== month || monthOf(found) !== first) continue
      if (found > today) return startOfDay(found)
    }
  }
  const yearsOn = addMonths(today, 36) + (today - monthOf(today))
  return [
    { name: 'today', at: now },
    { name: 'last day of March', at: next(3, 31) + 12 * HOUR_MS },
    { name: 'leap day', at: next(2, 29) + 12 * HOUR_MS },
    { name: "New Year's Eve", at: next(12, 31) + 23 * HOUR_MS + 50 * MINUTE_MS },
    { name: 'New Year', at: next(1, 1) + 10 * MINUTE_MS },
    { name: 'in three years', at: startOfDay(yearsOn) + (now - startOfDay(today)) },
  ]
}

/** The instant of `YYYY-MM-DD HH:mm` in Shanghai, or undefined when the text is none. */
export function parseAt(text: string): number | undefined {
  if (!/^\d{4}-\d{2}-\d{2} \d{2}:\d{2}$/.test(text)) return undefined
  const at = parseInstant(`${text}:00`)
  return Number.isNaN(at) ? undefined : at
}
