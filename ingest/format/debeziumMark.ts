import type { RowMark } from './record.ts'

/** Debezium's `source.snapshot`, a boolean in old connectors. */
const MARKS: ReadonlyMap<unknown, RowMark> = new Map<unknown, RowMark>([
  [true, 'row'],
  ['true', 'row'],
  ['first', 'first'],
  ['first_in_data_collection', 'first_of_table'],
  ['last_in_data_collection', 'last_of_table'],
  ['last', 'last'],
])

/** Where a row stands in a full snapshot; rows of incremental snapshots are changes among changes. */
export function debeziumMark(snapshot: unknown): RowMark {
  return MARKS.get(snapshot) ?? 'none'
}
