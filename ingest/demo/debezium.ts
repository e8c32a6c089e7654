import type { Row } from './rows.ts'
import type { Table } from './tables.ts'

/** Where a change stands in the binary log. */
export interface BinlogPosition {
  file: string
  pos: number
  row: number
}

export interface ChangeTexts {
  op: 'c' | 'u' | 'd' | 'r'
  before: string | null
  after: string | null
  /** Commit time, whole seconds as MySQL without GTID has it, milliseconds since 1970. */
  at: number
  position: BinlogPosition
}

/** Milliseconds between the commit and Debezium's own clock. */
const CAPTURE_DELAY_MS = 240
const SERVER_ID = 4401

/** A row as JSON text in the source's columns. */
export function rowText<R extends Row>(table: Table<R>, row: R): string {
  let text = ''
  for (const column of table.columns) text += `${text === '' ? '{' : ','}"${column.name}":${column.text(row)}`
  return `${text}}`
}

/** The Kafka key of a row. */
export function keyText<R extends Row>(table: Table<R>, row: R): string {
  const key = `{"${table.key}":${row.id}}`
  return table.hasSchema ? `{"schema":${keySchema(table)},"payload":${key}}` : key
}

/** The value of a change: Debezium's MySQL envelope, with the schema around it where the table's converter adds one. */
export function changeText<R extends Row>(table: Table<R>, change: ChangeTexts): string {
  const { at, position } = change
  const seen = at + CAPTURE_DELAY_MS
  const envelope =
    `{"before":${change.before ?? 'null'},"after":${change.after ?? 'null'},` +
    `"source":{"version":"2.7.4.Final","connector":"mysql","name":"gd","ts_ms":${at},"snapshot":"${change.op === 'r'}","db":"zhtj",` +
    `"sequence":null,"ts_us":${at}000,"ts_ns":${at}000000,"table":"${table.name}","server_id":${SERVER_ID},"gtid":null,` +
    `"file":"${position.file}","pos":${position.pos},"row":${position.row},"thread":null,"query":null},` +
    `"transaction":null,"op":"${change.op}","ts_ms":${seen},"ts_us":${seen}000,"ts_ns":${seen}000000}`
  return table.hasSchema ? `{"schema":${envelopeSchema(table)},"payload":${envelope}}` : envelope
}

interface Named {
  name: string
  columns: readonly { name: string; type: string; semantic?: string; optional?: boolean }[]
  key: string
}
const keySchemas = new Map<string, string>()
const envelopeSchemas = new Map<string, string>()

function keySchema(table: Named): string {
  let text = keySchemas.get(table.name)
  if (text === undefined) {
    text = JSON.stringify({
      type: 'struct',
      fields: [{ type: 'int64', optional: false, field: table.key }],
      optional: false,
      name: `gd.zhtj.${table.name}.Key`,
    })
    keySchemas.set(table.name, text)
  }
  return text
}

function envelopeSchema(table: Named): string {
  let text = envelopeSchemas.get(table.name)
  if (text !== undefined) return text
  const fields = table.columns.map(column => ({
    type: column.type,
    optional: column.optional ?? false,
    ...(column.semantic ? { name: column.semantic, version: 1 } : {}),
    field: column.name,
  }))
  const row = { type: 'struct', fields, optional: true, name: `gd.zhtj.${table.name}.Value` }
  const number = (field: string, optional: boolean, type = 'int64') => ({ type, optional, field })
  const source = [
    number('version', false, 'string'),
    number('connector', false, 'string'),
    number('name', false, 'string'),
    number('ts_ms', false),
    number('snapshot', true, 'string'),
    number('db', false, 'string'),
    number('sequence', true, 'string'),
    number('ts_us', true),
    number('ts_ns', true),
    number('table', true, 'string'),
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
