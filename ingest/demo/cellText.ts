import { formatDay } from '../../warehouse/platform/time/day.ts'
import type { ColumnType } from './columns.ts'

const SHANGHAI_MS = 8 * 3_600_000

/** Hundredths as decimal text: fen as yuan, or hundredths of an hour. */
export function decimalText(hundredths: number): string {
  const digits = String(Math.abs(hundredths)).padStart(3, '0')
  return `${hundredths < 0 ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`
}

/** Milliseconds since 1970 as `YYYY-MM-DD HH:mm:ss`, of the wall clock of Shanghai or of UTC. */
export function clockText(at: number, zone: 'Shanghai' | 'UTC' = 'Shanghai'): string {
  return new Date(at + (zone === 'UTC' ? 0 : SHANGHAI_MS)).toISOString().slice(0, 19).replace('T', ' ')
}

/** A day (days since 1970) as a source keeps it that keeps it as text. */
export function dayText(type: 'yyyymm' | 'yyyymmdd' | 'chinese', day: number): string {
  const [year, month, date] = formatDay(day).split('-')
  if (type === 'yyyymm') return `${year}${month}`
  return type === 'yyyymmdd' ? `${year}${month}${date}` : `${year}年${month}月${date}日`
}

/** What a column holds as a database prints it: dates and times as text, a DECIMAL with its point. */
export function databaseText(type: ColumnType, value: string | number): string {
  switch (type) {
    case 'decimal':
      return decimalText(Number(value))
    case 'date':
      return formatDay(Number(value))
    case 'datetime':
    case 'timestamp':
      return clockText(Number(value))
    case 'datetime_us':
      return `${clockText(Number(value))}.000000`
    case 'datetime_utc':
      return clockText(Number(value), 'UTC')
    case 'epoch_s':
      return String(Math.floor(Number(value) / 1000))
    case 'yyyymm':
    case 'yyyymmdd':
    case 'chinese':
      return dayText(type, Number(value))
    default:
      return String(value)
  }
}

/** Whether a column holds a number, which a tool that keeps types sends without quotes. */
export function isNumber(type: ColumnType): boolean {
  return ['int16', 'int32', 'int64', 'decimal', 'epoch_s'].includes(type)
}
