/** The calendar in whole business days, counted from 1970-01-01: what server and browser must cut alike. */

export const GRAINS = ['day', 'week', 'month', 'quarter', 'year'] as const
export type Grain = (typeof GRAINS)[number]

/** Days from `from` to `to`, both inclusive. */
export interface Window {
  from: number
  to: number
}

/** Days since 1970-01-01 of 1900-01-01, the first day of `Date32`: stands for "not known". */
export const UNKNOWN_DAY = -25567

const DAY_MS = 86_400_000
const WEEK = 7
// 1970-01-01 was a Thursday
const MONDAY = 4
export const MONTHS: Readonly<Record<'month' | 'quarter' | 'year', number>> = {
  month: 1,
  quarter: 3,
  year: 12,
}

/** First day of the month of a day. */
export function monthOf(day: number): number {
  return addMonths(day, 0)
}

/** First day of the month that lies `months` after the month of `day`. */
export function addMonths(day: number, months: number): number {
  const date = new Date(day * DAY_MS)
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months, 1) / DAY_MS
}

/** First day of the period that holds `day`; weeks begin on Monday. */
export function startOf(grain: Grain, day: number): number {
  if (grain === 'day') return day
  if (grain === 'week') return day - ((((day - MONDAY) % WEEK) + WEEK) % WEEK)
  const month = new Date(day * DAY_MS).getUTCMonth()
  return addMonths(day, -(month % MONTHS[grain]))
}

/** Last day of the period that begins on `from`. */
export function endOf(grain: Grain, from: number): number {
  return shiftPeriods(grain, from, 1) - 1
}

/** First day of the period that lies `by` periods after the one that begins on `from`. */
export function shiftPeriods(grain: Grain, from: number, by: number): number {
  if (grain === 'day') return from + by
  if (grain === 'week') return from + by * WEEK
  return addMonths(from, by * MONTHS[grain])
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
