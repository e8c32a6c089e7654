import { keyColumnsOf, pick, splitKeyChange } from './keyChange.ts'
import { changes, control, unknownFormat } from './outcome.ts'
import { NO_POSITION } from './position.ts'
import {
  type Decoded,
  isObject,
  isRow,
  type Reading,
  type Row,
  type SourceChange,
  type SourceKind,
  type TimeQuality,
} from './record.ts'
import { decodeSchemaChange } from './schemaChange.ts'
import { scalarText, text } from './text.ts'
import { commitTimeOf } from './times.ts'

type Message = Readonly<Record<string, unknown>>

const S_COMMIT: TimeQuality = { precision: 's', meaning: 'commit' }
const S_READ: TimeQuality = { precision: 's', meaning: 'read' }

/** Types of the columns, which `DefaultExtendColumnType` writes among them. */
const TYPES = '__light_type'

export function isOmsDefault(value: Message): boolean {
  return 'recordType' in value && isObject(value.allMetaData)
}

/** Decodes the Default and DefaultExtendColumnType serialisations of OceanBase's migration service. */
export function decodeOmsDefault(value: Message, reading: Reading): Decoded {
  const meta = isObject(value.allMetaData) ? value.allMetaData : {}
  const op = text(value.recordType)
  const space = text(meta.db)
  const name = text(meta.table_name)
  const table = space === '' ? name : `${space}.${name}`
  if (op === 'HEARTBEAT') return control('oms-default', 'heartbeat')
  if (op === 'DDL')
    return decodeSchemaChange(
      {
        format: 'oms-default',
        how:
          /truncate|drop[ _]?(?:table|database|partition)/i.exec(text(meta.ddlType))?.[0].toLowerCase() ?? '',
        sql: isObject(value.postStruct) ? value.postStruct.ddl : '',
        space,
        name,
      },
      reading.hints,
    )
  const snapshot = op === 'ROW'
  if (!snapshot && op !== 'INSERT' && op !== 'UPDATE' && op !== 'DELETE')
    return unknownFormat('OMS: a record type that is not known')
  if (name === '') return unknownFormat('OMS: the table is missing')
  const before = structOf(value.prevStruct)
  const after = structOf(value.postStruct)
  if (op === 'DELETE' ? !before : !after) return unknownFormat(`OMS: ${op} without its row`)
  // several names are joined by a control character
  const pk = text(meta.record_primary_key).split('\u0001').filter(Boolean)
  const keyColumns = keyColumnsOf(reading, table, pk)
  const common = {
    opRaw: op,
    table,
    snapshot,
    at: commitTimeOf(meta.timestamp),
    // `storeDataSequence` is in order within one process only, and is not named by it
    ...NO_POSITION,
    format: 'oms-default',
    kind: kindOf(text(meta.dbType)),
    db: space || null,
    schema: null,
    name,
    pk,
    absent: [],
    isWhole: true,
    position: scalarText(meta.storeDataSequence),
    time: snapshot ? S_READ : S_COMMIT,
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

function structOf(value: unknown): Row | null {
  if (!isRow(value)) return null
  return TYPES in value ? Object.fromEntries(Object.entries(value).filter(([name]) => name !== TYPES)) : value
}

function kindOf(dbType: string): SourceKind {
  if (dbType === 'MYSQL') return 'mysql'
  if (dbType === 'ORACLE') return 'oracle'
  return /^(OB_|OCEANBASE)/.test(dbType) ? 'oceanbase' : 'unknown'
}
