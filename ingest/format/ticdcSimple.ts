import { keyColumnsOf, pick, splitKeyChange } from './keyChange.ts'
import { changes, control, refuse, unknownFormat } from './outcome.ts'
import { positionOf, wholeNumber } from './position.ts'
import { type Decoded, isObject, isRow, type Reading, type SourceChange, type TimeQuality } from './record.ts'
import { decodeSchemaChange, EMPTYING_TYPES } from './schemaChange.ts'
import { text } from './text.ts'
import { commitTimeOf } from './times.ts'

type Message = Readonly<Record<string, unknown>>

const MS_COMMIT: TimeQuality = { precision: 'ms', meaning: 'commit' }

/** Low bits of a TiDB timestamp, a counter; above them are milliseconds. */
const COUNTER_BITS = 18n

export function isTicdcSimple(value: Message): boolean {
  return 'commitTs' in value && 'buildTs' in value
}

/** Decodes a message of TiCDC's simple protocol in JSON; rows name no key, which the mapping knows. */
export function decodeTicdcSimple(value: Message, reading: Reading): Decoded {
  const type = text(value.type)
  if (type === 'WATERMARK') return control('ticdc-simple', 'watermark')
  const schema = isObject(value.tableSchema) ? value.tableSchema : null
  if (type === 'BOOTSTRAP') return control('ticdc-simple', 'schema change')
  if (type !== 'INSERT' && type !== 'UPDATE' && type !== 'DELETE') {
    if (type === '' || !('sql' in value)) return unknownFormat('TiCDC simple: an operation that is not known')
    const named = schema ?? (isObject(value.preTableSchema) ? value.preTableSchema : {})
    return decodeSchemaChange(
      {
        format: 'ticdc-simple',
        how: EMPTYING_TYPES.get(type) ?? '',
        sql: value.sql,
        space: text(named.schema),
        name: text(named.table),
      },
      reading.hints,
    )
  }
  const db = text(value.database)
  const name = text(value.table)
  const table = `${db}.${name}`
  if (db === '' || name === '') return unknownFormat('TiCDC simple: database or table is missing')
  const isDelete = type === 'DELETE'
  if (!isDelete && (value.handleKeyOnly === true || text(value.claimCheckLocation) !== ''))
    return refuse(
      'incomplete_row',
      `${table}: TiCDC sent only the key of a large row; raise max-message-bytes at the changefeed and send the row anew`,
      [table],
    )
  const row = isDelete ? value.old : value.data
  if (!isRow(row)) return unknownFormat(`TiCDC simple: ${type} without its row`)
  const commitTs = wholeNumber(value.commitTs)
  if (commitTs === null) return unknownFormat('TiCDC simple: commitTs is no number')
  const keyColumns = keyColumnsOf(reading, table, null)
  const common = {
    opRaw: type,
    table,
    snapshot: false,
    at: commitTimeOf(Number(commitTs >> COUNTER_BITS)),
    ...positionOf('ticdc:', [commitTs, 64]),
    format: 'ticdc-simple',
    kind: 'tidb',
    db,
    schema: null,
    name,
    pk: null,
    absent: [],
    isWhole: true,
    position: String(commitTs),
    time: MS_COMMIT,
  } as const
  if (isDelete)
    return changes({ ...common, op: 'delete', after: null, before: row, key: pick(row, keyColumns) })
  const before = isRow(value.old) ? value.old : null
  const upsert: SourceChange = { ...common, op: 'upsert', after: row, before, key: null }
  return changes(...splitKeyChange(upsert, keyColumns))
}
