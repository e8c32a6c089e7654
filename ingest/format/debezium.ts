import { connectFields, readConnectRow } from './connectSchema.ts'
import { debeziumMark } from './debeziumMark.ts'
import {
  type DebeziumSource,
  isSnapshot,
  kindOf,
  positionText,
  snapshotPosition,
  sourcePosition,
  tableOf,
  timeOf,
  timeQuality,
} from './debeziumSource.ts'
import { readConnectKey } from './kafkaKey.ts'
import { isRekeyed, keyColumnsOf, splitKeyChange } from './keyChange.ts'
import { changes, control, emptied, unknownFormat } from './outcome.ts'
import { NO_POSITION } from './position.ts'
import {
  type Decoded,
  type FormatName,
  isObject,
  isRow,
  type Reading,
  type Row,
  type SourceChange,
} from './record.ts'
import { decodeSchemaChange } from './schemaChange.ts'
import { text } from './text.ts'
import { withoutUnavailable } from './unavailable.ts'

type Envelope = Readonly<Record<string, unknown>>

const NO_NAMES: readonly string[] = []

/** An envelope: an operation, and where it comes from. */
export function isDebezium(value: Envelope): boolean {
  return value.op !== undefined && isObject(value.source)
}

/**
 * Decodes a Debezium envelope, as Debezium's connectors, TiCDC's Debezium protocol, Flink CDC pipelines and OceanBase's
 * OMS write it: create, update, delete, read (snapshot), truncate, message.
 */
export function decodeDebezium(value: Envelope, reading: Reading): Decoded {
  const source = isObject(value.source) ? value.source : {}
  return decodeEnvelope(value, source, reading, 'debezium')
}

/** The same for an envelope whose source is told in another way (CloudEvents). */
export function decodeEnvelope(
  value: Envelope,
  source: DebeziumSource,
  reading: Reading,
  format: FormatName,
): Decoded {
  const { op } = value
  if (op === 'm') return control(format, 'message')
  if (op === 't') return emptied([tableOf(source)], 'truncate')
  if (op !== 'c' && op !== 'u' && op !== 'd' && op !== 'r')
    return unknownFormat('Debezium: an operation other than c, u, d, r, t and m')
  if (text(source.table) === '')
    return unknownFormat(
      source.collection === undefined
        ? 'Debezium: the source names no table'
        : 'Debezium for MongoDB: documents are no rows of a table',
    )

  const kind = kindOf(source)
  // one that was started again during an incremental snapshot calls every change after that one of a snapshot
  const snapshot = op === 'r' || (op === 'c' && isSnapshot(source))
  const { lineage, sourcePos } = snapshot ? NO_POSITION : sourcePosition(source, kind)
  const before = readPart(value, reading, 'before')
  const after = op === 'd' ? null : readPart(value, reading, 'after')
  if (op !== 'd' && !after) return unknownFormat(`Debezium: operation ${op} without a row after it`)
  const change: SourceChange = {
    op: op === 'd' ? 'delete' : 'upsert',
    opRaw: op,
    table: tableOf(source),
    after: after?.row ?? null,
    before: before?.row ?? null,
    // only a deletion needs it: PostgreSQL without a replica identity names the row nowhere else
    key: op === 'd' ? readConnectKey(reading) : null,
    isRekeyed: op === 'c' && isRekeyed(reading),
    snapshot,
    snapshotMark: debeziumMark(source.snapshot),
    snapshotOf: snapshot ? snapshotPosition(source, kind) : '',
    at: timeOf(source, kind),
    lineage,
    sourcePos,
    format,
    kind,
    db: text(source.db) || null,
    schema: text(source.schema) || null,
    name: text(source.table),
    pk: null,
    absent: after?.absent ?? NO_NAMES,
    isWhole: true,
    position: positionText(source, kind),
    time: timeQuality(source, kind, snapshot),
  }
  // Debezium sends a changed key as two messages; a table that it knows no key of, and other writers, do not
  if (op !== 'u' || !before) return changes(change)
  return changes(...splitKeyChange(change, keyColumnsOf(reading, change.table, null)))
}

function readPart(
  value: Envelope,
  reading: Reading,
  part: 'before' | 'after',
): { row: Row; absent: readonly string[] } | null {
  const given = value[part]
  if (!isRow(given)) return null
  // before the types are read: the placeholder of a binary column is base64 like any other
  const { row, absent } = withoutUnavailable(given)
  const typed = readConnectRow(row, reading.schema === null ? null : connectFields(reading.schema, part))
  return { row: typed ?? row, absent }
}

/** Schema changes: a statement and what it made of the tables. */
export function isDebeziumSchemaChange(value: Envelope): boolean {
  return 'databaseName' in value && ('ddl' in value || 'tableChanges' in value)
}

/** Decodes one: a snapshot begins with the statements that would make its tables anew, which nobody executed. */
export function decodeDebeziumSchemaChange(value: Envelope, { hints }: Reading): Decoded {
  const source = isObject(value.source) ? value.source : {}
  if (isSnapshot(source)) return control('debezium', 'schema change')
  const space = text(value.schemaName) || text(value.databaseName)
  return decodeSchemaChange({ format: 'debezium', how: '', sql: value.ddl, space, name: '' }, hints)
}

/** Bounds of transactions; PostgreSQL's differ in the part of the id behind the colon. */
export function isDebeziumTransaction(value: Envelope): boolean {
  return (
    (value.status === 'BEGIN' || value.status === 'END') &&
    'id' in value &&
    ('data_collections' in value || 'event_count' in value || 'ts_ms' in value)
  )
}

/** Heartbeats hold nothing but the time. */
export function isDebeziumHeartbeat(value: Envelope): boolean {
  if (!('ts_ms' in value)) return false
  return Object.keys(value).every(name => name === 'ts_ms' || name === 'ts_us' || name === 'ts_ns')
}
