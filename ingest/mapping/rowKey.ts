import type { Row, RowChange } from '../format/record.ts'
import { cellOf, toText } from './cell.ts'
import type { Mapping } from './mapping.ts'
import type { Pseudonyms } from './pseudonyms.ts'

/**
 * Separates the parts of a key of several columns. A part that holds it, or a backslash, has a backslash in front of it,
 * so that no two keys are the same text.
 */
const SEPARATOR = '|'

/** The id of a row in its log, and the text of a key that is no number (`''` of one that is). */
export interface RowId {
  id: string
  keyText: string
}

/** A key below 2^64 written without leading zeros is the id itself, so that neighbours stay neighbours; other text is hashed. */
export function rowIdOf(key: string, pseudonyms: Pick<Pseudonyms, 'row'>): RowId {
  const numeric = /^(?:0|[1-9]\d{0,19})$/.test(key) && (key.length < 20 || BigInt(key) < 1n << 64n)
  return numeric ? { id: key, keyText: '' } : { id: pseudonyms.row(key), keyText: key }
}

/**
 * The key columns of a change as text: from the row after it, else the message's key, else the row before it. Null when
 * one of them is missing or null.
 */
export function keyCellsOf(mapping: Mapping, change: RowChange): Record<string, string> | null {
  const row = change.op === 'delete' ? null : change.after
  const find = (one: Row | null, column: string) => (one ? cellOf(one, column) : undefined)
  const cells: Record<string, string> = {}
  for (const column of mapping.key) {
    const cell = find(row, column) ?? find(change.key, column) ?? find(change.before, column)
    if (cell === undefined || cell === null) return null
    cells[column] = toText(cell)
  }
  return cells
}

/**
 * The key as one text: of one column its value, of several their values with the separator between them. A space of ids
 * stands before them like another part.
 */
export function keyTextOf(space: string, cells: readonly string[]): string {
  const parts = space === '' ? cells : [space, ...cells]
  const [only] = parts
  if (parts.length === 1 && only !== undefined) return only
  return parts.map(part => part.replace(/[\\|]/g, '\\$&')).join(SEPARATOR)
}
