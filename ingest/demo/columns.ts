import { formatDay } from '../../warehouse/platform/time/day.ts'
import type { Row } from './rows.ts'

/**
 * A column of a source table as Debezium writes it: DATE is a number of days, DATETIME a wall clock read as UTC, DECIMAL a
 * string, BIGINT a bare number that may lie beyond 2^53.
 */
export interface Column<R> {
  name: string
  type: 'int16' | 'int32' | 'int64' | 'string'
  semantic?: 'io.debezium.time.Date' | 'io.debezium.time.Timestamp'
  optional?: boolean
  /** The value as JSON text: numbers never pass through a double. */
  text(row: R): string
}

const WALL_CLOCK_MS = 8 * 3_600_000

export const column = <R>(
  name: string,
  type: Column<R>['type'],
  text: (row: R) => string | number,
): Column<R> => ({
  name,
  type,
  text: row => String(text(row)),
})
export const big = <R>(name: string, text: (row: R) => string): Column<R> => column(name, 'int64', text)
export const varchar = <R>(name: string, text: (row: R) => string): Column<R> => ({
  name,
  type: 'string',
  text: row => JSON.stringify(text(row)),
})
export const flag = <R>(name: string, value: (row: R) => boolean): Column<R> => ({
  name,
  type: 'int16',
  text: row => (value(row) ? '1' : '0'),
})
export const date = <R>(name: string, value: (row: R) => number | null): Column<R> => ({
  name,
  type: 'int32',
  semantic: 'io.debezium.time.Date',
  optional: true,
  text: row => String(value(row)),
})
export const datetime = <R>(name: string, value: (row: R) => number | null): Column<R> => ({
  name,
  type: 'int64',
  semantic: 'io.debezium.time.Timestamp',
  optional: true,
  text: row => {
    const at = value(row)
    return at === null ? 'null' : String(at + WALL_CLOCK_MS)
  },
})
export const decimal = <R>(name: string, fen: (row: R) => number): Column<R> => ({
  name,
  type: 'string',
  text: row => yuan(fen(row)),
})
export const code = <R, T extends string>(
  name: string,
  codes: Readonly<Record<T, number>>,
  value: (row: R) => T,
): Column<R> => ({
  name,
  type: 'int16',
  text: row => String(codes[value(row)]),
})
export const month = <R>(name: string, value: (row: R) => number): Column<R> => ({
  name,
  type: 'string',
  text: row => `"${formatDay(value(row)).slice(0, 7).replace('-', '')}"`,
})
/** A column that the source has and the simulated province does not fill. */
export const unfilled = <R>(name: string, type: Column<R>['type']): Column<R> => ({
  name,
  type,
  optional: true,
  text: () => 'null',
})
export const updated = <R extends Row>(): Column<R> => datetime('update_time', row => row.updatedAt)

function yuan(fen: number): string {
  return `"${Math.trunc(fen / 100)}.${String(fen % 100).padStart(2, '0')}"`
}
