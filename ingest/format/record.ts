import type { Refusal } from '../change.ts'

/**
 * A cell as a message holds it. Numbers are JavaScript numbers only while they are exact; beyond that they are decimal
 * text (`parseJson`).
 */
export type Cell = string | number | boolean | null | { readonly [key: string]: unknown } | readonly unknown[]
export type Row = Readonly<Record<string, Cell>>

/** One row change, the same for every format, before a mapping looks at it. */
export interface RowChange {
  op: 'upsert' | 'delete'
  /** The operation as the source named it. */
  opRaw: string
  /** `database.table` or `schema.table`, as spelled at the source. */
  table: string
  /** State after the change; of a deletion null. Columns that were not sent are missing. */
  after: Row | null
  before: Row | null
  /** Key columns, when the message itself or its Kafka key names them. */
  key: Row | null
  snapshot: boolean
  /** Where the row stands in a full snapshot; left out by formats that do not say. */
  snapshotMark?: RowMark
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

export type Decoded =
  | { kind: 'changes'; changes: RowChange[] }
  /** Heartbeats, tombstones, transaction and schema messages: nothing to store. */
  | { kind: 'control' }
  | { kind: 'refused'; refusal: Refusal }

/** What a format gets to see of a message. */
export interface RawMessage {
  key: Buffer | null
  value: Buffer | null
  topic: string
}

/** How JSON text becomes values: the fast way, or without losing digits. */
export type JsonParser = (text: string) => unknown

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
