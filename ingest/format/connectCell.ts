import { bitsText, decimalText } from './decimal.ts'
import { LostDigits } from './json.ts'
import { type Cell, isObject } from './record.ts'
import { dayText, durationText, wallClockText } from './times.ts'

/** How a Connect schema encodes a column. */
export interface ConnectField {
  /** Semantic type, `''` when only the type of the source is known. */
  name: string
  scale: unknown
  /** The source's column is unsigned; said with `column.propagate.source.type`. */
  isUnsigned: boolean
  /** The source's column can be null. */
  isOptional: boolean
}

/** Types of days and wall clocks, with the value that stands for their beginning. */
const EPOCHS: ReadonlyMap<string, RegExp> = new Map([
  ...[
    'io.debezium.time.Date',
    'io.debezium.time.Timestamp',
    'io.debezium.time.MicroTimestamp',
    'io.debezium.time.NanoTimestamp',
    'org.apache.kafka.connect.data.Date',
    'org.apache.kafka.connect.data.Timestamp',
  ].map(name => [name, /^0$/] as const),
  ['io.debezium.time.IsoDate', /^1970-01-01Z?$/],
  ['io.debezium.time.IsoTimestamp', /^1970-01-01T00:00:00Z?$/],
])

/**
 * Whether a cell may be a zero date (`0000-00-00`), for which Debezium sends null, and the beginning of 1970 where the column
 * cannot be null.
 */
function isZeroDate(cell: Exclude<Cell, null>, { name, isOptional }: ConnectField): boolean {
  return !isOptional && (EPOCHS.get(name)?.test(String(cell)) ?? false)
}

/**
 * A cell by its schema. What does not fit its type stays as it was sent, and the mapping refuses it.
 * Throws `LostDigits` for a number that may have been rounded.
 */
export function readConnectCell(cell: Exclude<Cell, null>, field: ConnectField): Cell {
  if (isZeroDate(cell, field)) return '0000-00-00'
  switch (field.name) {
    case 'io.debezium.time.Date':
    case 'org.apache.kafka.connect.data.Date':
      return typeof cell === 'number' ? (dayText(cell) ?? cell) : cell
    case 'io.debezium.time.Timestamp':
    case 'org.apache.kafka.connect.data.Timestamp':
      return fromUnits(cell, 1, wallClockText)
    case 'io.debezium.time.MicroTimestamp':
      return fromUnits(cell, 1_000, wallClockText)
    case 'io.debezium.time.NanoTimestamp':
      return fromUnits(cell, 1_000_000, wallClockText)
    case 'io.debezium.time.Time':
    case 'org.apache.kafka.connect.data.Time':
      return fromUnits(cell, 1, durationText)
    case 'io.debezium.time.MicroTime':
      return fromUnits(cell, 1_000, durationText)
    case 'io.debezium.time.NanoTime':
      return fromUnits(cell, 1_000_000, durationText)
    // the Z of these is formal: the source's value has no zone
    case 'io.debezium.time.IsoDate':
    case 'io.debezium.time.IsoTime':
    case 'io.debezium.time.IsoTimestamp':
      return typeof cell === 'string' ? cell.replace(/Z$/, '') : cell
    case 'org.apache.kafka.connect.data.Decimal':
      return decimalText(cell, field.scale) ?? cell
    case 'io.debezium.data.VariableScaleDecimal':
      return isObject(cell) ? (decimalText(cell.value, cell.scale) ?? cell) : cell
    case 'io.debezium.data.Bits':
      return bitsText(cell) ?? cell
    case 'io.debezium.time.StructuredDate':
    case 'io.debezium.time.StructuredTimestamp':
      return isObject(cell) ? (structuredText(cell, field.name.endsWith('Date')) ?? cell) : cell
  }
  return field.isUnsigned ? unsigned(cell) : cell
}

/** A count of units since 1970 or midnight as text; what exceeds a double comes as text and is divided whole. */
function fromUnits(
  cell: Exclude<Cell, null>,
  perMilli: number,
  toText: (ms: number, nanos: number) => string | null,
): Cell {
  const nanosPerUnit = 1_000_000 / perMilli
  if (typeof cell === 'number' && Number.isSafeInteger(cell)) {
    const ms = Math.floor(cell / perMilli)
    return toText(ms, (cell - ms * perMilli) * nanosPerUnit) ?? cell
  }
  const count = wholeCell(cell)
  if (count === null) return cell
  const rest = ((count % BigInt(perMilli)) + BigInt(perMilli)) % BigInt(perMilli)
  return toText(Number((count - rest) / BigInt(perMilli)), Number(rest) * nanosPerUnit) ?? cell
}

/** BIGINT UNSIGNED comes as a signed number (`bigint.unsigned.handling.mode=long`): 2^64 − 1 as −1. */
function unsigned(cell: Exclude<Cell, null>): Cell {
  const value = wholeCell(cell)
  return value !== null && value < 0n ? String(BigInt.asUintN(64, value)) : cell
}

function wholeCell(cell: Exclude<Cell, null>): bigint | null {
  if (typeof cell === 'number') {
    if (!Number.isInteger(cell)) return null
    if (!Number.isSafeInteger(cell)) throw new LostDigits()
    return BigInt(cell)
  }
  return typeof cell === 'string' && /^-?\d{1,20}$/.test(cell) ? BigInt(cell) : null
}

/** The parts of a date as its text; a zero date stays one (`0000-00-00`). */
function structuredText(parts: Record<string, unknown>, isDate: boolean): string | null {
  const texts: string[] = []
  const names = isDate ? ['year', 'month', 'day'] : ['year', 'month', 'day', 'hour', 'minute', 'second']
  for (const name of names) {
    const part = parts[name]
    if (typeof part !== 'number' || !Number.isInteger(part) || part < 0) return null
    texts.push(String(part).padStart(name === 'year' ? 4 : 2, '0'))
  }
  const day = texts.slice(0, 3).join('-')
  if (isDate) return day
  const nanos = typeof parts.nanos === 'number' ? parts.nanos : 0
  return `${day} ${texts.slice(3).join(':')}.${String(nanos).padStart(9, '0')}`
}
