import type { EntityName } from '../warehouse/catalogue/entities.ts'
import type { RowMark } from './format/record.ts'
import type { Version } from './log/timeline.ts'
import type { SnapshotMark } from './snapshot/generation.ts'

/** One accepted change of one source row, mapped to its entity: what the log writer takes. */
export interface Change {
  entity: EntityName
  system: number
  /** The source's own row id as a decimal UInt64; of a text key the hash. */
  id: string
  /** The text key itself, `''` when the key is a number. */
  keyText: string
  version: Version
  /** The full snapshot of the table begins or ends with this row. */
  mark?: SnapshotMark
  ods: OdsColumns
}

/** What `ods_change` keeps of the change beside its key and version. */
export interface OdsColumns {
  table: string
  /** The operation as the source named it: `c`, `u`, `d`, `r`, … */
  op: string
  /** A row of a full snapshot, of an incremental one, or a change. */
  snapshot: 'no' | 'full' | 'incremental'
  /** Where the row stands in a full snapshot, as far as that matters: its first or last row. */
  mark: Exclude<RowMark, 'row'>
  /** When the full snapshot of the row was taken, as the format says it; `''` when it does not. */
  snapshotOf: string
  /** When the broker took the message, milliseconds since 1970. */
  sentAt: number
  /** Offset and place in the message, of a feed in which the commit time stands in the version; else 0. */
  place: bigint
  /**
   * White-listed columns as text; personal ones are pseudonyms already. A JSON object as it is stored: nothing else reads it
   * while the change waits for its batch.
   */
  data: string
  nulls: readonly string[]
}

/** Why a message could not become changes. `detail` names columns and types, never values. */
export interface Refusal {
  reason: RefusalReason
  detail: string
}

export type RefusalReason =
  | 'malformed_json'
  | 'unknown_format'
  | 'unknown_table'
  | 'bad_value'
  | 'missing_column'
  | 'no_key'
  | 'too_large'
  | 'too_many_rows'
  | 'truncate'
  | 'incomplete_row'
  | 'key_collision'
