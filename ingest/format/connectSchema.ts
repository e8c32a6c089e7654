import { formatDay } from '../../warehouse/time/day.ts'
import { type Cell, isObject, type Row } from './record.ts'

/**
 * Reads a row of Kafka Connect JSON. With a schema the encodings are known, so dates, times and decimals become the text
 * that a person would write (`2026-05-01`, `2026-05-01 12:30:00.000`, `12.50`); without one they stay as sent and the
 * mapping says what they are. Returns null for null and for anything that is no row.
 */
export function readConnectRow(value: unknown, schema: unknown, part?: 'before' | 'after'): Row | null {
  if (!isRow(value)) return null
  const types = fieldSchemas(schema, part)
  // without a schema the row is taken as it is: copying it would cost as much as the rest of the decoding
  if (!types) return value
  const row: Record<string, Cell> = { ...value }
  for (const [name, type] of types) {
    const cell = row[name]
    if (cell !== undefined) row[name] = readCell(cell, type)
  }
  return row
}

/** Every value that JSON can hold is a cell. */
function isRow(value: unknown): value is Row {
  return isObject(value)
}

interface FieldSchema {
  type: string
  name: string
  scale: number
}

/** Semantic types by column; a column of a plain type needs none. */
function fieldSchemas(schema: unknown, part?: 'before' | 'after'): Map<string, FieldSchema> | null {
  if (!isObject(schema) || !Array.isArray(schema.fields)) return null
  const fields = part === undefined ? schema.fields : partFields(schema.fields, part)
  const types = new Map<string, FieldSchema>()
  for (const field of fields) {
    if (!isObject(field) || typeof field.field !== 'string' || typeof field.name !== 'string') continue
    const parameters = isObject(field.parameters) ? field.parameters : {}
    types.set(field.field, {
      type: String(field.type),
      name: field.name,
      scale: Number(parameters.scale ?? 0),
    })
  }
  return types
}

function partFields(fields: readonly unknown[], part: string): readonly unknown[] {
  for (const field of fields) {
    if (isObject(field) && field.field === part && Array.isArray(field.fields)) return field.fields
  }
  return []
}

function readCell(cell: Cell, schema: FieldSchema): Cell {
  if (cell === null) return null
  switch (schema.name) {
    case 'io.debezium.time.Date':
    case 'org.apache.kafka.connect.data.Date':
      return typeof cell === 'number' ? formatDay(cell) : cell
    case 'io.debezium.time.Timestamp':
    case 'org.apache.kafka.connect.data.Timestamp':
      return typeof cell === 'number' ? wallClock(cell) : cell
    case 'io.debezium.time.MicroTimestamp':
      return wallClockOf(cell, 1_000n)
    case 'io.debezium.time.NanoTimestamp':
      return wallClockOf(cell, 1_000_000n)
    case 'org.apache.kafka.connect.data.Decimal':
      return typeof cell === 'string' ? decimalText(cell, schema.scale) : cell
    case 'io.debezium.data.VariableScaleDecimal':
      return isObject(cell) && typeof cell.value === 'string'
        ? decimalText(cell.value, Number(cell.scale))
        : cell
    default:
      return cell
  }
}

/** Microseconds and nanoseconds exceed what a double holds; the division keeps whole milliseconds. */
function wallClockOf(cell: Cell, perMilli: bigint): Cell {
  if (typeof cell === 'number') return wallClock(Math.floor(cell / Number(perMilli)))
  if (typeof cell === 'string' && /^-?\d+$/.test(cell)) return wallClock(Number(BigInt(cell) / perMilli))
  return cell
}

/** A DATETIME has no zone: Debezium sends its wall clock as if it were UTC, and wall clock it stays. */
function wallClock(ms: number): string {
  return new Date(ms).toISOString().replace('T', ' ').slice(0, 23)
}

/** Base64 of the two's-complement big-endian unscaled value. */
export function decimalText(base64: string, scale: number): string {
  const bytes = Buffer.from(base64, 'base64')
  let unscaled = 0n
  for (const byte of bytes) unscaled = (unscaled << 8n) | BigInt(byte)
  if ((bytes[0] ?? 0) >= 0x80) unscaled -= 1n << BigInt(bytes.length * 8)
  const sign = unscaled < 0n ? '-' : ''
  const digits = String(unscaled < 0n ? -unscaled : unscaled).padStart(scale + 1, '0')
  return scale > 0 ? `${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}` : `${sign}${digits}`
}
