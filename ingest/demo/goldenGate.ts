import { clockText, databaseText } from './cellText.ts'
import { type Dialect, keyCells, type RowChange, rowText } from './dialect.ts'
import type { Row } from './rows.ts'

/** Milliseconds between the commit and the handler's own clock. */
const CAPTURE_DELAY_MS = 900
/** Bytes of a trail file, more than any offset in it. */
const TRAIL_FILE_BYTES = 10_000_000_000

/**
 * The JSON of Oracle GoldenGate, operation modelled, with `treatAllColumnsAsStrings`, whole rows before and after, and the
 * joined key as the message's key. Text that is empty is NULL in Oracle.
 */
export const GOLDEN_GATE: Dialect = {
  cellText: (type, value) =>
    value === null || value === '' ? 'null' : JSON.stringify(databaseText(type, value)),
  address: (table, cells) => ({
    key: keyCells(table, cells)
      .map(({ cell }) => String(JSON.parse(cell)))
      .join('_'),
  }),
  changeText,
  hasTombstones: false,
  hasPositions: true,
}

/** An initial load comes as inserts. */
const OPS = { snapshot: 'I', insert: 'I', update: 'U', delete: 'D' } as const

function changeText<R extends Row>({ table, op, before, after, at, position }: RowChange<R>): string {
  const place = position.file * TRAIL_FILE_BYTES + position.offset
  const images = [
    ...(before ? [`"before":${rowText(table, before)}`] : []),
    ...(after ? [`"after":${rowText(table, after)}`] : []),
  ]
  return (
    `{"table":"${table.schema}.${table.name}","op_type":"${OPS[op]}","op_ts":"${clockText(at)}.000000",` +
    `"current_ts":"${clockText(at + CAPTURE_DELAY_MS).replace(' ', 'T')}.000000","pos":"${String(place).padStart(20, '0')}",` +
    `"primary_keys":${JSON.stringify(table.key)},${images.join(',')}}`
  )
}
