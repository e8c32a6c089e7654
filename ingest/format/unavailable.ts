import { type Cell, isObject, type Row } from './record.ts'

/** What Debezium sends for a value that was not in the log: an unchanged TOAST column of PostgreSQL, a LOB of Oracle. */
const PLACEHOLDER = '__debezium_unavailable_value'
const BYTES = Buffer.from(PLACEHOLDER)

/** How the placeholder reads in text, by the column's type and `binary.handling.mode`: bytea, hstore as JSON. */
const TEXTS: ReadonlySet<string> = new Set([
  PLACEHOLDER,
  BYTES.toString('base64'),
  BYTES.toString('base64url'),
  BYTES.toString('hex'),
  JSON.stringify({ [PLACEHOLDER]: PLACEHOLDER }),
])
const SHORTEST = Math.min(...[...TEXTS].map(text => text.length))

/** In an array of UUIDs it is the name-based UUID of the placeholder. */
const UUID = 'b68a35a7-17ad-35b3-af2a-ae46edb4545a'

/** True for a value that stands for "not sent", in each of the shapes that Debezium gives it. */
function isUnavailable(cell: Cell): boolean {
  if (typeof cell === 'string') return cell.length >= SHORTEST && TEXTS.has(cell)
  if (Array.isArray(cell)) return isUnavailableArray(cell)
  if (!isObject(cell)) return false
  const names = Object.keys(cell)
  return names.length === 1 && names[0] === PLACEHOLDER && cell[PLACEHOLDER] === PLACEHOLDER
}

/** `text[]` and `uuid[]` hold one element, `int[]` and `bigint[]` the bytes of the placeholder. */
function isUnavailableArray(cell: readonly unknown[]): boolean {
  if (cell.length === 1) return cell[0] === PLACEHOLDER || cell[0] === UUID
  return cell.length === BYTES.length && cell.every((byte, i) => byte === BYTES[i])
}

const NONE: readonly string[] = []

/** A row without the columns that were not sent, and their names. The row itself comes back when there are none. */
export function withoutUnavailable(row: Row): { row: Row; absent: readonly string[] } {
  for (const name in row) {
    const cell = row[name]
    if (cell === undefined || cell === null || typeof cell === 'number' || !isUnavailable(cell)) continue
    const sent = Object.entries(row).filter(([, one]) => !isUnavailable(one))
    return {
      row: Object.fromEntries(sent),
      absent: Object.keys(row).filter(one => !sent.some(([kept]) => kept === one)),
    }
  }
  return { row, absent: NONE }
}
