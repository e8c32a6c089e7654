import type { Grain } from '../../../warehouse/contract/calendar.ts'
import * as calendar from '../../../warehouse/contract/calendar.ts'
import { wholeLabel } from '../../../warehouse/contract/periodLabel.ts'

/** Periods as the pickers handle them: the first day of each, `YYYY-MM-DD`. The server decides where a running one ends. */

export const GRAIN_NAMES: Readonly<Record<Grain, string>> = {
  month: '月',
  quarter: '季',
  year: '年',
  week: '周',
  day: '日',
}

/** First day of the period that holds `day`; weeks begin on Monday. */
export function startOf(grain: Grain, day: string): string {
  return calendar.formatDay(calendar.startOf(grain, dayOf(day)))
}

/** First day of the period that lies `by` periods after the one that holds `day`. */
export function shift(grain: Grain, day: string, by: number): string {
  return calendar.formatDay(calendar.shiftPeriods(grain, calendar.startOf(grain, dayOf(day)), by))
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
  const from = calendar.startOf(grain, dayOf(day))
  return wholeLabel(grain, { from, to: calendar.endOf(grain, from) })
}

/** A real date of the calendar, written `YYYY-MM-DD`. */
export function isDay(text: string): boolean {
  return calendar.parseDay(text) !== undefined
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

function dayOf(text: string): number {
  const day = calendar.parseDay(text)
  if (day === undefined) throw new Error(`"${text}" is no day`)
  return day
}
