import { plainDecimal } from './decimal.ts'
import { type Cell, isObject, type Row } from './record.ts'

/**
 * A row of the Canal family with what its producers write differently made alike: instants that Huawei DRS sends as
 * seconds since 1970 become text with a zone, floats lose their exponent. All else stays as sent: ENUM and SET are the
 * index and the mask (the mapping lists codes), binary columns are their bytes as ISO-8859-1 characters, a TIMESTAMP
 * without zone is wall clock of the producer's zone.
 */
export function canalRow(row: Row, types: unknown): Row {
  if (!isObject(types)) return row
  const repaired: [string, Cell][] = []
  for (const [name, type] of Object.entries(types)) {
    if (typeof type !== 'string' || !NEEDS_CARE.test(type) || !Object.hasOwn(row, name)) continue
    const cell = row[name]
    if (typeof cell !== 'string') continue
    const made = /^timestamp/i.test(type) ? instantText(cell) : plainDecimal(cell)
    if (made !== cell) repaired.push([name, made])
  }
  return repaired.length === 0 ? row : { ...row, ...Object.fromEntries(repaired) }
}

const NEEDS_CARE = /^(timestamp|float|double|real|decimal|numeric|number)/i

/** `1624614713.201` (Huawei) and `2021-05-17 07:22:42 +00:00` (Tencent) as ISO; text without a zone stays without. */
function instantText(cell: string): string {
  const zoned = /^(\d{4}-\d{2}-\d{2}) (\d{2}:\d{2}:\d{2}(?:\.\d+)?) ?([+-]\d{2}:\d{2})$/.exec(cell)
  if (zoned) return `${zoned[1]}T${zoned[2]}${zoned[3]}`
  const epoch = /^(\d{1,10})(?:\.(\d{1,9}))?$/.exec(cell)
  if (!epoch) return cell
  const [, seconds, fraction] = epoch
  const instant = new Date(Number(seconds) * 1_000).toISOString().slice(0, 19)
  return fraction === undefined ? `${instant}Z` : `${instant}.${fraction}Z`
}

/** Columns that the message describes but did not send: `binlog_row_image` is not FULL. */
export function missingColumns(row: Row, types: unknown): string[] {
  if (!isObject(types)) return []
  return Object.keys(types).filter(name => !Object.hasOwn(row, name))
}
