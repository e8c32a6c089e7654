import { connectFields, readConnectRow } from './connectSchema.ts'
import { bareChange } from './flinkWritten.ts'
import { readConnectKey } from './kafkaKey.ts'
import { isRekeyed } from './keyChange.ts'
import { type NamedTable, nameIn, noTable, tableNamed } from './namedTable.ts'
import { changes, emptied, refuse, unknownFormat } from './outcome.ts'
import type { Decoded, Reading, Row, SourceChange, TableHint } from './record.ts'
import { text } from './text.ts'
import { commitTimeOf } from './times.ts'
import { withoutUnavailable } from './unavailable.ts'

/** Fields that `ExtractNewRecordState` adds (`add.fields`) begin like this. */
const ADDED = '__'

/**
 * Decodes a bare row, as Debezium's `ExtractNewRecordState` leaves it: the columns, and perhaps `__op`, `__deleted`,
 * `__table` and others beside. A topic of such rows is declared in its mapping, because the row alone does not say what
 * it is, and because a null value deletes there.
 */
export function decodeUnwrapped(value: Row, reading: Reading): Decoded {
  const given = readConnectRow(value, connectFields(reading.schema)) ?? value
  const hint = tableOf(value, reading)
  if ('kind' in hint) return hint
  const { row, absent } = withoutUnavailable(columnsOf(given))
  const isDeleted = value.__deleted === 'true' || value.__deleted === true || value.__op === 'd'
  if (Object.keys(row).length === 0 && !isDeleted) return unknownFormat('unwrapped row: no columns')
  const op = text(value.__op) || (isDeleted ? 'd' : 'u')
  if (!/^[cudrt]$/.test(op)) return unknownFormat('unwrapped row: an operation that is not known')
  if (op === 't') return emptied([hint.table], 'truncate')
  const change = bareChange('debezium-unwrapped', hint, op, isDeleted ? null : row, isDeleted ? row : null)
  return changes(withMetadata(change, value, reading, absent))
}

/** A null value of such a topic: the row of its key was deleted, which is all that remains of it by default. */
export function decodeUnwrappedTombstone(reading: Reading): Decoded {
  const hint = reading.hints.only
  if (!hint) return noTable('deletion of an unwrapped row', reading, NOT_NAMED)
  const key = readConnectKey(reading)
  if (!key)
    return refuse('no_key', `${hint.table}: a null value deletes the row of its key, which has no columns`, [
      hint.table,
    ])
  return changes({ ...bareChange('debezium-unwrapped', hint, 'tombstone', null, null), key })
}

/** The table that a row names (`add.fields=db,table` or `source.db,source.table`), or else the topic's. */
function tableOf(value: Row, reading: Reading): TableHint | Decoded {
  const named = {
    space: nameIn(value, '__schema', '__source_schema', '__db', '__source_db'),
    name: nameIn(value, '__table', '__source_table'),
  }
  const table = tableNamed(named, reading)
  if (table === null) return noTable('unwrapped row', reading, named)
  const { only, find } = reading.hints
  return (
    (only?.table === table ? only : find(table)) ??
    refuse('unknown_table', `no mapping for table ${table} of topic ${reading.message.topic}`, [table])
  )
}

const NOT_NAMED: NamedTable = { space: '', name: '' }

function withMetadata(
  change: SourceChange,
  value: Row,
  reading: Reading,
  absent: readonly string[],
): SourceChange {
  return {
    ...change,
    key: change.op === 'delete' ? { ...readConnectKey(reading), ...change.key } : null,
    isRekeyed: change.op === 'upsert' && isRekeyed(reading),
    snapshot: change.snapshot || (text(value.__source_snapshot) || 'false') !== 'false',
    at: commitTimeOf(value.__source_ts_ms),
    absent,
    // columns that are left out are as they were
    isWhole: false,
    position: text(value.__source_lsn) || text(value.__lsn) || text(value.__source_file),
  }
}

function columnsOf(row: Row): Row {
  return Object.fromEntries(Object.entries(row).filter(([name]) => !name.startsWith(ADDED)))
}
