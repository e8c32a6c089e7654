import { type Field, UNKNOWN_DAY, type Value } from '../../warehouse/catalogue/entities.ts'
import { isStorableDay, monthOf, parseDay } from '../../warehouse/time/day.ts'
import { exactText } from '../format/json.ts'
import type { Cell } from '../format/record.ts'
import type { Conversion, TimeType } from './mapping.ts'
import type { Pseudonyms } from './pseudonyms.ts'

/** Thrown when a cell cannot become its field. The message names types, never the value. */
export class BadValue extends Error {
  override name = 'BadValue'
}

const DAY_MS = 86_400_000
const SHANGHAI_OFFSET_MS = 8 * 3_600_000

/**
 * A cell as a field's value. Null becomes "not known" (`unknown`); anything that does not fit throws `BadValue`.
 * Throws `LostDigits` when a number may have been rounded on reading.
 */
export function convert(
  cell: Cell,
  conversion: Conversion,
  field: Field,
  unknown: Value,
  pseudonyms: Pseudonyms,
  system: number,
): Value {
  if (cell === null) return unknown
  switch (conversion.as) {
    case 'text':
      return toText(cell)
    case 'id':
      return toId(cell)
    case 'org': {
      const id = toText(cell)
      return id === '' || id === '0' ? '0' : pseudonyms.org(system, id)
    }
    case 'person': {
      const number = toText(cell).trim().toUpperCase()
      return number === '' ? '0' : pseudonyms.person(number)
    }
    case 'flag':
      return toFlag(cell)
    case 'count':
      return toCount(cell)
    case 'enum': {
      const code = toText(cell).trim()
      // a code like "constructor" must not find what every object has
      const value = Object.hasOwn(conversion.values, code) ? conversion.values[code] : undefined
      if (value === undefined) throw new BadValue(`a code that the mapping does not list for ${field.name}`)
      return value
    }
    case 'date':
      return toDay(cell, conversion.type)
    case 'month': {
      const day = toDay(cell, conversion.type)
      return day === UNKNOWN_DAY ? day : monthOf(day)
    }
    case 'fen':
      return toFen(cell, conversion.unit)
  }
}

/** A cell as the source would write it. */
export function toText(cell: Exclude<Cell, null>): string {
  if (typeof cell === 'string') return cell
  if (typeof cell === 'number') return exactText(cell)
  if (typeof cell === 'boolean') return cell ? '1' : '0'
  return JSON.stringify(cell)
}

function toId(cell: Exclude<Cell, null>): string {
  const id = toText(cell)
  if (!/^\d{1,20}$/.test(id) || BigInt(id) >= 1n << 64n)
    throw new BadValue('no row id: expected a whole number below 2^64')
  return id
}

function toFlag(cell: Exclude<Cell, null>): number {
  const flag = toText(cell).trim().toLowerCase()
  if (flag === '1' || flag === 'true') return 1
  if (flag === '0' || flag === 'false' || flag === '') return 0
  throw new BadValue('no flag: expected 0 or 1')
}

function toCount(cell: Exclude<Cell, null>): number {
  const count = Number(toText(cell))
  if (!Number.isInteger(count) || count < 0 || count > 0xffff_ffff)
    throw new BadValue('no count: expected a whole number')
  return count
}

/** Money as integer fen. Decimal text is shifted, never multiplied: 0.29 × 100 is not 29 in a double. */
function toFen(cell: Exclude<Cell, null>, unit: 'yuan' | 'fen'): number {
  const found = /^(-?)(\d+)(?:\.(\d*))?$/.exec(toText(cell).trim())
  if (!found) throw new BadValue('no amount: expected a decimal number')
  const [, sign = '', whole = '', fraction = ''] = found
  const places = unit === 'yuan' ? 2 : 0
  if (/[1-9]/.test(fraction.slice(places))) throw new BadValue(`an amount with a fraction of a fen`)
  const fen = Number(`${sign}${whole}${fraction.slice(0, places).padEnd(places, '0')}`)
  if (!Number.isSafeInteger(fen)) throw new BadValue('an amount beyond 9 × 10^15 fen')
  return fen === 0 ? 0 : fen
}

function toDay(cell: Exclude<Cell, null>, type: TimeType): number {
  if (typeof cell !== 'number' && typeof cell !== 'string')
    throw new BadValue(`no ${type}: expected a number or text`)
  const day =
    typeof cell === 'number' && type !== 'yyyymm'
      ? numberToDay(cell, type)
      : textToDay(toText(cell).trim(), type)
  if (day === undefined || !isStorableDay(day))
    throw new BadValue(`no ${type}: expected a date between 1900 and 2299`)
  return day
}

function numberToDay(value: number, type: Exclude<TimeType, 'yyyymm'>): number {
  if (type === 'date') return value
  // a datetime is wall clock written as if it were UTC; a timestamp is an instant
  if (type === 'datetime') return Math.floor(value / DAY_MS)
  if (type === 'datetime_us') return Math.floor(value / 1_000 / DAY_MS)
  return Math.floor((value + SHANGHAI_OFFSET_MS) / DAY_MS)
}

function textToDay(text: string, type: TimeType): number | undefined {
  if (text === '' || text.startsWith('0000-00-00')) return UNKNOWN_DAY
  if (type === 'yyyymm') {
    const month = /^(\d{4})-?(\d{2})(?:-\d{2})?$/.exec(text)
    return month ? parseDay(`${month[1]}-${month[2]}-01`) : undefined
  }
  if (type === 'timestamp') {
    const zoned = /(?:Z|[+-]\d{2}:?\d{2})$/.test(text)
    const ms = Date.parse(zoned ? text : `${text.replace(' ', 'T')}+08:00`)
    return Number.isNaN(ms) ? undefined : Math.floor((ms + SHANGHAI_OFFSET_MS) / DAY_MS)
  }
  if (/^-?\d+$/.test(text)) return numberToDay(Number(text), type)
  return parseDay(text.slice(0, 10))
}
