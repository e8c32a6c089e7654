import { canalRow, missingColumns } from './canalCell.ts'
import { keyColumnsOf, pick, splitKeyChange } from './keyChange.ts'
import { changes, control, refuse, unknownFormat } from './outcome.ts'
import { NO_POSITION, positionOf, wholeNumber } from './position.ts'
import {
  type Decoded,
  isObject,
  isRow,
  type Reading,
  type Row,
  type SourceChange,
  type TimeQuality,
} from './record.ts'
import { decodeSchemaChange, EMPTYING_TYPES } from './schemaChange.ts'
import { namesOf, scalarText, text } from './text.ts'
import { commitTimeOf } from './times.ts'

type Message = Readonly<Record<string, unknown>>

const S_STATEMENT: TimeQuality = { precision: 's', meaning: 'statement' }
const S_READ: TimeQuality = { precision: 's', meaning: 'read' }
const MS_COMMIT: TimeQuality = { precision: 'ms', meaning: 'commit' }

/** Bookkeeping that producers of this family send between the rows. */
const QUIET_TYPES: ReadonlySet<string> = new Set(['GTID', 'XACOMMIT', 'XAROLLBACK'])

/** Every producer of the family writes this field, whatever else differs. */
export function isCanal(value: Message): boolean {
  return 'isDdl' in value
}

/**
 * Decodes a flat message of Canal or of what writes like it: Aliyun DTS, Huawei DRS, Tencent DTS, BytePlus DTS and TiCDC's
 * canal-json. One message holds any number of rows of one table.
 */
export function decodeCanal(value: Message, reading: Reading): Decoded {
  const type = text(value.type).toUpperCase()
  const tidb = isObject(value._tidb) ? value._tidb : null
  const format = tidb || type === 'TIDB_WATERMARK' ? 'ticdc-canal-json' : 'canal'
  if (type === 'TIDB_WATERMARK') return control(format, 'watermark')
  if (type === 'MHEARTBEAT') return control(format, 'heartbeat')
  if (QUIET_TYPES.has(type)) return control(format, 'transaction')
  const database = text(value.database)
  const name = text(value.table)
  const table = `${database}.${name}`
  if (value.isDdl === true || type === 'INIT_DDL' || type === 'DDL')
    return decodeSchemaChange(
      { format, how: EMPTYING_TYPES.get(type) ?? '', sql: value.sql, space: database, name },
      reading.hints,
    )
  if (type !== 'INSERT' && type !== 'UPDATE' && type !== 'DELETE' && type !== 'INIT')
    return unknownFormat('Canal: an operation other than INSERT, UPDATE, DELETE and INIT')
  if (database === '' || name === '') return unknownFormat('Canal: database or table is missing')
  if (type !== 'DELETE' && (tidb?.onlyHandleKey === true || tidb?.claimCheckLocation !== undefined))
    return refuse(
      'incomplete_row',
      `${table}: TiCDC sent only the key of a large row; raise max-message-bytes at the changefeed and send the row anew`,
      [table],
    )

  // Huawei's JSON has the deleted row in `old`, everybody else in `data`
  const rows =
    type === 'DELETE' && !(Array.isArray(value.data) && value.data.length > 0) ? value.old : value.data
  if (!Array.isArray(rows) || rows.length === 0) return unknownFormat(`Canal: ${type} without rows`)
  const old: readonly unknown[] = type === 'UPDATE' && Array.isArray(value.old) ? value.old : []
  const pk = namesOf(value.pkNames)
  const keyColumns = keyColumnsOf(reading, table, pk)
  const committed = wholeNumber(tidb?.commitTs)
  const snapshot = type === 'INIT'
  const common = {
    opRaw: type,
    table,
    snapshot,
    at: commitTimeOf(value.es),
    // a batch id restarts with the server, and the rows of one second share their time: nothing of Canal compares
    ...(committed === null || snapshot ? NO_POSITION : positionOf('ticdc:', [committed, 64])),
    format,
    kind: tidb ? 'tidb' : isObject(value.mysqlType) ? 'mysql' : 'unknown',
    db: database,
    schema: null,
    name,
    pk,
    position: committed !== null ? String(committed) : positionText(value),
    time: snapshot ? S_READ : tidb ? MS_COMMIT : S_STATEMENT,
  } as const

  const found: SourceChange[] = []
  for (const [i, given] of rows.entries()) {
    if (!isRow(given)) return unknownFormat(`Canal: ${type} with a row that is no object`)
    const row = canalRow(given, value.mysqlType)
    if (type === 'DELETE') {
      found.push({
        ...common,
        op: 'delete',
        after: null,
        before: row,
        key: pick(row, keyColumns),
        absent: [],
        isWhole: false,
      })
      continue
    }
    const changed = old[i]
    const before = isRow(changed) ? { ...row, ...canalRow(changed, value.mysqlType) } : null
    const absent = missingColumns(row, value.mysqlType)
    const isWhole = absent.length === 0 && isFullImage(row, changed, keyColumns)
    const upsert: SourceChange = { ...common, op: 'upsert', after: row, before, key: null, absent, isWhole }
    found.push(...splitKeyChange(upsert, keyColumns))
  }
  return changes(...found)
}

/** Of an update a minimal image holds what changed and the key: only what exceeds that shows that a row came whole. */
function isFullImage(row: Row, changed: unknown, keyColumns: readonly string[]): boolean {
  if (!isRow(changed)) return true
  return Object.keys(row).some(name => !Object.hasOwn(changed, name) && !keyColumns.includes(name))
}

function positionText(value: Message): string {
  if (text(value.gtid) !== '') return text(value.gtid)
  const batch = scalarText(value.id)
  return batch === '' ? '' : `batch ${batch}`
}
