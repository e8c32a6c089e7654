import type { AnswerRow, ReportAnswer } from '../../../warehouse/reports/answer.ts'
import { figureCells, type ShownColumn } from './reportColumns.ts'
import { shownWidth, textWidth } from './sheetPlan.ts'

const SAMPLED_ROWS = 300
const WIDTHS = { index: 5, name: [14, 38], figure: [8.5, 20], id: 22 } as const

/** Rows that can be read more than once, so that a sheet need not hold them all. */
export interface RowSource {
  count: number
  read(): Iterable<AnswerRow>
}

/** Width of every column by what it holds: the total, which is widest as a rule, and the first rows. */
export function widthsOf(answer: ReportAnswer, shown: readonly ShownColumn[], rows: RowSource): number[] {
  let name = 0
  const figures = shown.map(({ column, shows }) =>
    // headings break into lines; a change is never wider than its heading
    shows === 'value' ? Math.min(12, textWidth(column.title)) : 6.5,
  )
  const measure = (row: AnswerRow) => {
    name = Math.max(name, textWidth(row.name))
    figureCells(shown, row.cells, 'figure').forEach((cell, i) => {
      figures[i] = Math.max(figures[i] ?? 0, shownWidth(cell))
    })
  }
  measure(answer.total)
  let sampled = 0
  for (const row of rows.read()) {
    if (sampled++ === SAMPLED_ROWS) break
    measure(row)
  }
  const within = (width: number, [least, most]: readonly [number, number]) =>
    Math.min(most, Math.max(least, width + 1.5))
  return [
    WIDTHS.index,
    within(name, WIDTHS.name),
    ...figures.map(width => within(width, WIDTHS.figure)),
    WIDTHS.id,
  ]
}
