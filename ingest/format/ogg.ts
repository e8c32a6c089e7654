import { keyColumnsOf, pick, splitKeyChange } from './keyChange.ts'
import { changes, emptied, unknownFormat } from './outcome.ts'
import { NO_POSITION, positionOf, wholeNumber } from './position.ts'
import {
  type Cell,
  type Decoded,
  isRow,
  type Reading,
  type Row,
  type SourceChange,
  type TimeQuality,
} from './record.ts'
import { namesOf, scalarText, splitTable, text } from './text.ts'
import { commitTimeOf } from './times.ts'

type Message = Readonly<Record<string, unknown>>

const US_COMMIT: TimeQuality = { precision: 'us', meaning: 'commit' }
const MISSING = '_isMissing'

export function isOgg(value: Message): boolean {
  return 'op_type' in value && 'table' in value
}

/**
 * Decodes a message of Oracle GoldenGate's JSON formatter, operation modelled. Updates may be compressed: what `after`
 * lacks is as in `before`, and what both lack was not sent.
 */
export function decodeOgg(value: Message, reading: Reading): Decoded {
  const table = text(value.table)
  const op = text(value.op_type).toUpperCase()
  if (table === '') return unknownFormat('OGG: the table is missing')
  if (op === 'T' || op === 'TRUNCATE') return emptied([table], 'truncate')
  const isDelete = op === 'D' || op === 'DELETE'
  if (!isDelete && !['I', 'INSERT', 'U', 'UPDATE'].includes(op))
    return unknownFormat('OGG: an operation other than I, U, D and T; set the handler’s …OpKey to these')
  const before = readRow(value.before)
  const after = readRow(value.after)
  if (isDelete ? !before : !after) return unknownFormat(`OGG: ${op} without its row`)
  const pk = namesOf(value.primary_keys)
  const keyColumns = keyColumnsOf(reading, table, pk)
  const pos = wholeNumber(value.pos)
  const common = {
    opRaw: op,
    table,
    snapshot: false,
    at: commitTimeOf(value.op_ts),
    ...(pos === null ? NO_POSITION : positionOf('ogg', [pos, 128])),
    format: 'ogg',
    kind: 'unknown',
    db: null,
    ...splitTable(table),
    pk,
    // updates may be compressed, and do not say it
    isWhole: op.startsWith('I'),
    position: scalarText(value.pos),
    time: US_COMMIT,
  } as const
  if (isDelete) {
    const row = before?.row ?? {}
    return changes({
      ...common,
      op: 'delete',
      after: null,
      before: row,
      key: pick(row, keyColumns),
      absent: before?.absent ?? [],
    })
  }
  const row: Row = { ...before?.row, ...after?.row }
  const upsert: SourceChange = {
    ...common,
    op: 'upsert',
    after: row,
    before: before?.row ?? null,
    key: null,
    absent: (after?.absent ?? []).filter(column => !Object.hasOwn(row, column)),
  }
  return changes(...splitKeyChange(upsert, keyColumns))
}

/** A row without the columns that its `<column>_isMissing` siblings declare not sent, and without the siblings. */
function readRow(value: unknown): { row: Row; absent: string[] } | null {
  if (!isRow(value)) return null
  const columns = Object.entries(value)
  const isMarker = ([name, cell]: [string, Cell]) =>
    typeof cell === 'boolean' &&
    name.endsWith(MISSING) &&
    Object.hasOwn(value, name.slice(0, -MISSING.length))
  const absent = columns
    .filter(column => isMarker(column) && column[1] === true)
    .map(([name]) => name.slice(0, -MISSING.length))
  const sent = columns.filter(column => !isMarker(column) && !absent.includes(column[0]))
  return { row: sent.length === columns.length ? value : Object.fromEntries(sent), absent }
}
