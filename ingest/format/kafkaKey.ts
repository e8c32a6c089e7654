import { connectFields, readConnectRow } from './connectSchema.ts'
import { holdsHalfCharacter, textOf } from './json.ts'
import { type Cell, isObject, isRow, type Reading, type Row } from './record.ts'

/** The Kafka key as JSON; null when there is none, or when it is no JSON. Throws nothing. */
function parseKey(reading: Reading): unknown {
  const { key } = reading.message
  if (!key) return null
  try {
    const text = textOf(key)
    const value = text === null ? null : reading.parse(text)
    return text === null || holdsHalfCharacter(text, value) ? null : value
  } catch {
    // keys of other producers are anything: what cannot be read names no columns
    return null
  }
}

/** Key columns as Kafka Connect writes them: `{schema, payload}` or bare. */
export function readConnectKey(reading: Reading): Row | null {
  const key = parseKey(reading)
  if (!isObject(key)) return null
  if (!('schema' in key && 'payload' in key)) return readConnectRow(key, null)
  return readConnectRow(key.payload, connectFields(key.schema))
}

/**
 * Key columns as Maxwell writes them: `{"database":…,"table":…,"pk.<column>":…}`, or with `kafka_key_format=array`
 * `[database, table, [{"<column>": …}, …]]`. Maxwell lower-cases the names; `columns` says how the row spells them. A
 * table without a key has a random `_uuid` instead, which is none.
 */
export function readMaxwellKey(reading: Reading, columns: readonly string[]): Row | null {
  const key = parseKey(reading)
  const row: Record<string, Cell> = Object.create(null)
  const put = (name: string, cell: Cell | undefined) => {
    if (cell !== undefined) row[columns.find(column => column.toLowerCase() === name) ?? name] = cell
  }
  if (Array.isArray(key) && Array.isArray(key[2])) {
    for (const part of key[2])
      if (isRow(part)) for (const [name, cell] of Object.entries(part)) put(name, cell)
  } else if (isRow(key)) {
    for (const [name, cell] of Object.entries(key)) if (name.startsWith('pk.')) put(name.slice(3), cell)
  }
  return Object.keys(row).length === 0 ? null : { ...row }
}
