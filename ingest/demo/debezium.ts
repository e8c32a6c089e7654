import { dayText, decimalText } from './cellText.ts'
import type { ColumnType } from './columns.ts'
import { type Dialect, keyCells, type LogPosition, type RowChange, rowText } from './dialect.ts'
import type { Row } from './rows.ts'
import type { Table } from './table.ts'

const WALL_CLOCK_MS = 8 * 3_600_000
/** Milliseconds between the commit and Debezium's own clock. */
const CAPTURE_DELAY_MS = 240
const SERVER_ID = 4401

/** A database that Debezium reads. */
interface Connector {
  /** The prefix of its topics. */
  name: string
  /** The members of `source` that only this kind of database has, as JSON text. */
  source(schema: string, position: LogPosition, at: number): string
}

const MYSQL: Connector = {
  name: 'gd',
  source: (schema, { file, offset }, at) =>
    `"connector":"mysql","db":"${schema}","sequence":null,"ts_us":${at}000,"ts_ns":${at}000000,` +
    `"server_id":${SERVER_ID},"gtid":null,"file":"mysql-bin.${String(file).padStart(6, '0')}","pos":${offset},"row":0,` +
    `"thread":null,"query":null`,
}
const LSN_FILE_BYTES = 1_073_741_824
const POSTGRES: Connector = {
  name: 'gqy',
  source: (schema, { file, offset }, at) => {
    const lsn = (file - 1) * LSN_FILE_BYTES + offset
    return (
      `"connector":"postgresql","db":"gqy","sequence":"[\\"${lsn - 56}\\",\\"${lsn}\\"]","ts_us":${at}000,` +
      `"ts_ns":${at}000000,"schema":"${schema}","txId":${Math.floor(lsn / 600)},"lsn":${lsn},"xmin":null`
    )
  },
}

/**
 * DATE is a number of days, DATETIME a wall clock read as UTC, TIMESTAMP an instant in UTC, DECIMAL a string, BIGINT a bare
 * number that may lie beyond 2^53 and never passes through a double.
 */
function cellText(type: ColumnType, value: string | number | null): string {
  if (value === null) return 'null'
  switch (type) {
    case 'string':
      return JSON.stringify(value)
    case 'decimal':
      return `"${decimalText(Number(value))}"`
    case 'datetime':
      return String(Number(value) + WALL_CLOCK_MS)
    case 'datetime_us':
      return `${Number(value) + WALL_CLOCK_MS}000`
    case 'timestamp':
      return `"${new Date(value).toISOString()}"`
    case 'epoch_s':
      return String(Math.floor(Number(value) / 1000))
    case 'yyyymm':
    case 'yyyymmdd':
    case 'chinese':
      return `"${dayText(type, Number(value))}"`
    default:
      return String(value)
  }
}

function keyText<R extends Row>(table: Table<R>, cells: readonly string[]): string {
  const key = `{${keyCells(table, cells)
    .map(({ name, cell }) => `"${name}":${cell}`)
    .join(',')}}`
  return table.hasSchema ? `{"schema":${keySchema(table)},"payload":${key}}` : key
}

const OPS = { snapshot: 'r', insert: 'c', update: 'u', delete: 'd' } as const

/** Debezium's envelope, with the schema around it where the table's converter adds one. */
function changeText<R extends Row>(connector: Connector, change: RowChange<R>): string {
  const { table, op, at, position } = change
  const seen = at + CAPTURE_DELAY_MS
  const before = change.before ? rowText(table, change.before) : 'null'
  const after = change.after ? rowText(table, change.after) : 'null'
  const envelope =
    `{"before":${before},"after":${after},` +
    `"source":{"version":"2.7.4.Final","name":"${connector.name}","ts_ms":${at},"snapshot":"${op === 'snapshot'}",` +
    `"table":"${table.name}",${connector.source(table.schema, position, at)}},` +
    `"transaction":null,"op":"${OPS[op]}","ts_ms":${seen},"ts_us":${seen}000,"ts_ns":${seen}000000}`
  return table.hasSchema ? `{"schema":${envelopeSchema(table)},"payload":${envelope}}` : envelope
}

function debezium(connector: Connector): Dialect {
  return {
    cellText,
    address: (table, cells) => ({ key: keyText(table, cells) }),
    changeText: change => changeText(connector, change),
    hasTombstones: true,
    hasPositions: true,
  }
}

export const DEBEZIUM_MYSQL: Dialect = debezium(MYSQL)
export const DEBEZIUM_POSTGRES: Dialect = debezium(POSTGRES)

const keySchemas = new Map<string, string>()
const envelopeSchemas = new Map<string, string>()

/** The type of a column in a schema of Kafka Connect. */
function schemaType(type: ColumnType): { type: string; name?: string; version?: number } {
  switch (type) {
    case 'date':
      return { type: 'int32', name: 'io.debezium.time.Date', version: 1 }
    case 'datetime':
      return { type: 'int64', name: 'io.debezium.time.Timestamp', version: 1 }
    case 'int16':
    case 'int32':
    case 'int64':
      return { type }
    default:
      return { type: 'string' }
  }
}

function keySchema<R extends Row>(table: Table<R>): string {
  let text = keySchemas.get(table.name)
  if (text === undefined) {
    text = JSON.stringify({
      type: 'struct',
      fields: table.key.map(field => ({ type: 'int64', optional: false, field })),
      optional: false,
      name: `gd.zhtj.${table.name}.Key`,
    })
    keySchemas.set(table.name, text)
  }
  return text
}

function envelopeSchema<R extends Row>(table: Table<R>): string {
  let text = envelopeSchemas.get(table.name)
  if (text !== undefined) return text
  const fields = table.columns.map(column => {
    const { type, ...semantic } = schemaType(column.type)
    return { type, optional: column.optional ?? false, ...semantic, field: column.name }
  })
  const row = { type: 'struct', fields, optional: true, name: `gd.zhtj.${table.name}.Value` }
  const number = (field: string, optional: boolean, type = 'int64') => ({ type, optional, field })
  const source = [
    number('version', false, 'string'),
    number('name', false, 'string'),
    number('ts_ms', false),
    number('snapshot', true, 'string'),
    number('table', true, 'string'),
    number('connector', false, 'string'),
    number('db', false, 'string'),
    number('sequence', true, 'string'),
    number('ts_us', true),
    number('ts_ns', true),
    number('server_id', false),
    number('gtid', true, 'string'),
    number('file', false, 'string'),
    number('pos', false),
    number('row', false, 'int32'),
    number('thread', true),
    number('query', true, 'string'),
  ]
  text = JSON.stringify({
    type: 'struct',
    fields: [
      { ...row, field: 'before' },
      { ...row, field: 'after' },
      {
        type: 'struct',
        fields: source,
        optional: false,
        name: 'io.debezium.connector.mysql.Source',
        field: 'source',
      },
      number('transaction', true, 'string'),
      number('op', false, 'string'),
      number('ts_ms', true),
      number('ts_us', true),
      number('ts_ns', true),
    ],
    optional: false,
    name: `gd.zhtj.${table.name}.Envelope`,
    version: 2,
  })
  envelopeSchemas.set(table.name, text)
  return text
}
