import { formatDay, type Grain, type Window } from './calendar.ts'

interface Period extends Window {
  grain: Grain
  /** The period is not over: `to` is the last day that counts, not its end. */
  isRunning: boolean
}

/** A period in words: `2026年10月`, `2026年第3季度`, `2026年`, `2026年11月1日至25日`, `2026年11月25日`. */
export function periodLabel({ grain, from, to, isRunning }: Period): string {
  return isRunning ? windowLabel({ from, to }) : wholeLabel(grain, { from, to })
}

/** A window that a period of this grain is compared with, in words. */
export function comparedLabel({ grain, isRunning }: Period, window: Window): string {
  return isRunning ? windowLabel(window) : wholeLabel(grain, window)
}

/** Any days in words, as short as they allow. */
export function windowLabel({ from, to }: Window): string {
  const [first, last] = [partsOf(from), partsOf(to)]
  const start = `${first.year}年${first.month}月${first.day}日`
  if (from === to) return start
  if (first.year !== last.year) return `${start}至${last.year}年${last.month}月${last.day}日`
  return first.month === last.month ? `${start}至${last.day}日` : `${start}至${last.month}月${last.day}日`
}

/** A whole period in words, that is over or is not said to be running. */
export function wholeLabel(grain: Grain, window: Window): string {
  const { year, month } = partsOf(window.from)
  if (grain === 'month') return `${year}年${month}月`
  if (grain === 'quarter') return `${year}年第${Math.floor((month - 1) / 3) + 1}季度`
  if (grain === 'year') return `${year}年`
  return windowLabel(window)
}

/** `2026年11月22日`. */
export function dayLabel(day: number): string {
  return windowLabel({ from: day, to: day })
}

function partsOf(day: number): { year: number; month: number; day: number } {
  const [year = 0, month = 0, date = 0] = formatDay(day).split('-').map(Number)
  return { year, month, day: date }
}
