import { keyColumnsOf, pick, splitKeyChange } from './keyChange.ts'
import { changes, control, emptied, unknownFormat } from './outcome.ts'
import { NO_POSITION } from './position.ts'
import {
  type Decoded,
  isObject,
  isRow,
  type Reading,
  type Row,
  type SourceChange,
  type TimeQuality,
} from './record.ts'
import { text } from './text.ts'
import { instantOf } from './times.ts'

type Message = Readonly<Record<string, unknown>>

const US_COMMIT: TimeQuality = { precision: 'us', meaning: 'commit' }
const US_READ: TimeQuality = { precision: 'us', meaning: 'read' }

/** Columns before the change stand among the others with this in front. */
const BEFORE = 'BI_'

export function isAwsDms(value: Message): boolean {
  return isObject(value.metadata) && 'record-type' in value.metadata
}

/** Decodes a record of AWS Database Migration Service: load, insert, update, delete, and its control records. */
export function decodeAwsDms(value: Message, reading: Reading): Decoded {
  const meta = isObject(value.metadata) ? value.metadata : {}
  const op = text(meta.operation)
  const space = text(meta['schema-name'])
  const name = text(meta['table-name'])
  const table = space === '' ? name : `${space}.${name}`
  if (meta['record-type'] === 'control')
    return /^(drop|truncate)-table$/.test(op) ? emptied(table, op) : control('aws-dms', 'schema change')
  const snapshot = op === 'load'
  if (!snapshot && op !== 'insert' && op !== 'update' && op !== 'delete')
    return unknownFormat('AWS DMS: an operation that is not known')
  if (name === '' || !isRow(value.data)) return unknownFormat('AWS DMS: table or data is missing')
  const { row, before } = images(value.data)
  const keyColumns = keyColumnsOf(reading, table, null)
  const common = {
    opRaw: op,
    table,
    snapshot,
    at: instantOf(meta['commit-timestamp']) ?? instantOf(meta.timestamp),
    ...NO_POSITION,
    format: 'aws-dms',
    kind: 'unknown',
    db: null,
    schema: space || null,
    name,
    pk: null,
    absent: [],
    position: '',
    time: snapshot ? US_READ : US_COMMIT,
  } as const
  if (op === 'delete')
    return changes({ ...common, op: 'delete', after: null, before: row, key: pick(row, keyColumns) })
  const upsert: SourceChange = { ...common, op: 'upsert', after: row, before, key: null }
  return changes(...splitKeyChange(upsert, keyColumns))
}

/** A column with the prefix is one of the image before only beside the column that it is the image of. */
function images(data: Row): { row: Row; before: Row | null } {
  const isBefore = (name: string) => name.startsWith(BEFORE) && Object.hasOwn(data, name.slice(BEFORE.length))
  const columns = Object.entries(data)
  const old = columns.filter(([name]) => isBefore(name))
  if (old.length === 0) return { row: data, before: null }
  return {
    row: Object.fromEntries(columns.filter(([name]) => !isBefore(name))),
    before: Object.fromEntries(old.map(([name, cell]) => [name.slice(BEFORE.length), cell])),
  }
}
