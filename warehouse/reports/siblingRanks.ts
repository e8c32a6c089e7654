import type { Column } from '../catalogue/reports.ts'
import { isHidden, stated } from '../contract/figureState.ts'
import type { AnswerCell, AnswerRow } from './answer.ts'

/**
 * The rows of a report with the figures of its rank columns turned into places among the siblings. Pure. The best is 1, equal
 * figures share a place, and the next places are left out. A row without a figure has no place, for the reason of the figure;
 * while the figure of any is not computed nobody has one.
 */
export function withSiblingRanks(columns: readonly Column[], rows: readonly AnswerRow[]): AnswerRow[] {
  const ranks = columns.map((column, i) =>
    column.kind === 'metric' && column.rank ? placesIn(rows, i, column.rank) : undefined,
  )
  return rows.map((row, at) => ({
    ...row,
    cells: row.cells.map((cell, i) => (ranks[i] ? (ranks[i][at] ?? NONE) : cell)),
  }))
}

/** Of what is no sibling: the organisation's own row. */
const NONE: AnswerCell = stated(null)

function placesIn(
  rows: readonly AnswerRow[],
  i: number,
  better: 'more' | 'less',
): (AnswerCell | undefined)[] {
  const siblings = rows.flatMap(row => (row.kind === 'child' ? (row.cells[i] ?? []) : []))
  const values = siblings.flatMap(({ value }) => value ?? [])
  const isPending = siblings.some(({ state }) => state === 'not_computed')
  return rows.map(({ kind, cells }) => {
    const cell = cells[i]
    if (kind !== 'child' || !cell) return undefined
    if (isPending) return { state: 'not_computed', value: null }
    const { value } = cell
    // a place is no count of persons
    if (value === null) return isHidden(cell.state) ? { state: 'suppressed_with', value } : cell
    const ahead = values.filter(other => (better === 'more' ? other > value : other < value))
    return stated(1 + ahead.length)
  })
}
