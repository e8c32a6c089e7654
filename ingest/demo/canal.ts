import { databaseText } from './cellText.ts'
import type { ColumnType } from './columns.ts'
import { changedText, type Dialect, keyCells, PARTITIONS, type RowChange, rowText } from './dialect.ts'
import type { Row } from './rows.ts'
import type { Table } from './table.ts'

/** Milliseconds between the commit and Canal's own clock. */
const CAPTURE_DELAY_MS = 310
/** Bytes of the log that Canal hands on together: their changes share a batch number. */
const BATCH_BYTES = 20_000

/** Canal's flat messages (`canal.mq.flatMessage=true`, `canal.mq.partitionHash=…:$pk$`) of MySQL: every value is text. */
export const CANAL: Dialect = {
  cellText: (type, value) => (value === null ? 'null' : JSON.stringify(databaseText(type, value))),
  address: (table, cells) => ({ key: null, partition: partitionOf(table, cells) }),
  changeText,
  hasTombstones: false,
  hasPositions: false,
}

/** The log is all that Canal reads: what was there before comes in as rows that are inserted. */
const TYPES = { snapshot: 'INSERT', insert: 'INSERT', update: 'UPDATE', delete: 'DELETE' } as const

function changeText<R extends Row>({ table, op, before, after, at, position }: RowChange<R>): string {
  const data = rowText(table, after ?? before ?? [])
  const old = before && after ? `[${changedText(table, before, after)}]` : 'null'
  return (
    `{"data":[${data}],"database":"${table.schema}","es":${at},"gtid":"",` +
    `"id":${Math.floor(position.offset / BATCH_BYTES) + 1},"isDdl":false,"mysqlType":${typesOf(table)},"old":${old},` +
    `"pkNames":${JSON.stringify(table.key)},"sql":"","sqlType":${codesOf(table)},"table":"${table.name}",` +
    `"ts":${at + CAPTURE_DELAY_MS},"type":"${TYPES[op]}"}`
  )
}

function partitionOf<R extends Row>(table: Table<R>, cells: readonly string[]): number {
  let hash = 0
  for (const { cell } of keyCells(table, cells))
    for (let i = 0; i < cell.length; i++) hash = (Math.imul(hash, 31) + cell.charCodeAt(i)) | 0
  return Math.abs(hash) % PARTITIONS
}

/** Types of MySQL with their codes in java.sql.Types. */
const MYSQL_TYPES: Readonly<Record<ColumnType, readonly [string, number]>> = {
  int16: ['smallint(6)', 5],
  int32: ['int(11)', 4],
  int64: ['bigint(20)', -5],
  string: ['varchar(255)', 12],
  decimal: ['decimal(12,2)', 3],
  date: ['date', 91],
  datetime: ['datetime', 93],
  datetime_us: ['datetime(6)', 93],
  datetime_utc: ['datetime', 93],
  timestamp: ['timestamp', 93],
  epoch_s: ['bigint(20)', -5],
  yyyymm: ['char(6)', 1],
  yyyymmdd: ['char(8)', 1],
  chinese: ['varchar(20)', 12],
}

interface Described {
  types: string
  codes: string
}
const described = new WeakMap<object, Described>()

function describe<R extends Row>(table: Table<R>): Described {
  let found = described.get(table)
  if (!found) {
    const each = (part: 0 | 1) =>
      JSON.stringify(
        Object.fromEntries(table.columns.map(({ name, type }) => [name, MYSQL_TYPES[type][part]])),
      )
    found = { types: each(0), codes: each(1) }
    described.set(table, found)
  }
  return found
}

function typesOf<R extends Row>(table: Table<R>): string {
  return describe(table).types
}

function codesOf<R extends Row>(table: Table<R>): string {
  return describe(table).codes
}
