import { formatDay, parseInstant } from '../../warehouse/platform/time/day.ts'

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

/** Commit times lie between these, in milliseconds; the warehouse's dates end with the year 2299. */
const FIRST_COMMIT = Date.UTC(2000, 0, 1)
const LAST_COMMIT = Date.UTC(2300, 0, 1) - 1
/** Milliseconds in a second, a millisecond, a microsecond and a nanosecond. */
const UNITS = [1_000, 1, 1e-3, 1e-6] as const

/**
 * Milliseconds since 1970 of a commit time: a count of seconds, milli-, micro- or nanoseconds, as number or digits, or
 * `YYYY-MM-DD hh:mm:ss[.f…]`, which is wall clock in Asia/Shanghai unless a zone stands behind it. The unit is seen by the
 * size, whatever the format documents: producers differ in it, and between 2000 and 2299 no number can be two of them.
 * Null for what lies outside of these years (0, −1, a clock that was never set): such a time is not known.
 */
export function commitTimeOf(value: unknown): number | null {
  const isDigits = typeof value === 'string' && /^\d{1,20}(?:\.\d{1,9})?$/.test(value)
  if (typeof value !== 'number' && !isDigits) return plausible(instantOf(value))
  const count = Number(value)
  for (const unit of UNITS) {
    const ms = plausible(Math.floor(count * unit))
    if (ms !== null) return ms
  }
  return null
}

function plausible(ms: number | null): number | null {
  return ms !== null && ms >= FIRST_COMMIT && ms <= LAST_COMMIT ? ms : null
}

function instantOf(text: unknown): number | null {
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
