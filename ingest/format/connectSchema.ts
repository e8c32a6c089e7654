import { type ConnectField, readConnectCell } from './connectCell.ts'
import { decimalText } from './decimal.ts'
import { type Cell, isObject, isRow, type Row } from './record.ts'
import { text } from './text.ts'

/**
 * Reads a row of Kafka Connect JSON. With a schema the encodings are known, so dates, times and decimals become the text
 * that a person would write (`2026-05-01`, `2026-05-01 12:30:00.000`, `12.50`); without one they stay as sent and the
 * mapping says what they are. Returns null for null and for anything that is no row.
 */
export function readConnectRow(value: unknown, fields: ConnectFields | null): Row | null {
  if (!isRow(value)) return null
  // without a schema the row is taken as it is: copying it would cost as much as the rest of the decoding
  if (!fields) return describedDecimals(value)
  const row: Record<string, Cell> = { ...value }
  for (const [name, field] of fields) {
    // what every object inherits, like "constructor", is no cell
    const cell = Object.hasOwn(row, name) ? row[name] : undefined
    if (cell !== undefined && cell !== null) row[name] = readConnectCell(cell, field)
  }
  return row
}

/** Decimals of variable scale say their scale themselves (Oracle's NUMBER, PostgreSQL's numeric); all else needs a schema. */
function describedDecimals(row: Row): Row {
  let made: Record<string, Cell> | null = null
  for (const name in row) {
    const cell = row[name]
    if (!isObject(cell) || !('scale' in cell && 'value' in cell) || Object.keys(cell).length !== 2) continue
    const text = decimalText(cell.value, cell.scale)
    if (text === null) continue
    made ??= { ...row }
    made[name] = text
  }
  return made ?? row
}

/** Columns whose type a schema names, and how it encodes them. */
export type ConnectFields = ReadonlyMap<string, ConnectField>

/** The columns of a row by its schema, or by the part of an envelope's schema; null without a schema. */
export function connectFields(schema: unknown, part?: 'before' | 'after'): ConnectFields | null {
  if (!isObject(schema) || !Array.isArray(schema.fields)) return null
  const fields = part === undefined ? schema.fields : partFields(schema.fields, part)
  const types = new Map<string, ConnectField>()
  for (const field of fields) {
    if (!isObject(field) || typeof field.field !== 'string') continue
    const parameters = isObject(field.parameters) ? field.parameters : null
    // a column of a plain type needs no reading
    if (typeof field.name !== 'string' && !parameters) continue
    types.set(field.field, {
      name: typeof field.name === 'string' ? field.name : '',
      scale: parameters?.scale ?? 0,
      isOptional: field.optional === true,
      isUnsigned: /unsigned/i.test(text(parameters?.['__debezium.source.column.type'])),
    })
  }
  return types
}

/**
 * Columns of a row that hold the default of a nullable column: a null may have been replaced by it, which Connect's
 * `JsonConverter` does unless `replace.null.with.default` is false.
 */
export function doubtfulDefaults(schema: unknown, row: Row | null): string[] {
  if (!row || !isObject(schema) || !Array.isArray(schema.fields)) return []
  const part = partFields(schema.fields, 'after')
  const fields = part.length > 0 ? part : schema.fields
  return fields.flatMap(field =>
    isObject(field) &&
    typeof field.field === 'string' &&
    field.optional === true &&
    field.default !== undefined &&
    field.default !== null &&
    JSON.stringify(row[field.field]) === JSON.stringify(field.default)
      ? [field.field]
      : [],
  )
}

function partFields(fields: readonly unknown[], part: string): readonly unknown[] {
  for (const field of fields) {
    if (isObject(field) && field.field === part && Array.isArray(field.fields)) return field.fields
  }
  return []
}
