import type { TimeType } from '../mapping/mapping.ts'
import type { Row } from './rows.ts'

/** What a source stores in a column; each dialect writes it in its own way. */
export type ColumnType = 'int16' | 'int32' | 'int64' | 'string' | 'decimal' | TimeType

/** A column of a source table. */
export interface Column<R> {
  name: string
  type: ColumnType
  optional?: boolean
  /**
   * The value: of an `int64` its decimal text, which may lie beyond 2^53; of a `decimal` the amount in hundredths; of a time
   * milliseconds since 1970, of a `date`, `yyyymm`, `yyyymmdd` or `chinese` days since 1970. Null where the row has none.
   */
  value(row: R): string | number | null
}

export const column = <R>(
  name: string,
  type: ColumnType,
  value: (row: R) => string | number | null,
): Column<R> => ({
  name,
  type,
  value,
})
export const big = <R>(name: string, value: (row: R) => string): Column<R> => column(name, 'int64', value)
export const varchar = <R>(name: string, value: (row: R) => string): Column<R> =>
  column(name, 'string', value)
/** A text that may be missing. */
export const text = <R>(name: string, value: (row: R) => string | null): Column<R> => ({
  ...column(name, 'string', value),
  optional: true,
})
export const flag = <R>(name: string, value: (row: R) => boolean): Column<R> =>
  column(name, 'int16', row => (value(row) ? 1 : 0))
export const date = <R>(name: string, value: (row: R) => number | null): Column<R> => ({
  ...column(name, 'date', value),
  optional: true,
})
export const datetime = <R>(name: string, value: (row: R) => number | null): Column<R> => ({
  ...column(name, 'datetime', value),
  optional: true,
})
export const decimal = <R>(name: string, fen: (row: R) => number): Column<R> => column(name, 'decimal', fen)
export const code = <R, T extends string>(
  name: string,
  codes: Readonly<Record<T, number>>,
  value: (row: R) => T,
): Column<R> => column(name, 'int16', row => codes[value(row)])
export const month = <R>(name: string, value: (row: R) => number): Column<R> => column(name, 'yyyymm', value)
export const updated = <R extends Row>(): Column<R> => datetime('update_time', row => row.updatedAt)
