import type { Row } from './rows.ts'
import type { Table } from './tables.ts'

/** Where a change stands in the log of its database, in the order in which it was committed. */
export interface LogPosition {
  /** From 1 on. */
  file: number
  offset: number
}

/** A change in the source's columns. */
export interface RowChange<R extends Row> {
  table: Table<R>
  op: 'snapshot' | 'insert' | 'update' | 'delete'
  /** The row after the change; before it, of a deleted one. */
  row: R
  /** The row before the change as `rowText` wrote it then; null where there was none. */
  before: string | null
  /** Commit time, milliseconds since 1970. */
  at: number
  position: LogPosition
}

/** How a capture tool writes the changes of a database. */
export interface Dialect {
  /** A row as the text that stands in a message: taken down before a change, because the row itself changes. */
  rowText<R extends Row>(table: Table<R>, row: R): string
  /** The Kafka key of a row; null where the tool sends none. */
  keyText<R extends Row>(table: Table<R>, row: R): string | null
  /** The value of a change's message. */
  changeText<R extends Row>(change: RowChange<R>): string
  /** A deleted row is followed by a message with its key and no value. */
  hasTombstones: boolean
}
