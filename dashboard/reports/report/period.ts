import type { Grain } from '../../../api/contract.ts'

/** Periods as the pickers handle them: the first day of each, `YYYY-MM-DD`. The server decides where a running one ends. */

export const GRAIN_NAMES: Readonly<Record<Grain, string>> = {
  month: '月',
  quarter: '季',
  year: '年',
  week: '周',
  day: '日',
}

const DAY_MS = 86_400_000
const MONTHS: Readonly<Record<'month' | 'quarter' | 'year', number>> = { month: 1, quarter: 3, year: 12 }

/** First day of the period that holds `day`; weeks begin on Monday. */
export function startOf(grain: Grain, day: string): string {
  if (grain === 'day') return day
  const date = dateOf(day)
  if (grain === 'week') return textOf(date.getTime() - ((date.getUTCDay() + 6) % 7) * DAY_MS)
  const month = date.getUTCMonth()
  return textOf(Date.UTC(date.getUTCFullYear(), month - (month % MONTHS[grain]), 1))
}

/** First day of the period that lies `by` periods after the one that holds `day`. */
export function shift(grain: Grain, day: string, by: number): string {
  const date = dateOf(startOf(grain, day))
  if (grain === 'day' || grain === 'week')
    return textOf(date.getTime() + by * (grain === 'day' ? 1 : 7) * DAY_MS)
  return textOf(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + by * MONTHS[grain], 1))
}

/** The period begins after today. */
export function isFuture(grain: Grain, day: string, today: string): boolean {
  return startOf(grain, day) > today
}

/** The period is not over at the end of today. */
export function isRunning(grain: Grain, day: string, today: string): boolean {
  return shift(grain, day, 1) > today
}

/** The last period that is over. */
export function lastComplete(grain: Grain, today: string): string {
  return shift(grain, today, -1)
}

/** `2026年10月`, `2026年第4季度`, `2026年`, `2026年11月16日至22日`, `2026年11月25日`. */
export function labelOf(grain: Grain, day: string): string {
  const start = startOf(grain, day)
  const [year = 0, month = 0, date = 0] = start.split('-').map(Number)
  if (grain === 'year') return `${year}年`
  if (grain === 'quarter') return `${year}年第${(month + 2) / 3}季度`
  if (grain === 'month') return `${year}年${month}月`
  if (grain === 'day') return `${year}年${month}月${date}日`
  const [, lastMonth = 0, lastDate = 0] = textOf(dateOf(start).getTime() + 6 * DAY_MS)
    .split('-')
    .map(Number)
  return `${year}年${month}月${date}日至${lastMonth === month ? '' : `${lastMonth}月`}${lastDate}日`
}

/** A real date of the calendar, written `YYYY-MM-DD`. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false
  const date = dateOf(text)
  return !Number.isNaN(date.getTime()) && textOf(date.getTime()) === text
}

/** The weeks, Monday to Sunday, that cover the month of `day`. */
export function calendarOf(day: string): string[][] {
  const next = shift('month', day, 1)
  const weeks: string[][] = []
  for (let monday = startOf('week', startOf('month', day)); monday < next; monday = shift('week', monday, 1))
    weeks.push(Array.from({ length: 7 }, (_, index) => shift('day', monday, index)))
  return weeks
}

/** The last `count` months that are over on the day `to`, `YYYY-MM`, oldest first. */
export function completeMonths(to: string, count: number): string[] {
  const last = isRunning('month', to, shift('day', to, 1)) ? shift('month', to, -1) : startOf('month', to)
  return Array.from({ length: count }, (_, index) => shift('month', last, index - count + 1).slice(0, 7))
}

function dateOf(day: string): Date {
  return new Date(`${day}T00:00:00Z`)
}

function textOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10)
}
