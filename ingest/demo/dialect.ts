import type { ColumnType } from './columns.ts'
import type { Row } from './rows.ts'
import type { Table } from './table.ts'

/** Partitions of each topic that the simulator writes. */
export const PARTITIONS = 3

/** Where a change stands in the log of its database, in the order in which it was committed. */
export interface LogPosition {
  /** From 1 on. */
  file: number
  offset: number
}

/** A change in the source's columns. Rows are the JSON texts of their cells, in the order of the table's columns. */
export interface RowChange<R extends Row> {
  table: Table<R>
  op: 'snapshot' | 'insert' | 'update' | 'delete'
  /** The row before the change; null where there was none. */
  before: readonly string[] | null
  /** The row after the change; null of a deleted one. */
  after: readonly string[] | null
  /** Commit time, milliseconds since 1970. */
  at: number
  position: LogPosition
}

/** Where a message goes: by its key, or where there is none to the partition that the tool names. */
export interface Address {
  key: string | null
  partition?: number
}

/** How a capture tool writes the changes of a database. */
export interface Dialect {
  /** A cell as JSON text, of the value that a column of this type has (`Column.value`). */
  cellText(type: ColumnType, value: string | number | null): string
  /** The address of the messages of a row. */
  address<R extends Row>(table: Table<R>, cells: readonly string[]): Address
  /** The value of a change's message. */
  changeText<R extends Row>(change: RowChange<R>): string
  /** A deleted row is followed by a message with its key and no value. */
  hasTombstones: boolean
  /** Messages say where in the log they stand, by which a late copy of an old one can be told. */
  hasPositions: boolean
}

/** A row as a JSON object. */
export function rowText<R extends Row>({ columns }: Table<R>, cells: readonly string[]): string {
  let text = ''
  for (const [i, { name }] of columns.entries()) text += `${i === 0 ? '{' : ','}"${name}":${cells[i]}`
  return `${text}}`
}

/** The columns of the key with their cells. */
export function keyCells<R extends Row>(
  { columns, key }: Table<R>,
  cells: readonly string[],
): { name: string; cell: string }[] {
  return key.map(name => ({ name, cell: cells[columns.findIndex(column => column.name === name)] ?? 'null' }))
}

/** Of an updated row the cells that were different before, as a JSON object. */
export function changedText<R extends Row>(
  { columns }: Table<R>,
  before: readonly string[],
  after: readonly string[],
): string {
  const cells = columns.flatMap(({ name }, i) => (before[i] === after[i] ? [] : [`"${name}":${before[i]}`]))
  return `{${cells.join(',')}}`
}
