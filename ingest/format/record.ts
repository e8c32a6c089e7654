import type { Refusal } from '../change.ts'

/**
 * A cell as a message holds it. Numbers are JavaScript numbers only while they are exact; beyond that they are decimal
 * text (`parseJson`).
 */
export type Cell = string | number | boolean | null | { readonly [key: string]: unknown } | readonly unknown[]
export type Row = Readonly<Record<string, Cell>>

/** One row change, the same for every format: what a mapping looks at. */
export interface RowChange {
  op: 'upsert' | 'delete'
  /** The operation as the source named it. */
  opRaw: string
  /** `database.table` or `schema.table`, as spelled at the source. */
  table: string
  /** State after the change; of a deletion null. Columns that were not sent are missing. */
  after: Row | null
  /** State before the change as far as the message holds it. */
  before: Row | null
  /** Key columns, when the message itself or its Kafka key names them. */
  key: Row | null
  /** The row is there under this key only since this change: it had another one, whose deletion is told apart. */
  isRekeyed?: boolean
  snapshot: boolean
  /** Where the row stands in a full snapshot; left out by formats that do not say. */
  snapshotMark?: RowMark
  /**
   * What a row of a full snapshot says of when that was taken: connector and position in the source's log, from which
   * changes follow it. One snapshot has one. Left out or '' when the format does not say.
   */
  snapshotOf?: string
  /** Commit time at the source in milliseconds since 1970; null when the message does not say. */
  at: number | null
  /** The source's own log and the place in it; lineage `''` when the position cannot be compared. */
  lineage: string
  sourcePos: bigint
}

/**
 * Where a row stands in a full snapshot: it is one of its rows, the first or last of its table, or the first or last of all;
 * `none` for rows of an incremental snapshot, and for changes.
 */
export type RowMark = 'none' | 'row' | 'first' | 'first_of_table' | 'last_of_table' | 'last'

/** A row change with what its message tells beside: for people who look at a feed, and for checks. */
export interface SourceChange extends RowChange {
  format: FormatName
  kind: SourceKind
  db: string | null
  schema: string | null
  name: string
  /** Names of the key columns; null when the value does not say them, empty for a table without a key. */
  pk: readonly string[] | null
  /** Columns that the message names but whose value it did not send: not null, not known. */
  absent: readonly string[]
  /** The row has all columns of its table but those: one that it lacks is not in the table. */
  isWhole: boolean
  /** The position as the source writes it, `''` when there is none. */
  position: string
  time: TimeQuality
}

/** What `at` is worth. */
export interface TimeQuality {
  precision: 's' | 'ms' | 'us'
  /** `commit` of the transaction, start of its `statement`, or when the row was read from the log or the table. */
  meaning: 'commit' | 'statement' | 'read' | 'unknown'
}

export type SourceKind =
  | 'mysql'
  | 'postgres'
  | 'sqlserver'
  | 'oracle'
  | 'tidb'
  | 'yashandb'
  | 'oceanbase'
  | 'unknown'

export type FormatName =
  | 'debezium'
  | 'debezium-cloudevents'
  | 'debezium-unwrapped'
  | 'canal'
  | 'ticdc-canal-json'
  | 'ticdc-simple'
  | 'maxwell'
  | 'ogg'
  | 'flink-debezium-json'
  | 'flink-canal-json'
  | 'dataworks'
  | 'oms-default'
  | 'shareplex'
  | 'aws-dms'

/** What a message without rows is for. */
export type ControlKind =
  | 'tombstone'
  | 'heartbeat'
  | 'transaction'
  | 'schema change'
  | 'watermark'
  | 'snapshot mark'
  | 'message'

export type Decoded =
  | { kind: 'changes'; changes: SourceChange[] }
  /** Heartbeats, tombstones, transaction and schema messages: nothing to store. */
  | { kind: 'control'; format: FormatName | null; control: ControlKind; mark?: TableMark }
  /** `tables` are those that the message is of, `zhtj.*` for all of a database; empty when it does not say. */
  | { kind: 'refused'; refusal: Refusal; tables: readonly string[] }

/** A message of its own that says that the full snapshot of a table begins or ends. */
export interface TableMark {
  table: string
  kind: 'first' | 'last'
  /** Time at the source, milliseconds since 1970; null when the message does not say. */
  at: number | null
}

/** What a format gets to see of a message. */
export interface RawMessage {
  key: Buffer | null
  value: Buffer | null
  topic: string
  headers?: Readonly<Record<string, string>>
}

/** How JSON text becomes values: the fast way, or without losing digits. */
export type JsonParser = (text: string) => unknown

/** What is known of a table beforehand. */
export interface TableHint {
  table: string
  /** Columns that identify a row; a change of one is a deletion and an upsert. */
  keyColumns: readonly string[]
  /** Columns that somebody wants. */
  columns: ReadonlySet<string>
}

/** What is known of a topic beforehand, for formats that do not say everything. */
export interface TopicHints {
  find(table: string): TableHint | undefined
  /** The table of rows that name none: the only one of the topic. */
  only: TableHint | null
  /** Tables that nobody wants, like the ghost tables of online schema changes. */
  ignores?(table: string): boolean
  /** Set where the value alone cannot tell: bare rows, and null values that delete. */
  format: 'unwrapped' | null
}

/** A topic of which nothing is known. */
export const NO_HINTS: TopicHints = { find: () => undefined, only: null, format: null }

/** One JSON object of a message, with all that a format may need to read it. */
export interface Reading {
  message: RawMessage
  parse: JsonParser
  hints: TopicHints
  /** The Kafka Connect schema that came with the value; null without. */
  schema: unknown
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Every value that JSON can hold is a cell. */
export function isRow(value: unknown): value is Row {
  return isObject(value)
}
