import { keyColumnsOf, pick, splitKeyChange } from './keyChange.ts'
import { type NamedTable, nameIn, noTable, tableNamed } from './namedTable.ts'
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
import { scalarText, splitTable, text } from './text.ts'
import { commitTimeOf } from './times.ts'

type Message = Readonly<Record<string, unknown>>

const NOT_NAMED: NamedTable = { space: '', name: '' }
const S_COMMIT: TimeQuality = { precision: 's', meaning: 'commit' }

export function isSharePlex(value: Message): boolean {
  return isObject(value.meta) && 'op' in value.meta && isObject(value.data)
}

/**
 * Decodes SharePlex JSON, as Aliyun DTS and OceanBase's OMS offer it. Of an update `data` holds what changed and `key` the
 * values before it, so that both together are the row.
 */
export function decodeSharePlex(value: Message, reading: Reading): Decoded {
  const meta = isObject(value.meta) ? value.meta : {}
  const op = text(meta.op)
  if (op !== 'ins' && op !== 'upd' && op !== 'del')
    return unknownFormat('SharePlex: an operation other than ins, upd and del')
  // the name of the table holds that of its schema
  const table = nameIn(meta, 'table') || tableNamed(NOT_NAMED, reading)
  if (table === null) return noTable('SharePlex', reading, NOT_NAMED)
  const data: Row = isRow(value.data) ? value.data : {}
  const before = isRow(value.key) ? value.key : null
  const keyColumns = keyColumnsOf(reading, table, null)
  const common = {
    opRaw: op,
    table,
    snapshot: false,
    at: commitTimeOf(meta.time),
    // the number is that of the statement, not of its commit: transactions interleave in it
    ...NO_POSITION,
    format: 'shareplex',
    kind: 'oracle',
    db: null,
    ...splitTable(table),
    pk: null,
    absent: [],
    isWhole: op === 'ins',
    position: [scalarText(meta.scn), scalarText(meta.seq)].filter(Boolean).join('/'),
    time: S_COMMIT,
  } as const
  if (op === 'del')
    return changes({ ...common, op: 'delete', after: null, before: data, key: pick(data, keyColumns) })
  const after = op === 'upd' ? { ...before, ...data } : data
  const upsert: SourceChange = { ...common, op: 'upsert', after, before, key: null }
  return changes(...splitKeyChange(upsert, keyColumns))
}
