import { decodeFormat } from '../../../ingest/format/decodeFormat.ts'
import { parseLossless } from '../../../ingest/format/json.ts'
import type { Decoded, SourceChange, TopicHints } from '../../../ingest/format/record.ts'

/** A message as tests write it: objects become JSON, text and bytes go as they are. */
export interface Written {
  value: unknown
  key?: unknown
  topic?: string
}

function bytesOf(part: unknown): Buffer | null {
  if (part === null || part === undefined) return null
  if (Buffer.isBuffer(part)) return part
  return Buffer.from(typeof part === 'string' ? part : JSON.stringify(part))
}

/** What a topic tells beforehand: one table and its key, as its mapping would. */
export function hintsOf(
  table: string,
  keyColumns: readonly string[],
  more: Partial<TopicHints> = {},
): TopicHints {
  const hint = { table, keyColumns, columns: new Set<string>() }
  return { find: name => (name === table ? hint : undefined), only: hint, format: null, ...more }
}

/** Decodes without losing digits, which is what every message comes to in the end. */
export function decoded(
  { value, key = null, topic = 'gd.zhtj.tb_bill' }: Written,
  hints?: TopicHints,
): Decoded {
  return decodeFormat({ key: bytesOf(key), value: bytesOf(value), topic }, parseLossless, hints)
}

/** The changes of a message; throws the reason when it has none. */
export function changesOf(message: Written, hints?: TopicHints): SourceChange[] {
  const found = decoded(message, hints)
  if (found.kind !== 'changes') throw new Error(`no changes: ${JSON.stringify(found)}`)
  return found.changes
}

/** The one change of a message. */
export function changeOf(message: Written, hints?: TopicHints): SourceChange {
  const [first, ...others] = changesOf(message, hints)
  if (!first || others.length > 0) throw new Error(`${others.length + 1} changes where one was expected`)
  return first
}

/** Why a message is refused. */
export function refusalOf(message: Written, hints?: TopicHints): { reason: string; detail: string } {
  const found = decoded(message, hints)
  if (found.kind !== 'refused') throw new Error(`not refused: ${found.kind}`)
  return found.refusal
}

/** A Debezium MySQL envelope around a row. */
export function envelope(op: string, rows: { before?: unknown; after?: unknown }, source: object = {}) {
  return {
    before: rows.before ?? null,
    after: rows.after ?? null,
    source: {
      version: '2.7.0.Final',
      connector: 'mysql',
      name: 'gd',
      ts_ms: 1_777_600_000_000,
      snapshot: 'false',
      db: 'zhtj',
      table: 'tb_bill',
      server_id: 7,
      gtid: null,
      file: 'mysql-bin.000003',
      pos: 154,
      row: 0,
      ...source,
    },
    op,
    ts_ms: 1_777_600_000_500,
  }
}

/** A flat message of Canal around rows. */
export function canal(type: string, data: unknown, more: object = {}) {
  return {
    data,
    database: 'zhtj',
    es: 1_777_600_000_000,
    id: 41,
    isDdl: false,
    mysqlType: { bill_id: 'bigint(20)', amount_due: 'decimal(10,2)', note: 'varchar(20)' },
    old: null,
    pkNames: ['bill_id'],
    sql: '',
    sqlType: { bill_id: -5, amount_due: 3, note: 12 },
    table: 'tb_bill',
    ts: 1_777_600_000_400,
    type,
    ...more,
  }
}

/** A message of Maxwell around a row. */
export function maxwell(type: string, data: unknown, more: object = {}) {
  return { database: 'zhtj', table: 'tb_bill', type, ts: 1_777_600_000, xid: 88, xoffset: 0, data, ...more }
}

/** A message of GoldenGate. */
export function ogg(op: string, rows: object, more: object = {}) {
  return {
    table: 'ZHTJ.TB_BILL',
    op_type: op,
    op_ts: '2026-05-01 09:46:40.123456',
    current_ts: '2026-05-01T09:46:41.000000',
    pos: '00000000010000002928',
    primary_keys: ['BILL_ID'],
    ...rows,
    ...more,
  }
}

/** A row with its Connect schema: columns by name as `[semantic type, value, parameters]`. */
export function wrapped(
  columns: Record<string, [string, unknown, (object | undefined)?]>,
  source: object = {},
) {
  const fields = Object.entries(columns).map(([field, [name, , parameters]]) => ({
    field,
    type: 'string',
    optional: true,
    ...(name ? { name, version: 1 } : {}),
    ...(parameters ? { parameters } : {}),
  }))
  const after = Object.fromEntries(Object.entries(columns).map(([name, [, value]]) => [name, value]))
  const struct = (field: string) => ({ type: 'struct', optional: true, field, fields })
  return {
    schema: { type: 'struct', fields: [struct('before'), struct('after')] },
    payload: envelope('c', { after }, source),
  }
}
