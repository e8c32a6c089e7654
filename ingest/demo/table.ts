import type { EntityName, Value } from '../../warehouse/catalogue/entities.ts'
import type { Column } from './columns.ts'
import type { Row } from './rows.ts'

/** A state in the terms of the catalogue, with the source's own organisation ids. */
export type State = Readonly<Record<string, Value>>

/** A source table: its columns and codes, and what a row of it means. */
export interface Table<R extends Row> {
  name: string
  /** The schema of the database that it stands in. */
  schema: string
  topic: string
  entity: EntityName
  /** The columns of its key. */
  key: readonly string[]
  /** Messages of this table carry their schema, as Kafka Connect does by default. */
  hasSchema: boolean
  columns: readonly Column<R>[]
  /** The row as a fact of the catalogue. */
  state(row: R): State
  /** What a row says beside that in systems that ask for more than this one. */
  more?(row: R): State
  /** Whether the row counts as deleted; left out where rows never do. */
  isGone?(row: R): boolean
  /** A row that counts as deleted stays, with a mark; otherwise it is taken out of the table. */
  isMarked: boolean
}

/** The row as the warehouse is to know it; null while it counts as deleted. */
export function stateOf<R extends Row>(table: Table<R>, row: R): State | null {
  return table.isGone?.(row) ? null : table.state(row)
}
