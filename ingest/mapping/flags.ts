import type { Cell } from '../format/record.ts'
import { BadValue } from './badValue.ts'
import { toText } from './cell.ts'

/** How a source writes yes and no; without them 1, true, t and 0, false, f or nothing. */
export interface FlagWords {
  yes?: readonly string[] | undefined
  no?: readonly string[] | undefined
}

const YES = ['1', 'true', 't']
const NO = ['0', 'false', 'f', '']

/** BIT(1) as Debezium sends it without a schema, and as Canal does. */
const BITS: ReadonlyMap<string, string> = new Map([
  ['AQ==', '1'],
  ['AA==', '0'],
  ['\u0001', '1'],
  ['\u0000', '0'],
])

/**
 * A cell that says yes or no, as 1 or 0: a flag, or the mark of a deleted row. Outer blanks and the case of letters do not
 * matter. Throws `BadValue` for what is neither: a word that nobody listed may mean either.
 */
export function toFlag(cell: Exclude<Cell, null>, { yes = YES, no = NO }: FlagWords): 0 | 1 {
  const text = toText(cell)
  if (no.includes(text)) return 0
  if (yes.includes(text)) return 1
  const word = foldWord(BITS.get(text) ?? text)
  if (no.some(one => foldWord(one) === word)) return 0
  if (yes.some(one => foldWord(one) === word)) return 1
  throw new BadValue(
    `neither yes (${listOf(yes)}) nor no (${listOf(no)}): list the source's words of both sides in the mapping`,
  )
}

/** A word as flags are compared. */
export function foldWord(word: string): string {
  return word.trim().toLowerCase()
}

/** The words of both sides, for people. */
export function describeWords({ yes = YES, no = NO }: FlagWords): { yes: string; no: string } {
  return { yes: listOf(yes), no: listOf(no) }
}

function listOf(words: readonly string[]): string {
  return words.map(word => JSON.stringify(word)).join(' or ')
}
