import { readConnectRow } from './connectSchema.ts'
import { debeziumMark } from './debeziumMark.ts'
import {
  type Decoded,
  isObject,
  type JsonParser,
  type RawMessage,
  type Row,
  type RowChange,
} from './record.ts'

/** What Debezium sends for a value that was not in the log (TOAST, unchanged LOB). */
const UNAVAILABLE = '__debezium_unavailable_value'

/**
 * Decodes a Debezium JSON message: plain, or wrapped as `{schema, payload}`.
 * Throws what `parse` throws; a message that is JSON but no Debezium message is refused as `unknown_format`.
 */
export function decodeDebezium(message: RawMessage, parse: JsonParser): Decoded {
  if (message.value === null) return { kind: 'control' }
  const value = parse(message.value.toString())
  if (!isObject(value)) return refuse('the value is not an object')
  const wrapped = 'schema' in value && 'payload' in value
  const payload = wrapped ? value.payload : value
  if (payload === null) return { kind: 'control' }
  if (!isObject(payload)) return refuse('the payload is not an object')
  if (isControl(payload)) return { kind: 'control' }
  const { op, source } = payload
  if (typeof op !== 'string' || !isObject(source))
    return refuse('no Debezium envelope: op or source is missing')
  if (op === 'm') return { kind: 'control' }
  if (op === 't')
    return {
      kind: 'refused',
      refusal: {
        reason: 'truncate',
        detail: `truncate of ${tableOf(source)}: take a new snapshot of the table`,
      },
    }

  const schema = wrapped ? value.schema : null
  const common = {
    opRaw: op,
    table: tableOf(source),
    snapshot: op === 'r' || isSnapshot(source.snapshot),
    snapshotMark: debeziumMark(source.snapshot),
    at: toMillis(source.ts_ms),
  }
  const position = common.snapshot ? { lineage: '', sourcePos: 0n } : positionOf(source)
  if (op === 'd') {
    // only a deletion needs them: its key can stand in the Kafka key alone
    const before = readConnectRow(payload.before, schema, 'before')
    const key = message.key && readKey(message.key, parse)
    return one({
      op: 'delete',
      after: null,
      before: before && withoutUnavailable(before),
      key,
      ...common,
      ...position,
    })
  }
  if (op !== 'c' && op !== 'u' && op !== 'r') return refuse(`unknown operation ${JSON.stringify(op)}`)
  const after = readConnectRow(payload.after, schema, 'after')
  if (!after) return refuse(`operation ${op} without a row after it`)
  return one({
    op: 'upsert',
    after: withoutUnavailable(after),
    before: null,
    key: null,
    ...common,
    ...position,
  })
}

function one(change: RowChange): Decoded {
  return { kind: 'changes', changes: [change] }
}

function refuse(detail: string): Decoded {
  return { kind: 'refused', refusal: { reason: 'unknown_format', detail } }
}

/** Heartbeats, transaction boundaries and schema changes, which connectors send beside rows. */
function isControl(payload: Record<string, unknown>): boolean {
  const names = Object.keys(payload)
  if (names.length === 1 && names[0] === 'ts_ms') return true
  if ((payload.status === 'BEGIN' || payload.status === 'END') && 'id' in payload && !('op' in payload))
    return true
  return 'databaseName' in payload && ('ddl' in payload || 'tableChanges' in payload)
}

function tableOf(source: Record<string, unknown>): string {
  const space = text(source.schema) || text(source.db)
  return space === '' ? text(source.table) : `${space}.${text(source.table)}`
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

/** The documentation shows booleans, connectors send `true`, `first`, `last`, `incremental`, … */
function isSnapshot(value: unknown): boolean {
  return value === true || (typeof value === 'string' && value !== 'false' && value !== '')
}

/** Old connectors put 0 into the time of snapshot rows. */
function toMillis(value: unknown): number | null {
  const ms = typeof value === 'string' ? Number(value) : value
  return typeof ms === 'number' && Number.isFinite(ms) && ms > 0 ? Math.floor(ms) : null
}

function readKey(bytes: Buffer, parse: JsonParser): Row | null {
  const value = parse(bytes.toString())
  if (!isObject(value)) return null
  return readConnectRow('payload' in value ? value.payload : value, 'schema' in value ? value.schema : null)
}

/** A column whose value was not sent is as if it were not there: a patch. */
function withoutUnavailable(row: Row): Row {
  for (const name in row) {
    if (row[name] !== UNAVAILABLE) continue
    return Object.fromEntries(Object.entries(row).filter(([, cell]) => cell !== UNAVAILABLE))
  }
  return row
}

/**
 * Where the change stood in the source's own log, comparable within its lineage: MySQL by (file number, position, row),
 * PostgreSQL by its commit sequence. Text comparison of binlog names would break at 999999 → 1000000.
 */
function positionOf(source: Record<string, unknown>): { lineage: string; sourcePos: bigint } {
  const none = { lineage: '', sourcePos: 0n }
  const file = /^(.*)\.(\d+)$/.exec(text(source.file))
  const pos = toBigInt(source.pos)
  if (file && pos !== null && pos > 0n) {
    const row = toBigInt(source.row) ?? 0n
    return {
      lineage: `${text(source.connector) || 'mysql'}:${String(source.server_id ?? '')}/${file[1]}`,
      sourcePos: (BigInt(file[2] ?? 0) << 80n) | (pos << 32n) | row,
    }
  }
  const sequence = /^\["(\d+)","(\d+)"\]$/.exec(text(source.sequence).replaceAll(' ', ''))
  if (sequence)
    return {
      lineage: `${text(source.connector) || 'postgresql'}:${text(source.name)}/${text(source.db)}`,
      sourcePos: (BigInt(sequence[1] ?? 0) << 64n) | BigInt(sequence[2] ?? 0),
    }
  return none
}

function toBigInt(value: unknown): bigint | null {
  if (typeof value === 'number' && Number.isInteger(value)) return BigInt(value)
  if (typeof value === 'string' && /^\d+$/.test(value)) return BigInt(value)
  return null
}
