import type { AnswerRow } from '../../../api/contract.ts'
import type { Sort } from './link.ts'
import { sortRows } from './sortRows.ts'

/** Rows that are ranked among each other, below a heading of their own. */
export interface Section {
  /** `''` where the table needs no headings. */
  title: string
  rows: AnswerRow[]
}

/** Heading of the rows that take no part in a ranking. */
const UNRANKED = '不参加排名'

/**
 * The rows by their peers, each part in the order that is asked for: a place among cities means nothing between
 * universities. Without several kinds of peers all rows are one part.
 */
export function sectionsOf(rows: readonly AnswerRow[], sort: Sort | null): Section[] {
  const kinds = new Set(rows.flatMap(({ peers }) => peers ?? []))
  if (kinds.size < 2) return [{ title: '', rows: sortRows(rows, sort) }]
  const part = (title: string, fits: (row: AnswerRow) => boolean): Section => ({
    title,
    rows: sortRows(rows.filter(fits), sort),
  })
  return [
    ...[...kinds].map(peers => part(peers, row => row.peers === peers)),
    part(UNRANKED, row => row.peers === undefined && row.kind !== 'own'),
    part('', row => row.kind === 'own'),
  ].filter(section => section.rows.length > 0)
}
