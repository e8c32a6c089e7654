import type { Field, Value } from '../../warehouse/catalogue/entities.ts'
import { UNKNOWN_DAY } from '../../warehouse/contract/calendar.ts'
import { monthOf } from '../../warehouse/platform/time/day.ts'
import type { Cell } from '../format/record.ts'
import { BadValue } from './badValue.ts'
import { toText } from './cell.ts'
import { toFlag } from './flags.ts'
import { holderOf } from './identityNumber.ts'
import type { Conversion, DurationUnit } from './mapping.ts'
import type { Pseudonyms } from './pseudonyms.ts'
import { keyTextOf, rowIdOf } from './rowKey.ts'
import { toDay, toInstant } from './times.ts'

/**
 * A cell as a field's value; undefined when the source does not know it: null, empty text, a zero date, an id 0, an
 * identity number that is none. Anything else that does not fit throws `BadValue`.
 * Throws `LostDigits` when a number may have been rounded on reading.
 */
export function convert(
  cell: Cell,
  conversion: Conversion,
  { name }: Pick<Field, 'name'>,
  pseudonyms: Pseudonyms,
  system: number,
): Value | undefined {
  if (cell === null) return undefined
  switch (conversion.as) {
    case 'text':
      return toText(cell) || undefined
    case 'id':
      return toId(cell)
    case 'ref': {
      const key = toScalar(cell, NO_ID)
      return isNone(key) ? undefined : rowIdOf(keyTextOf(conversion.space ?? '', [key]), pseudonyms).id
    }
    case 'org': {
      const id = toScalar(cell, NO_ID)
      return isNone(id) ? undefined : pseudonyms.org(system, id)
    }
    case 'person':
      return pseudonyms.person(toScalar(cell, NO_ID))
    case 'pseudonym':
      return pseudonyms.personal(toScalar(cell, NO_ID))
    case 'filled':
      return isFilled(cell) ? 1 : 0
    case 'number_year':
      return toNumberYear(cell)
    case 'identity_birth': {
      const birth = holderOf(toScalar(cell, NO_ID))?.birth
      return birth === undefined ? undefined : toDay(birth, 'date')
    }
    case 'identity_gender':
      return holderOf(toScalar(cell, NO_ID))?.gender
    case 'flag':
      return toFlag(cell, conversion)
    case 'count':
      return toCount(cell)
    case 'minutes':
      return toMinutes(cell, conversion.unit)
    case 'enum':
      return toCode(cell, conversion.values, name)
    case 'date':
      return toDay(cell, conversion.type)
    case 'month': {
      const day = toDay(cell, conversion.type)
      const month = day === undefined ? UNKNOWN_DAY : monthOf(day)
      return month === UNKNOWN_DAY ? undefined : month
    }
    case 'instant':
      return toInstant(cell, conversion.type)
    case 'fen':
      return toFen(cell, conversion.unit)
  }
}

/** Blank text is not filled; 0 is, for a number of which there are none. */
function isFilled(cell: Exclude<Cell, null>): boolean {
  return toScalar(cell, 'neither a number nor text').trim() !== ''
}

/** 年份(4) + 省(2) + 序号(6): the year of any other number is not known. */
function toNumberYear(cell: Exclude<Cell, null>): number | undefined {
  const found = /^(20\d\d)\d{8}$/.exec(toScalar(cell, NO_ID).trim())
  return found ? Number(found[1]) : undefined
}

const NO_ID = 'no id: expected a number or text'

/** A number or text as text; a truth, a list or an object would become the text of something else. */
function toScalar(cell: Exclude<Cell, null>, fault: string): string {
  if (typeof cell === 'string' || typeof cell === 'number') return toText(cell)
  throw new BadValue(fault)
}

function isNone(id: string): boolean {
  return id === '0' || id.trim() === ''
}

function toId(cell: Exclude<Cell, null>): string | undefined {
  const fault = 'no row id: expected a whole number below 2^64'
  const id = toScalar(cell, fault)
  if (!/^\d{1,20}$/.test(id) || BigInt(id) >= 1n << 64n) throw new BadValue(fault)
  return id === '0' ? undefined : id
}

/**
 * The identifier that the mapping lists for a code. True and false are the codes 1 and 0 where there are no others: a
 * column of more codes that is sent as a truth (TINYINT(1)) has lost them.
 */
function toCode(cell: Exclude<Cell, null>, values: Readonly<Record<string, string>>, name: string): string {
  const code = toText(cell).trim()
  // a code like "constructor" must not find what every object has
  const value = Object.hasOwn(values, code) ? values[code] : undefined
  if (value === undefined) throw new BadValue(`a code that the mapping does not list for ${name}`)
  if (typeof cell === 'boolean' && Object.keys(values).some(one => one !== '0' && one !== '1'))
    throw new BadValue(`true or false, where the mapping lists other codes for ${name}`)
  return value
}

const MOST = 0xffff_ffff

/** A whole number; a decimal may have zeros behind its point, as NUMBER(10,2) is sent. */
function toCount(cell: Exclude<Cell, null>): number {
  if (typeof cell === 'number' && Number.isInteger(cell) && cell >= 0 && cell <= MOST) return cell
  const fault = 'no count: expected a whole number'
  const text = toScalar(cell, fault)
  const count = /^\s*\d+(?:\.0*)?\s*$/.test(text) ? Number(text) : Number.NaN
  if (!(count <= MOST)) throw new BadValue(fault)
  return count
}

const SECONDS: Readonly<Record<DurationUnit, number>> = { seconds: 1, minutes: 60, hours: 3_600 }

/** A length of time as whole minutes, rounded down. Nine decimals are read exactly, without a double in between. */
function toMinutes(cell: Exclude<Cell, null>, unit: DurationUnit): number {
  const fault = 'no length of time: expected a decimal number'
  const found = /^(?=\.?\d)(\d*)(?:\.(\d{0,9})\d*)?$/.exec(toScalar(cell, fault).trim())
  if (!found) throw new BadValue(fault)
  const billionths = BigInt(`${found[1]}${(found[2] ?? '').padEnd(9, '0')}`)
  const minutes = (billionths * BigInt(SECONDS[unit])) / 60_000_000_000n
  if (minutes > BigInt(MOST)) throw new BadValue('a length of time beyond 4 × 10^9 minutes')
  return Number(minutes)
}

/** Money as integer fen. Decimal text is shifted, never multiplied: 0.29 × 100 is not 29 in a double. */
function toFen(cell: Exclude<Cell, null>, unit: 'yuan' | 'fen'): number {
  const fault = 'no amount: expected a decimal number'
  const found = /^(-?)(?=\.?\d)(\d*)(?:\.(\d*))?$/.exec(toScalar(cell, fault).trim())
  if (!found) throw new BadValue(fault)
  const [, sign = '', whole = '', fraction = ''] = found
  const places = unit === 'yuan' ? 2 : 0
  if (/[1-9]/.test(fraction.slice(places))) throw new BadValue(`an amount with a fraction of a fen`)
  const fen = Number(`${sign}${whole}${fraction.slice(0, places).padEnd(places, '0')}`)
  if (!Number.isSafeInteger(fen)) throw new BadValue('an amount beyond 9 × 10^15 fen')
  return fen === 0 ? 0 : fen
}
