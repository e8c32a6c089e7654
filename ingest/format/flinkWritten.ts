import { pick, splitKeyChange } from './keyChange.ts'
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
  type TableHint,
  type TimeQuality,
} from './record.ts'
import { splitTable } from './text.ts'

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

/** Decodes what a Flink job wrote as debezium-json: no table, no time, no position; an update is `d` and `c`. */
export function decodeFlinkDebezium(value: Message, reading: Reading): Decoded {
  const table = reading.hints.only
  if (!table) return noTable('Flink debezium-json', reading)
  const after = isRow(value.after) ? value.after : null
  const before = isRow(value.before) ? value.before : null
  if (value.op === 'd' ? !before : !after)
    return unknownFormat('Flink debezium-json: an operation without its row')
  const op = String(value.op)
  const change = bareChange('flink-debezium-json', table, op, op === 'd' ? null : after, before)
  return changes(...splitKeyChange(change, table.keyColumns))
}

/** Decodes what a Flink job wrote as canal-json; an update is a message DELETE and a message INSERT. */
export function decodeFlinkCanal(value: Message, reading: Reading): Decoded {
  const table = reading.hints.only
  if (!table) return noTable('Flink canal-json', reading)
  const rows = Array.isArray(value.data) ? value.data : []
  if (rows.length === 0 || !rows.every(isRow)) return unknownFormat('Flink canal-json: no rows')
  const type = String(value.type)
  return changes(
    ...rows.map(row =>
      bareChange(
        'flink-canal-json',
        table,
        type,
        type === 'DELETE' ? null : row,
        type === 'DELETE' ? row : null,
      ),
    ),
  )
}

/** A change of which only the row is known: the table is that of the topic. Without `after` it is a deletion. */
export function bareChange(
  format: FormatName,
  hint: TableHint,
  opRaw: string,
  after: Row | null,
  before: Row | null,
): SourceChange {
  return {
    op: after ? 'upsert' : 'delete',
    opRaw,
    table: hint.table,
    after,
    before,
    key: after || !before ? null : pick(before, hint.keyColumns),
    snapshot: opRaw === 'r',
    at: null,
    ...NO_POSITION,
    format,
    kind: 'unknown',
    db: null,
    ...splitTable(hint.table),
    pk: null,
    absent: [],
    position: '',
    time: UNKNOWN_TIME,
  }
}

/** Refusal of a row that names no table, from a topic that does not tell it either. */
export function noTable(format: string, reading: Reading): Decoded {
  return refuse(
    'unknown_table',
    `${format}: the message names no table, and topic ${reading.message.topic} is not that of one table only`,
  )
}
