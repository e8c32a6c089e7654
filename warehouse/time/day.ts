import { UNKNOWN_DAY } from '../catalogue/entities.ts'

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

/** First day of the month of a day. */
export function monthOf(day: number): number {
  const date = new Date(day * DAY_MS)
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 1) / DAY_MS
}

/** First day of the month that lies `months` after the month of `day`. */
export function addMonths(day: number, months: number): number {
  const date = new Date(day * DAY_MS)
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months, 1) / DAY_MS
}

const texts = new Map<number, string>()
const days = new Map<string, number>()

/** `YYYY-MM-DD` of a day. */
export function formatDay(day: number): string {
  let text = texts.get(day)
  if (text === undefined) {
    text = new Date(day * DAY_MS).toISOString().slice(0, 10)
    texts.set(day, text)
  }
  return text
}

/** The day of `YYYY-MM-DD`, or undefined when the text is no date of the calendar. */
export function parseDay(text: string): number | undefined {
  const known = days.get(text)
  if (known !== undefined) return known
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return undefined
  const ms = Date.parse(`${text}T00:00:00Z`)
  if (Number.isNaN(ms)) return undefined
  const day = ms / DAY_MS
  // Date.parse accepts 31 February in some shapes: only a date that prints as itself is one
  if (formatDay(day) !== text) return undefined
  days.set(text, day)
  return day
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
