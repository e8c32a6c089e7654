import { UNKNOWN_DAY } from '../../warehouse/catalogue/entities.ts'
import { isStorableDay, parseDay } from '../../warehouse/time/day.ts'
import type { Cell } from '../format/record.ts'
import { BadValue } from './badValue.ts'
import type { TimeType } from './mapping.ts'

const DAY_S = 86_400
const SHANGHAI_OFFSET_S = 8 * 3_600
/** Types whose numbers are digits of a calendar, not a count of something. */
const DIGITS: readonly TimeType[] = ['yyyymm', 'yyyymmdd', 'chinese']

/** A number that was kept, or read losslessly, as text. */
const NUMBER = /^-?\d+(?:\.\d+)?$/

/** A moment as the source writes it: wall clock of Shanghai, in seconds since 1970 as if it were UTC. */
type WallClock = number | 'unknown' | undefined

/**
 * A cell as a business day in Shanghai, days since 1970-01-01; text that stands for no date is `UNKNOWN_DAY`.
 * Throws `BadValue` for what is no such date or lies outside 1900 … 2299.
 */
export function toDay(cell: Exclude<Cell, null>, type: TimeType): number {
  const wall = read(cell, type)
  if (wall === 'unknown') return UNKNOWN_DAY
  const day = wall === undefined ? undefined : Math.floor(wall / DAY_S)
  if (day === undefined || !isStorableDay(day))
    throw new BadValue(`no ${type}: expected a date between 1900 and 2299`)
  return day
}

/**
 * A cell as an instant, seconds since 1970 UTC; text that stands for no date is 0.
 * Throws `BadValue` for what is no such time or lies outside 1970 … 2105.
 */
export function toInstant(cell: Exclude<Cell, null>, type: TimeType): number {
  const wall = read(cell, type)
  if (wall === 'unknown') return 0
  const seconds = wall === undefined ? -1 : Math.floor(wall) - SHANGHAI_OFFSET_S
  if (seconds < 0 || seconds > 0xffff_ffff)
    throw new BadValue(`no ${type}: expected a time between 1970 and 2105`)
  return seconds
}

function read(cell: Exclude<Cell, null>, type: TimeType): WallClock {
  if (typeof cell === 'number')
    return DIGITS.includes(type) ? fromText(String(cell), type) : fromNumber(cell, type)
  if (typeof cell === 'string') return fromText(cell.trim(), type)
  throw new BadValue(`no ${type}: expected a number or text`)
}

function fromNumber(value: number, type: TimeType): WallClock {
  if (type === 'date') return Number.isInteger(value) ? value * DAY_S : undefined
  // a datetime is wall clock written as if it were UTC; a timestamp is an instant
  if (type === 'datetime') return value / 1_000
  if (type === 'datetime_us') return value / 1_000_000
  return (type === 'epoch_s' ? value : value / 1_000) + SHANGHAI_OFFSET_S
}

function fromText(text: string, type: TimeType): WallClock {
  if (text === '' || /^0000-?00-?00/.test(text)) return 'unknown'
  switch (type) {
    case 'yyyymm': {
      const month = /^(\d{4})-?(\d{2})(?:-\d{2})?$/.exec(text)
      return month ? clock(month[1], month[2], '01') : undefined
    }
    case 'yyyymmdd': {
      const found = /^(\d{4})(\d{2})(\d{2})(?:(\d{2})(\d{2})(\d{2}))?$/.exec(text)
      return found ? clock(...found.slice(1, 7)) : undefined
    }
    case 'chinese': {
      const found = /^(\d{4})年(\d{1,2})月(?:(\d{1,2})日)?$/.exec(text)
      return found ? clock(found[1], found[2], found[3] ?? '01') : undefined
    }
    case 'timestamp': {
      if (NUMBER.test(text)) return fromNumber(Number(text), type)
      const zoned = /(?:Z|[+-]\d{2}:?\d{2})$/.test(text)
      const ms = Date.parse(zoned ? text : `${text.replace(' ', 'T')}+08:00`)
      return Number.isNaN(ms) ? undefined : ms / 1_000 + SHANGHAI_OFFSET_S
    }
    default: {
      if (NUMBER.test(text)) return fromNumber(Number(text), type)
      const found = /^\d{4}-\d{2}-\d{2}(?:[ T](\d{2}):(\d{2})(?::(\d{2}))?.*)?$/.exec(text)
      return found ? onDay(parseDay(text.slice(0, 10)), found[1], found[2], found[3]) : undefined
    }
  }
}

function clock(
  year = '',
  month = '',
  day = '',
  hours?: string,
  minutes?: string,
  seconds?: string,
): WallClock {
  return onDay(parseDay(`${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`), hours, minutes, seconds)
}

function onDay(day: number | undefined, hours = '0', minutes = '0', seconds = '0'): WallClock {
  if (day === undefined || Number(hours) > 23 || Number(minutes) > 59 || Number(seconds) > 60)
    return undefined
  return day * DAY_S + Number(hours) * 3_600 + Number(minutes) * 60 + Number(seconds)
}
