import {
  addMonths,
  dayOf,
  formatDay,
  formatInstant,
  monthOf,
  parseInstant,
  startOfDay,
} from '../../warehouse/platform/time/day.ts'

/** An instant at which the tests are run, milliseconds since 1970, and what is particular about it. */
export interface Instant {
  name: string
  at: number
}

const MINUTE_MS = 60_000
const NOON_MS = 12 * 60 * MINUTE_MS

/**
 * The instants after `now`, by the calendar of Shanghai, at which dates go wrong: a day that the months before and after
 * it do not have, the leap day, both sides of New Year, and a time when whatever was dated for a while has expired.
 */
export function instantsAfter(now: number): Instant[] {
  const today = dayOf(now)
  const inThreeYears = addMonths(today, 36) + (today - monthOf(today))
  return [
    { name: 'today', at: now },
    { name: 'last day of March', at: startOfNext('-03-31', today) + NOON_MS },
    { name: 'leap day', at: startOfNext('-02-29', today) + NOON_MS },
    { name: "New Year's Eve", at: startOfNext('-01-01', today + 1) - 10 * MINUTE_MS },
    { name: 'New Year', at: startOfNext('-01-01', today) + 10 * MINUTE_MS },
    { name: 'in three years', at: startOfDay(inThreeYears) + (now - startOfDay(today)) },
  ]
}

/** When the first day after `today` begins that has this place in the year, `-MM-DD`. */
function startOfNext(date: string, today: number): number {
  let day = today + 1
  while (!formatDay(day).endsWith(date)) day++
  return startOfDay(day)
}

/** The instant of `YYYY-MM-DD HH:mm` in Shanghai, or undefined when the text is none. */
export function parseAt(text: string): number | undefined {
  if (!/^\d{4}-\d{2}-\d{2} \d{2}:\d{2}$/.test(text)) return undefined
  const at = parseInstant(`${text}:00`)
  // Date.parse accepts 31 February: only an instant that prints as itself is one
  return Number.isNaN(at) || !formatInstant(at).startsWith(text) ? undefined : at
}
