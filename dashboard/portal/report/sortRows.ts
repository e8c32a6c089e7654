import type { AnswerRow } from '../../../api/contract.ts'
import { isHidden } from '../../../warehouse/contract/figureState.ts'
import type { Sort } from './link.ts'

/**
 * Rows in the order that is asked for; those without a figure stand last, hidden ones before them. The organisation's own
 * row is no child among others and always closes the list.
 */
export function sortRows(rows: readonly AnswerRow[], sort: Sort | null): AnswerRow[] {
  const own = rows.filter(row => row.kind === 'own')
  const others = rows.filter(row => row.kind !== 'own')
  if (!sort) return [...others, ...own]
  const value = (row: AnswerRow) => row.cells[sort.column]?.[sort.by] ?? null
  const rank = (row: AnswerRow) =>
    value(row) !== null ? 0 : isHidden(row.cells[sort.column]?.state ?? 'no_data') ? 1 : 2
  const direction = sort.descending ? -1 : 1
  others.sort((a, b) => rank(a) - rank(b) || direction * ((value(a) ?? 0) - (value(b) ?? 0)))
  return [...others, ...own]
}
