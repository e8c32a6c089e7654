import { UNKNOWN_DAY } from '../../warehouse/contract/calendar.ts'
import { isStorableDay, parseDay } from '../../warehouse/platform/time/day.ts'
import type { Cell } from '../format/record.ts'
import { BadValue } from './badValue.ts'
import { clockDigits, clockText, SHANGHAI_OFFSET_S } from './clockText.ts'
import type { TimeType } from './mapping.ts'

const DAY_S = 86_400
/** 1 December 9999: sources write 9999-12-31, or its month, for "no end". */
const NO_END = 2_932_866

/** A number that was kept, or read losslessly, as text. */
const NUMBER = /^-?\d+(?:\.\d+)?$/

/** How many of a count make a second. */
const PER_SECOND = { epoch_s: 1, datetime: 1e3, datetime_utc: 1e3, timestamp: 1e3, datetime_us: 1e6 } as const
type CountType = keyof typeof PER_SECOND

/**
 * Counts of seconds are believed between 1973 and 5138, in both directions: what lies outside was counted in other units, or
 * counts nothing (20260520).
 */
const LEAST_S = 1e8
const BEYOND_S = 1e11
/** Milliseconds of twelve digits or less. */
const TWELVE_DIGITS_S = 1e9

/**
 * A moment as the source writes it: wall clock of Shanghai, in seconds since 1970 as if it were UTC. Undefined when it is
 * not known, NaN for what is no such moment.
 */
type WallClock = number | undefined

/**
 * A cell as a business day in Shanghai, days since 1970-01-01. Undefined when the source does not know it: empty text, a
 * zero date, Debezium's 0 for one, 9999-12-31 (no end), 1900-01-01 (what the warehouse itself writes).
 * Throws `BadValue` for what is no such date or lies outside 1900 … 2299.
 */
export function toDay(cell: Exclude<Cell, null>, type: TimeType): number | undefined {
  const wall = read(cell, type)
  if (wall === undefined) return undefined
  const day = Math.floor(wall / DAY_S)
  if (isStorableDay(day)) return day === UNKNOWN_DAY ? undefined : day
  if (isNoEnd(day)) return undefined
  throw new BadValue(`no ${type}: expected a date between 1900 and 2299`)
}

/**
 * A cell as an instant, seconds since 1970 UTC; undefined when the source does not know it, as with `toDay`.
 * Throws `BadValue` for what is no such time or lies outside 1970 … 2105.
 */
export function toInstant(cell: Exclude<Cell, null>, type: TimeType): number | undefined {
  const wall = read(cell, type)
  if (wall === undefined) return undefined
  const seconds = Math.floor(wall) - SHANGHAI_OFFSET_S
  if (seconds >= 0 && seconds <= 0xffff_ffff) return seconds === 0 ? undefined : seconds
  if (isNoEnd(Math.floor(wall / DAY_S))) return undefined
  throw new BadValue(`no ${type}: expected a time between 1970 and 2105`)
}

/** With its last day in any zone. */
function isNoEnd(day: number): boolean {
  return day >= NO_END && day <= NO_END + 31
}

function read(cell: Exclude<Cell, null>, type: TimeType): WallClock {
  if (typeof cell === 'string') return fromText(cell.trim(), type)
  if (typeof cell !== 'number') throw new BadValue(`no ${type}: expected a number or text`)
  if (type === 'yyyymm' || type === 'yyyymmdd' || type === 'chinese') return fromText(String(cell), type)
  return type === 'date' ? fromDays(cell) : fromCount(cell, type)
}

function fromDays(days: number): WallClock {
  if (days === 0) return undefined
  return Number.isInteger(days) ? days * DAY_S : Number.NaN
}

function fromCount(count: number, type: CountType): WallClock {
  const seconds = count / PER_SECOND[type]
  // a datetime is wall clock written as if it were UTC; the others are instants
  const isClock = type === 'datetime' || type === 'datetime_us'
  const wall = isClock ? seconds : seconds + SHANGHAI_OFFSET_S
  const size = Math.abs(seconds)
  if (size >= LEAST_S && size < BEYOND_S)
    // twelve digits may be 202605201230 as well, and then nobody knows which it is
    return size < TWELVE_DIGITS_S && isClockDigits(count) ? Number.NaN : wall
  if (count === 0) return undefined
  // midnights: somebody's day of birth between 1966 and 1973, and no end
  const isMidnight = isClock && seconds % DAY_S === 0 && size < LEAST_S
  return isMidnight || isNoEnd(Math.floor(wall / DAY_S)) ? wall : Number.NaN
}

function isClockDigits(count: number): boolean {
  const text = String(count)
  return text.length === 12 && isReadable(clockDigits(text, 0))
}

function isReadable(wall: number): boolean {
  const day = Math.floor(wall / DAY_S)
  return isStorableDay(day) || isNoEnd(day)
}

function fromText(text: string, type: TimeType): WallClock {
  if (text === '' || isZero(text)) return undefined
  switch (type) {
    case 'yyyymm': {
      const month = /^(\d{4})-?(\d{2})(?:-\d{2})?$/.exec(text)
      return month ? onDay(parseDay(`${month[1]}-${month[2]}-01`)) : Number.NaN
    }
    case 'yyyymmdd':
      return clockDigits(text, SHANGHAI_OFFSET_S)
    case 'chinese': {
      const found = /^(\d{4})年(\d{1,2})月(?:(\d{1,2})日)?$/.exec(text)
      if (!found) return Number.NaN
      const [, year, month = '', day = '01'] = found
      return onDay(parseDay(`${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`))
    }
    default:
      return text.charCodeAt(4) === DASH ? clockText(text, offsetOf(type)) : fromNumberText(text, type)
  }
}

const DASH = '-'.charCodeAt(0)

/** Of text without a zone, seconds east of UTC. */
function offsetOf(type: TimeType): number {
  return type === 'datetime_utc' ? 0 : SHANGHAI_OFFSET_S
}

/** Digits are a date of the calendar when they can be one, and a count otherwise. */
function fromNumberText(text: string, type: CountType | 'date'): WallClock {
  if (!NUMBER.test(text)) return Number.NaN
  const wall = type === 'epoch_s' ? Number.NaN : clockDigits(text, offsetOf(type))
  if (isReadable(wall)) return wall
  if (type !== 'date') return fromCount(Number(text), type)
  return isYear(text) ? Number.NaN : fromDays(Number(text))
}

/** Four digits of text are a year, not a day in the seventies. */
export function isYear(text: string): boolean {
  return /^(?:19|2[0-2])\d\d$/.test(text)
}

function onDay(day: number | undefined): WallClock {
  return day === undefined ? Number.NaN : day * DAY_S
}

/** `0000-00-00` with any time, `00000000`, 0 in a column of digits or of a count. */
function isZero(text: string): boolean {
  return text.charCodeAt(0) === 48 && (text.startsWith('0000-00-00') || /^0+$/.test(text))
}
