import { databaseText, isNumber } from './cellText.ts'
import { changedText, type Dialect, keyCells, type RowChange, rowText } from './dialect.ts'
import type { Row } from './rows.ts'

const SERVER_ID = 3201

/**
 * Maxwell's JSON with `output_binlog_position`, `output_server_id` and `output_primary_key_columns`, each change in a
 * transaction of its own: numbers are bare, dates and times text.
 */
export const MAXWELL: Dialect = {
  cellText: (type, value) => {
    if (value === null) return 'null'
    const text = databaseText(type, value)
    return isNumber(type) ? text : JSON.stringify(text)
  },
  address: (table, cells) => {
    const columns = keyCells(table, cells).map(({ name, cell }) => `"pk.${name.toLowerCase()}":${cell}`)
    return { key: `{"database":"${table.schema}","table":"${table.name}",${columns.join(',')}}` }
  },
  changeText,
  hasTombstones: false,
  hasPositions: true,
}

const TYPES = { snapshot: 'bootstrap-insert', insert: 'insert', update: 'update', delete: 'delete' } as const

function changeText<R extends Row>({ table, op, before, after, at, position }: RowChange<R>): string {
  const { file, offset } = position
  const place =
    op === 'snapshot'
      ? ''
      : `,"xid":${offset},"commit":true,"position":"mysql-bin.${String(file).padStart(6, '0')}:${offset}"`
  const old = before && after ? `,"old":${changedText(table, before, after)}` : ''
  return (
    `{"database":"${table.schema}","table":"${table.name}","type":"${TYPES[op]}","ts":${Math.floor(at / 1000)}${place},` +
    `"server_id":${SERVER_ID},"primary_key_columns":${JSON.stringify(table.key)},` +
    `"data":${rowText(table, after ?? before ?? [])}${old}}`
  )
}
