import { type Field, UNKNOWN_DAY, type Value } from '../../warehouse/catalogue/entities.ts'
import { monthOf } from '../../warehouse/time/day.ts'
import type { Cell } from '../format/record.ts'
import { BadValue } from './badValue.ts'
import { toText } from './cellText.ts'
import type { Conversion, DurationUnit } from './mapping.ts'
import type { Pseudonyms } from './pseudonyms.ts'
import { keyTextOf, rowIdOf } from './rowKey.ts'
import { toDay, toInstant } from './times.ts'

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
    case 'ref': {
      const key = toText(cell)
      return key === '' ? '0' : rowIdOf(keyTextOf(conversion.space ?? '', [key]), pseudonyms).id
    }
    case 'org': {
      const id = toText(cell)
      return id === '' || id === '0' ? '0' : pseudonyms.org(system, id)
    }
    case 'person': {
      const number = toText(cell).trim().toUpperCase()
      return number === '' ? '0' : pseudonyms.person(number)
    }
    case 'flag':
      return toFlag(cell, conversion.yes, conversion.no)
    case 'count':
      return toCount(cell)
    case 'minutes':
      return toMinutes(cell, conversion.unit)
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
    case 'instant':
      return toInstant(cell, conversion.type)
    case 'fen':
      return toFen(cell, conversion.unit)
  }
}

function toId(cell: Exclude<Cell, null>): string {
  const id = toText(cell)
  if (!/^\d{1,20}$/.test(id) || BigInt(id) >= 1n << 64n)
    throw new BadValue('no row id: expected a whole number below 2^64')
  return id
}

function toFlag(
  cell: Exclude<Cell, null>,
  yes: readonly string[] = ['1', 'true'],
  no: readonly string[] = ['0', 'false', ''],
): number {
  const flag = toText(cell).trim()
  const small = flag.toLowerCase()
  if (yes.includes(flag) || yes.includes(small)) return 1
  if (no.includes(flag) || no.includes(small)) return 0
  throw new BadValue(`no flag: expected ${yes[0]} or ${no[0]}`)
}

function toCount(cell: Exclude<Cell, null>): number {
  const count = Number(toText(cell))
  if (!Number.isInteger(count) || count < 0 || count > 0xffff_ffff)
    throw new BadValue('no count: expected a whole number')
  return count
}

const SECONDS: Readonly<Record<DurationUnit, number>> = { seconds: 1, minutes: 60, hours: 3_600 }

/** A length of time as whole minutes, rounded down. Nine decimals are read exactly, without a double in between. */
function toMinutes(cell: Exclude<Cell, null>, unit: DurationUnit): number {
  const found = /^(\d+)(?:\.(\d{0,9})\d*)?$/.exec(toText(cell).trim())
  if (!found) throw new BadValue('no length of time: expected a decimal number')
  const billionths = BigInt(`${found[1]}${(found[2] ?? '').padEnd(9, '0')}`)
  const minutes = (billionths * BigInt(SECONDS[unit])) / 60_000_000_000n
  if (minutes > 0xffff_ffffn) throw new BadValue('a length of time beyond 4 × 10^9 minutes')
  return Number(minutes)
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
