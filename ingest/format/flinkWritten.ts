import { keyColumnsOf, pick, splitKeyChange } from './keyChange.ts'
import { nameIn, noTable, tableNamed } from './namedTable.ts'
import { changes, refuse, unknownFormat } from './outcome.ts'
import { NO_POSITION } from './position.ts'
import {
  type Decoded,
  type FormatName,
  isObject,
  isRow,
  type Reading,
  type Row,
  type SourceChange,
  type TimeQuality,
} from './record.ts'
import { namesOf, splitTable } from './text.ts'

type Message = Readonly<Record<string, unknown>>

const UNKNOWN_TIME: TimeQuality = { precision: 'ms', meaning: 'unknown' }

/** Flink or SeaTunnel writing debezium-json: an envelope without a source. */
export function isFlinkDebezium(value: Message): boolean {
  const { op } = value
  if (op !== 'c' && op !== 'u' && op !== 'd' && op !== 'r') return false
  return !('source' in value) && (isObject(value.before) || isObject(value.after))
}

/** Flink or SeaTunnel writing canal-json: rows and an operation. */
export function isFlinkCanal(value: Message): boolean {
  const { type } = value
  return Array.isArray(value.data) && (type === 'INSERT' || type === 'UPDATE' || type === 'DELETE')
}

/** Decodes what a Flink job wrote as debezium-json: no time, no position, often no table. An update may be `d` and `c`. */
export function decodeFlinkDebezium(value: Message, reading: Reading): Decoded {
  const found = tableOf('Flink debezium-json', value, reading)
  if ('kind' in found) return found
  const after = isRow(value.after) ? value.after : null
  const before = isRow(value.before) ? value.before : null
  if (value.op === 'd' ? !before : !after)
    return unknownFormat('Flink debezium-json: an operation without its row')
  const op = String(value.op)
  const change = bareChange('flink-debezium-json', found, op, op === 'd' ? null : after, before)
  return changes(...splitKeyChange(change, found.keyColumns))
}

/**
 * Decodes what a Flink job wrote as canal-json. Flink SQL writes an update as a message DELETE and a message INSERT; Flink
 * CDC pipelines write one, with the rows before it in `old`, and name table and key.
 */
export function decodeFlinkCanal(value: Message, reading: Reading): Decoded {
  const found = tableOf('Flink canal-json', value, reading)
  if ('kind' in found) return found
  const rows = Array.isArray(value.data) ? value.data : []
  if (rows.length === 0 || !rows.every(isRow)) return unknownFormat('Flink canal-json: no rows')
  const type = String(value.type)
  const old: readonly unknown[] = type === 'UPDATE' && Array.isArray(value.old) ? value.old : []
  return changes(
    ...rows.flatMap((row, i) => {
      if (type === 'DELETE') return bareChange('flink-canal-json', found, type, null, row)
      const changed = old[i]
      const before = isRow(changed) ? { ...row, ...changed } : null
      return splitKeyChange(bareChange('flink-canal-json', found, type, row, before), found.keyColumns)
    }),
  )
}

/** A table and how its rows are told apart. */
export interface BareTable {
  table: string
  keyColumns: readonly string[]
}

/** The table that the message names, or else the topic's; a message that names its key is of no table with another one. */
function tableOf(format: string, value: Message, reading: Reading): BareTable | Decoded {
  const named = {
    space: nameIn(value, 'database', 'db', 'schema'),
    name: nameIn(value, 'table', 'tableName'),
  }
  const table = tableNamed(named, reading)
  if (table === null) return noTable(format, reading, named)
  const pk = namesOf(value.pkNames) ?? namesOf(value.primaryKeys)
  const keyColumns = keyColumnsOf(reading, table, pk)
  if (named.name === '' && pk && pk.length > 0 && !keyColumns.every(column => pk.includes(column)))
    return refuse(
      'unknown_table',
      `${format}: the message names no table, and as its key ${pk.join(' and ')}, which is not that of ${table}`,
    )
  return { table, keyColumns }
}

/** A change of which only the row is known. Without `after` it is a deletion. */
export function bareChange(
  format: FormatName,
  { table, keyColumns }: BareTable,
  opRaw: string,
  after: Row | null,
  before: Row | null,
): SourceChange {
  return {
    op: after ? 'upsert' : 'delete',
    opRaw,
    table,
    after,
    before,
    key: after || !before ? null : pick(before, keyColumns),
    snapshot: opRaw === 'r',
    at: null,
    ...NO_POSITION,
    format,
    kind: 'unknown',
    db: null,
    ...splitTable(table),
    pk: null,
    absent: [],
    isWhole: true,
    position: '',
    time: UNKNOWN_TIME,
  }
}
