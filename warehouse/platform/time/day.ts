import { formatDay, UNKNOWN_DAY } from '../../contract/calendar.ts'

export { addMonths, formatDay, monthOf, parseDay } from '../../contract/calendar.ts'

/**
 * Business days: whole days in Asia/Shanghai, counted from 1970-01-01. The zone has been UTC+8 without daylight saving
 * since 15 September 1991, and no event of the source systems is older, so an instant is cut with a fixed offset.
 * Dates that are dates already (birth, joining) are never turned into instants.
 */
const SHANGHAI_OFFSET_MS = 8 * 3_600_000
const DAY_MS = 86_400_000

/** Last day of `Date32` (2299-12-31). */
const LAST_DAY = 120_529

/** Business day of an instant (milliseconds since 1970, UTC). */
export function dayOf(ms: number): number {
  return Math.floor((ms + SHANGHAI_OFFSET_MS) / DAY_MS)
}

/** The instant at which a business day begins, milliseconds since 1970. */
export function startOfDay(day: number): number {
  return day * DAY_MS - SHANGHAI_OFFSET_MS
}

/** A day that `Date32` can hold. */
export function isStorableDay(day: number): boolean {
  return Number.isInteger(day) && day >= UNKNOWN_DAY && day <= LAST_DAY
}

const TWO_DIGITS = Array.from({ length: 60 }, (_, n) => String(n).padStart(2, '0'))

/** `YYYY-MM-DD HH:mm:ss.SSS` in Asia/Shanghai, as ClickHouse reads it. By hand: it is called for every row written. */
export function formatInstant(ms: number): string {
  const day = dayOf(ms)
  const rest = ms - startOfDay(day)
  const hours = TWO_DIGITS[Math.floor(rest / 3_600_000)]
  const minutes = TWO_DIGITS[Math.floor(rest / 60_000) % 60]
  const seconds = TWO_DIGITS[Math.floor(rest / 1_000) % 60]
  return `${formatDay(day)} ${hours}:${minutes}:${seconds}.${String(Math.floor(rest % 1_000)).padStart(3, '0')}`
}

/** Milliseconds since 1970 of `YYYY-MM-DD HH:mm:ss[.SSS]` in Asia/Shanghai. */
export function parseInstant(text: string): number {
  return Date.parse(`${text.replace(' ', 'T')}Z`) - SHANGHAI_OFFSET_MS
}
