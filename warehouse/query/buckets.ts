import { addMonths, monthOf } from '../platform/time/day.ts'
import type { Ask } from './types.ts'

/** The buckets of a question, first day of each, oldest first; for grain `all` its `from`. */
export function bucketsOf({ from, to, grain }: Pick<Ask, 'from' | 'to' | 'grain'>): number[] {
  if (grain === 'all') return [from]
  if (grain === 'day') return Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => from + i)
  const buckets: number[] = []
  for (let month = monthOf(from); month <= to; month = addMonths(month, 1)) buckets.push(month)
  return buckets
}

/**
 * SQL for the number of the bucket that a `Date32` column falls into: days since 1970-01-01, or months since year 0. Not
 * `toStartOfMonth`, which yields a `Date` and turns 1953 into 1970.
 */
export function bucketSql(column: string, grain: 'day' | 'month'): string {
  return grain === 'day' ? `toInt32(${column})` : `toInt32(toYear(${column}) * 12 + toMonth(${column}) - 1)`
}

/** The number by which `bucketSql` calls the bucket of a day. */
export function bucketNumber(day: number, grain: Ask['grain']): number {
  if (grain === 'all') return 0
  if (grain === 'day') return day
  const date = new Date(day * 86_400_000)
  return date.getUTCFullYear() * 12 + date.getUTCMonth()
}
