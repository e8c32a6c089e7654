import { keyColumnsOf, pick, splitKeyChange } from './keyChange.ts'
import { changes, unknownFormat } from './outcome.ts'
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
import { decodeSchemaChange } from './schemaChange.ts'
import { text } from './text.ts'
import { commitTimeOf } from './times.ts'

type Message = Readonly<Record<string, unknown>>

const US_COMMIT: TimeQuality = { precision: 'us', meaning: 'commit' }
const US_READ: TimeQuality = { precision: 'us', meaning: 'read' }

/** Columns before the change stand among the others with this in front. */
const BEFORE = 'BI_'
/** Fields of a record beside its image before the change. */
const OWN_FIELDS: ReadonlySet<string> = new Set(['data', 'metadata', 'control'])

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
  if (meta['record-type'] === 'control') return decodeControl(op, space, name, reading)
  const snapshot = op === 'load'
  if (!snapshot && op !== 'insert' && op !== 'update' && op !== 'delete')
    return unknownFormat('AWS DMS: an operation that is not known')
  if (name === '' || !isRow(value.data)) return unknownFormat('AWS DMS: table or data is missing')
  const { row, before } = images(value.data, imageBefore(value))
  const keyColumns = keyColumnsOf(reading, table, null)
  const common = {
    opRaw: op,
    table,
    snapshot,
    at: commitTimeOf(meta['commit-timestamp']) ?? commitTimeOf(meta.timestamp),
    ...NO_POSITION,
    format: 'aws-dms',
    kind: 'unknown',
    db: null,
    schema: space || null,
    name,
    pk: null,
    absent: [],
    // an update may hold what changed only
    isWhole: op !== 'update',
    position: '',
    time: snapshot ? US_READ : US_COMMIT,
  } as const
  if (op === 'delete')
    return changes({ ...common, op: 'delete', after: null, before: row, key: pick(row, keyColumns) })
  const upsert: SourceChange = { ...common, op: 'upsert', after: row, before, key: null }
  return changes(...splitKeyChange(upsert, keyColumns))
}

/** Kinds of control records after which a table holds other rows. */
const EMPTYING: Readonly<Record<string, string>> = {
  'drop-table': 'drop',
  'truncate-table': 'truncate',
  'rename-table': 'rename',
}

function decodeControl(op: string, space: string, name: string, reading: Reading): Decoded {
  const how = Object.hasOwn(EMPTYING, op) ? (EMPTYING[op] ?? '') : ''
  return decodeSchemaChange({ format: 'aws-dms', how, sql: '', space, name }, reading.hints)
}

/** The image before a change in a field of its own, whose name the task chooses (`BeforeImageSettings.FieldName`). */
function imageBefore(value: Message): Row | null {
  const others = Object.entries(value).filter(([name]) => !OWN_FIELDS.has(name))
  for (const [, image] of others) if (isRow(image)) return image
  return null
}

/** A column with the prefix is one of the image before only beside the column that it is the image of. */
function images(data: Row, beside: Row | null): { row: Row; before: Row | null } {
  const isBefore = (name: string) => name.startsWith(BEFORE) && Object.hasOwn(data, name.slice(BEFORE.length))
  const columns = Object.entries(data)
  const old = columns.filter(([name]) => isBefore(name))
  if (old.length === 0) return { row: data, before: beside }
  return {
    row: Object.fromEntries(columns.filter(([name]) => !isBefore(name))),
    before: {
      ...beside,
      ...Object.fromEntries(old.map(([name, cell]) => [name.slice(BEFORE.length), cell])),
    },
  }
}
