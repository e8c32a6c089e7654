import { formatInstant } from '../../warehouse/platform/time/day.ts'
import { keyColumnsOf, pick, splitKeyChange } from './keyChange.ts'
import { changes, control, unknownFormat } from './outcome.ts'
import { NO_POSITION, positionOf, wholeNumber } from './position.ts'
import {
  type Cell,
  type Decoded,
  isObject,
  isRow,
  type Reading,
  type Row,
  type SourceChange,
  type SourceKind,
  type TimeQuality,
} from './record.ts'
import { decodeSchemaChange, EMPTYING_TYPES } from './schemaChange.ts'
import { namesOf, scalarText, text } from './text.ts'
import { commitTimeOf } from './times.ts'

type Message = Readonly<Record<string, unknown>>

const MS_COMMIT: TimeQuality = { precision: 'ms', meaning: 'commit' }

const KINDS: Readonly<Record<string, SourceKind>> = {
  mysql: 'mysql',
  polardb: 'mysql',
  postgresql: 'postgres',
  sqlserver: 'sqlserver',
  oracle: 'oracle',
  oceanbase: 'oceanbase',
}

export function isDataworks(value: Message): boolean {
  return isObject(value.schema) && 'dataColumn' in value.schema
}

/**
 * Decodes a message of Alibaba's DataWorks data integration. An update may come whole (UPDATE_AFTER with both images) or
 * as UPDATE_BEFOR (spelled so) and UPDATE_AFTER; the first half is passed over, because the second says all but the old key.
 */
export function decodeDataworks(value: Message, reading: Reading): Decoded {
  const schema = isObject(value.schema) ? value.schema : {}
  const payload = isObject(value.payload) ? value.payload : {}
  const source = isObject(schema.source) ? schema.source : {}
  const op = text(payload.op)
  const space = text(source.schemaName) || text(source.dbName)
  const table = `${space}.${text(source.tableName)}`
  if (op === 'MHEARTBEAT') return control('dataworks', 'heartbeat')
  if (/^TRANSACTION_/.test(op)) return control('dataworks', 'transaction')
  if (op === 'UPDATE_BEFOR' || op === 'UPDATE_BEFORE') return control('dataworks', 'message')
  if (/^(CREATE|ALTER|QUERY|RENAME|CINDEX|DINDEX|TRUNCATE|ERASE)$/.test(op)) {
    const { ddl } = payload
    const sql = isObject(ddl) ? ddl.text : ddl
    const name = text(source.tableName)
    return decodeSchemaChange(
      { format: 'dataworks', how: EMPTYING_TYPES.get(op) ?? '', sql, space, name },
      reading.hints,
    )
  }
  if (op !== 'INSERT' && op !== 'UPDATE_AFTER' && op !== 'DELETE')
    return unknownFormat('DataWorks: an operation that is not known')
  if (space === '' || text(source.tableName) === '')
    return unknownFormat('DataWorks: database or table is missing')

  const before = imageOf(payload.before, schema.dataColumn)
  const after = imageOf(payload.after, schema.dataColumn)
  if (op === 'DELETE' ? !before : !after) return unknownFormat(`DataWorks: ${op} without its row`)
  const pk = namesOf(schema.primaryKey)
  const keyColumns = keyColumnsOf(reading, table, pk)
  // rows of the full load carry −1
  const sequence = wholeNumber(payload.sequenceId)
  const times = isObject(payload.timestamp) ? payload.timestamp : {}
  const dbType = text(source.dbType).toLowerCase()
  const common = {
    opRaw: op,
    table,
    snapshot: sequence === null,
    at: commitTimeOf(times.eventTime),
    ...(sequence === null ? NO_POSITION : positionOf('dataworks', [sequence, 64])),
    format: 'dataworks',
    kind: Object.hasOwn(KINDS, dbType) ? (KINDS[dbType] ?? 'unknown') : 'unknown',
    db: text(source.dbName) || null,
    schema: text(source.schemaName) || null,
    name: text(source.tableName),
    pk,
    absent: [],
    isWhole: true,
    position: scalarText(payload.sequenceId),
    time: MS_COMMIT,
  } as const
  if (op === 'DELETE')
    return changes({
      ...common,
      op: 'delete',
      after: null,
      before,
      key: before && pick(before, keyColumns),
    })
  const upsert: SourceChange = { ...common, op: 'upsert', after, before, key: null }
  return changes(...splitKeyChange(upsert, keyColumns))
}

/** The columns of an image; a DATE is an instant in milliseconds, and becomes the wall clock of the source's zone. */
function imageOf(image: unknown, columns: unknown): Row | null {
  if (!isObject(image) || !isRow(image.dataColumn)) return null
  const row: Row = image.dataColumn
  const dates = new Map<string, Cell>()
  for (const column of Array.isArray(columns) ? columns : []) {
    if (!isObject(column) || column.type !== 'DATE') continue
    const name = text(column.name)
    const cell = Object.hasOwn(row, name) ? row[name] : undefined
    if (typeof cell === 'number' && Math.abs(cell) < 8e15) dates.set(name, formatInstant(cell))
  }
  return dates.size === 0 ? row : { ...row, ...Object.fromEntries(dates) }
}
