import { formatDay, parseInstant } from '../../warehouse/time/day.ts'

/** Years 0000 … 9999, which have a text of four digits. */
const FIRST_DAY = -719_528
const LAST_DAY = 2_932_896
const DAY_MS = 86_400_000

/** `YYYY-MM-DD` of days since 1970; null outside of the years that a database has. */
export function dayText(day: number): string | null {
  return Number.isInteger(day) && day >= FIRST_DAY && day <= LAST_DAY ? formatDay(day) : null
}

/**
 * `YYYY-MM-DD hh:mm:ss.fff` of a wall clock that was sent as if it were UTC, with as many more digits as it has. It has no
 * zone, and gets none: a DATETIME stays what the source's clock showed.
 */
export function wallClockText(ms: number, nanos = 0): string | null {
  if (ms < FIRST_DAY * DAY_MS || ms >= (LAST_DAY + 1) * DAY_MS) return null
  return `${new Date(ms).toISOString().slice(0, 23).replace('T', ' ')}${moreDigits(nanos)}`
}

/** `hh:mm:ss.fff` of a time of day or a duration; MySQL's TIME can be negative and exceed a day. */
export function durationText(ms: number, nanos = 0): string | null {
  if (ms < 0) {
    // −1 ns is −1 ms and 999,999 ns: the sign goes in front, the rest counts from zero
    const text = nanos === 0 ? durationText(-ms) : durationText(-ms - 1, 1_000_000 - nanos)
    return text && `-${text}`
  }
  const two = (value: number) => String(value).padStart(2, '0')
  const seconds = Math.floor(ms / 1_000)
  const clock = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60, seconds % 60].map(two)
  return `${clock.join(':')}.${String(ms % 1_000).padStart(3, '0')}${moreDigits(nanos)}`
}

function moreDigits(nanos: number): string {
  if (nanos === 0) return ''
  return nanos % 1_000 === 0 ? String(nanos / 1_000).padStart(3, '0') : String(nanos).padStart(6, '0')
}

/**
 * Milliseconds since 1970 of `YYYY-MM-DD hh:mm:ss[.f…]` (or with a T), which is wall clock in Asia/Shanghai unless a zone
 * stands behind it. Null for anything else.
 */
export function instantOf(text: unknown): number | null {
  if (typeof text !== 'string') return null
  const found = /^(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2}:\d{2})(?:\.(\d+))? ?(Z|[+-]\d{2}:?\d{2})?$/.exec(
    text.trim(),
  )
  if (!found) return null
  const [, day, clock, fraction = '0', zone] = found
  const local = `${day} ${clock}.${fraction.slice(0, 3).padEnd(3, '0')}`
  const ms = zone === undefined ? parseInstant(local) : Date.parse(`${local.replace(' ', 'T')}${zone}`)
  return Number.isNaN(ms) ? null : ms
}

/** Milliseconds since 1970 of a field that holds them, as number or text; null when it says nothing (0, −1). */
export function millisOf(value: unknown, perUnit = 1): number | null {
  const given = typeof value === 'string' && value !== '' ? Number(value) : value
  if (typeof given !== 'number') return null
  const ms = given * perUnit
  return ms > 0 && ms <= LAST_INSTANT ? Math.floor(ms) : null
}

/** End of the year 2299, the last that the warehouse's dates hold. */
const LAST_INSTANT = Date.UTC(2300, 0, 1) - 1
