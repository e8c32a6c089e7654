import { connectFields, readConnectRow } from './connectSchema.ts'
import { bareChange, noTable } from './flinkWritten.ts'
import { readConnectKey } from './kafkaKey.ts'
import { changes, refuse, unknownFormat } from './outcome.ts'
import type { Decoded, Reading, Row, SourceChange, TableHint, TopicHints } from './record.ts'
import { splitTable, text } from './text.ts'
import { millisOf } from './times.ts'
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
  const hint = tableOf(value, reading.hints)
  if (!hint)
    return text(value.__table) === ''
      ? noTable('unwrapped row', reading)
      : refuse(
          'unknown_table',
          `no mapping for the table that an unwrapped row of ${reading.message.topic} names`,
        )
  const { row, absent } = withoutUnavailable(columnsOf(given))
  const isDeleted = value.__deleted === 'true' || value.__deleted === true || value.__op === 'd'
  if (Object.keys(row).length === 0 && !isDeleted) return unknownFormat('unwrapped row: no columns')
  const op = text(value.__op) || (isDeleted ? 'd' : 'u')
  if (!/^[cudrt]$/.test(op)) return unknownFormat('unwrapped row: an operation that is not known')
  if (op === 't') return refuse('truncate', `truncate of ${hint.table}: take a new snapshot of the table`)
  const change = bareChange('debezium-unwrapped', hint, op, isDeleted ? null : row, isDeleted ? row : null)
  return changes(withMetadata(change, value, reading, absent))
}

/** A null value of such a topic: the row of its key was deleted, which is all that remains of it by default. */
export function decodeUnwrappedTombstone(reading: Reading): Decoded {
  const hint = reading.hints.only
  if (!hint) return noTable('deletion of an unwrapped row', reading)
  const key = readConnectKey(reading)
  if (!key)
    return refuse('no_key', `${hint.table}: a null value deletes the row of its key, which has no columns`)
  return changes({ ...bareChange('debezium-unwrapped', hint, 'tombstone', null, null), key })
}

/** The table that a row names (`add.fields=db,table`), or else the topic's. */
function tableOf(value: Row, hints: TopicHints): TableHint | null {
  const name = text(value.__table)
  const space = text(value.__schema) || text(value.__db)
  if (name === '') return hints.only
  if (space !== '') return hints.find(`${space}.${name}`) ?? null
  return hints.only && splitTable(hints.only.table).name === name ? hints.only : null
}

function withMetadata(
  change: SourceChange,
  value: Row,
  reading: Reading,
  absent: readonly string[],
): SourceChange {
  return {
    ...change,
    key: change.op === 'delete' ? { ...readConnectKey(reading), ...change.key } : null,
    snapshot: change.snapshot || (text(value.__source_snapshot) || 'false') !== 'false',
    at: millisOf(value.__source_ts_ms),
    absent,
    position: text(value.__source_lsn) || text(value.__lsn) || text(value.__source_file),
  }
}

function columnsOf(row: Row): Row {
  return Object.fromEntries(Object.entries(row).filter(([name]) => !name.startsWith(ADDED)))
}
