import { decodeEnvelope } from './debezium.ts'
import { unknownFormat } from './outcome.ts'
import { type Decoded, isObject, type Reading } from './record.ts'
import { text } from './text.ts'

type Message = Readonly<Record<string, unknown>>

/** The attributes of Debezium begin like this; behind it stands the field of `source` without capitals and underscores. */
const PREFIX = 'iodebezium'

const SOURCE_FIELDS = [
  'version',
  'connector',
  'name',
  'ts_ms',
  'ts_us',
  'ts_ns',
  'snapshot',
  'db',
  'sequence',
  'schema',
  'table',
  'server_id',
  'gtid',
  'file',
  'pos',
  'row',
  'txId',
  'lsn',
  'change_lsn',
  'commit_lsn',
  'event_serial_no',
  'scn',
  'commit_scn',
  'commit_ts_ms',
  'txSeq',
  'position_scn',
  'group_lsn',
  'group_offset',
  'batch_row_id',
] as const

export function isCloudEvent(value: Message): boolean {
  return typeof value.specversion === 'string' && 'type' in value
}

/** Decodes a structured CloudEvent with JSON data of a Debezium connector; its attributes are all text. */
export function decodeCloudEvent(value: Message, reading: Reading): Decoded {
  if (!text(value.type).startsWith('io.debezium.connector.'))
    return unknownFormat('CloudEvents of a producer that is not Debezium')
  const { data } = value
  if (!isObject(data))
    return unknownFormat('Debezium CloudEvents with Avro data; set the data serializer to JSON')
  const isWrapped = isObject(data.payload) && 'schema' in data
  const rows = isWrapped && isObject(data.payload) ? data.payload : data
  const source = Object.fromEntries(
    SOURCE_FIELDS.map(name => [name, value[PREFIX + name.replaceAll('_', '').toLowerCase()]]),
  )
  return decodeEnvelope(
    { op: value[`${PREFIX}op`], before: rows.before, after: rows.after },
    source,
    { ...reading, schema: isWrapped ? data.schema : null },
    'debezium-cloudevents',
  )
}
