import { readMaxwellKey } from './kafkaKey.ts'
import { keyColumnsOf, splitKeyChange } from './keyChange.ts'
import { changes, control, refuse, unknownFormat } from './outcome.ts'
import { binlogPosition, NO_POSITION, type Position } from './position.ts'
import { type Decoded, isRow, type Reading, type Row, type SourceChange, type TimeQuality } from './record.ts'
import { decodeSchemaChange } from './schemaChange.ts'
import { namesOf, scalarText, text } from './text.ts'
import { commitTimeOf } from './times.ts'

type Message = Readonly<Record<string, unknown>>

const S_STATEMENT: TimeQuality = { precision: 's', meaning: 'statement' }
const S_READ: TimeQuality = { precision: 's', meaning: 'read' }

export function isMaxwell(value: Message): boolean {
  const { type } = value
  return (
    typeof type === 'string' &&
    (type === 'insert' || type === 'update' || type === 'delete' || /^(bootstrap|table|database)-/.test(type))
  )
}

/** Decodes a message of Maxwell's daemon: one row, a bootstrap mark or a DDL statement. */
export function decodeMaxwell(value: Message, reading: Reading): Decoded {
  const type = text(value.type)
  const db = text(value.database)
  const name = text(value.table)
  const table = `${db}.${name}`
  // its own tables (positions, heartbeats, bootstrap requests) run in the same stream
  if (db === 'maxwell') return control('maxwell', 'heartbeat')
  if (/^(table|database)-/.test(type)) {
    const how = type.endsWith('-drop') ? 'drop' : ''
    const own = type.startsWith('table-') ? name : ''
    return decodeSchemaChange({ format: 'maxwell', how, sql: value.sql, space: db, name: own }, reading.hints)
  }
  if (type === 'bootstrap-start' || type === 'bootstrap-complete') {
    const kind = type === 'bootstrap-start' ? 'first' : 'last'
    const mark = { table, kind, at: commitTimeOf(value.ts) } as const
    return { kind: 'control', format: 'maxwell', control: 'snapshot mark', mark }
  }
  const snapshot = type === 'bootstrap-insert'
  if (!snapshot && type !== 'insert' && type !== 'update' && type !== 'delete')
    return unknownFormat('Maxwell: an operation that is not known')
  if (db === '' || name === '') return unknownFormat('Maxwell: database or table is missing')
  const { data } = value
  if (!isRow(data)) return unknownFormat(`Maxwell: ${type} without data`)
  if (value.reason !== undefined && type !== 'delete')
    return refuse('incomplete_row', `${table}: Maxwell could not send the row and sent its key only`, [table])

  const columns = Object.keys(data)
  const pk = namesOf(value.primary_key_columns) ?? keyNames(readMaxwellKey(reading, columns))
  const common = {
    opRaw: type,
    table,
    snapshot,
    at: commitTimeOf(value.ts),
    ...(snapshot ? NO_POSITION : positionOf(value)),
    format: 'maxwell',
    kind: 'mysql',
    db,
    schema: null,
    name,
    pk,
    absent: [],
    isWhole: true,
    position: text(value.position) || text(value.gtid) || transactionText(value),
    time: snapshot ? S_READ : S_STATEMENT,
  } as const
  if (type === 'delete')
    return changes({
      ...common,
      op: 'delete',
      after: null,
      before: data,
      key: readMaxwellKey(reading, columns),
    })
  const after = withNulls(data, reading.hints.find(table)?.columns)
  const before = isRow(value.old) ? { ...after, ...value.old } : null
  const upsert: SourceChange = { ...common, op: 'upsert', after, before, key: null }
  return changes(...splitKeyChange(upsert, keyColumnsOf(reading, table, pk)))
}

function keyNames(key: Row | null): readonly string[] | null {
  return key && Object.keys(key)
}

/**
 * A row of Maxwell is always whole: with `output_nulls=false` a column that is not there is null. Beside a null, or a column
 * that differs in its case only, it is none of the table.
 */
function withNulls(row: Row, wanted: ReadonlySet<string> | undefined): Row {
  const absent = [...(wanted ?? [])].filter(column => !Object.hasOwn(row, column))
  if (absent.length === 0 || Object.values(row).includes(null)) return row
  const names = new Set(Object.keys(row).map(name => name.toLowerCase()))
  const missing = absent.filter(column => !names.has(column.toLowerCase()))
  return missing.length === 0 ? row : { ...row, ...Object.fromEntries(missing.map(column => [column, null])) }
}

/** `file:pos`, with `output_binlog_position`; the server is named with `output_server_id`. */
function positionOf(value: Message): Position {
  const found = /^(.*):(\d{1,15})$/.exec(text(value.position))
  if (!found) return NO_POSITION
  return binlogPosition('maxwell', scalarText(value.server_id), found[1] ?? '', BigInt(found[2] ?? 0), 0n)
}

/** `xid:xoffset`; the last row of a transaction has no offset. */
function transactionText(value: Message): string {
  const xid = scalarText(value.xid)
  const place = value.commit === true ? 'commit' : scalarText(value.xoffset)
  return [xid, place].filter(Boolean).join(':')
}
