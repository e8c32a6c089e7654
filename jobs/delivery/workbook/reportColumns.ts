import { isHidden, markOf } from '../../../warehouse/contract/figureState.ts'
import { NO_VALUE } from '../../../warehouse/contract/figureText.ts'
import type { Comparison } from '../../../warehouse/platform/time/comparison.ts'
import type { AnswerCell, AnswerColumn, ReportAnswer } from '../../../warehouse/reports/answer.ts'
import { CHANGE_FORMAT, cellValueOf, formatOf, POINTS_FORMAT, pointsOf, safeText } from './cellValue.ts'
import { rowHeadingOf } from './reportWords.ts'
import type { Merge, PlannedCell, PlannedRow } from './sheetPlan.ts'
import type { StyleName } from './styles.ts'

/** A column of the sheet: a figure, or its change. */
export interface ShownColumn {
  column: AnswerColumn
  /** Its place in the answer. */
  index: number
  shows: 'value' | Comparison
}

/** Columns before the first figure: number and name. */
export const LEADING = 2

const CHANGES: Readonly<Record<Comparison, string>> = { mom: '环比', yoy: '同比' }

/** Each figure with its changes at its right. */
export function shownColumns(columns: readonly AnswerColumn[]): ShownColumn[] {
  return columns.flatMap((column, index) => [
    { column, index, shows: 'value' as const },
    ...column.compare.map(shows => ({ column, index, shows })),
  ])
}

/** Headings: groups, titles, and units with the changes. Without a group the first row falls away. */
export function headingRows(answer: ReportAnswer): PlannedRow[] {
  const shown = shownColumns(answer.columns)
  const hasGroups = answer.columns.some(column => column.group !== '')
  const depth = hasGroups ? 3 : 2
  const groups = spans(
    shown,
    (a, b) => a.column.group !== '' && a.column.group === b.column.group && a.index !== b.index,
  )
  const titles = spans(shown, () => false)
  const upper: (PlannedCell | undefined)[] = []
  const lower: (PlannedCell | undefined)[] = []
  const upperMerges: Merge[] = leadingMerges(shown.length, depth - 1)
  const lowerMerges: Merge[] = []
  if (hasGroups) {
    for (const { from, to, first } of groups) {
      upper[from - 1] = headCell(
        first.column.group || first.column.title,
        first.column.group ? undefined : first.column,
      )
      upperMerges.push({ from, to, down: first.column.group ? 0 : 1 })
    }
    for (const { from, to, first } of titles) {
      if (first.column.group === '') continue
      lower[from - 1] = headCell(first.column.title, first.column)
      lowerMerges.push({ from, to })
    }
  } else {
    for (const { from, to, first } of titles) {
      upper[from - 1] = headCell(first.column.title, first.column)
      upperMerges.push({ from, to })
    }
  }
  upper[0] = headCell('序号')
  upper[1] = headCell(rowHeadingOf(answer.rowKind))
  upper[LEADING + shown.length] = { value: '编号', style: 'id' }
  const units = shown.map(({ column, shows }): PlannedCell => {
    if (shows === 'value') return { value: column.unit, style: 'head' }
    return { value: column.unit === '%' ? `${CHANGES[shows]}\n百分点` : CHANGES[shows], style: 'head' }
  })
  const hasPoints = shown.some(({ column, shows }) => column.unit === '%' && shows !== 'value')
  return [
    { cells: [...upper], merges: upperMerges, height: 24 },
    ...(hasGroups ? [{ cells: [...lower], merges: lowerMerges, height: 30 }] : []),
    { cells: [...Array<undefined>(LEADING), ...units], height: hasPoints ? 28 : 18 },
  ]
}

/** The cells of a row's figures, the mark of its state for one without a number. */
export function figureCells(
  shown: readonly ShownColumn[],
  cells: readonly AnswerCell[],
  style: StyleName,
): PlannedCell[] {
  return shown.map(({ column, index, shows }) => {
    const cell = cells[index]
    if (shows === 'value') return valueCell(column, cell, style)
    const change = cell && !isHidden(cell.state) ? (cell[shows] ?? null) : null
    return changeCell(column.unit, change, style)
  })
}

function valueCell(column: AnswerColumn, cell: AnswerCell | undefined, style: StyleName): PlannedCell {
  if (!cell) return { value: NO_VALUE, style }
  if (cell.state !== 'value') return { value: markOf(cell), style }
  const value = cellValueOf(column.unit, cell.value)
  return typeof value === 'string' ? { value, style } : { value, style, format: formatOf(column.unit) }
}

/** A change: of a share in 个百分点, of anything else relative. */
export function changeCell(unit: AnswerColumn['unit'], change: number | null, style: StyleName): PlannedCell {
  if (change === null) return { value: NO_VALUE, style }
  return unit === '%'
    ? { value: pointsOf(change), style, format: POINTS_FORMAT }
    : { value: change, style, format: CHANGE_FORMAT }
}

function headCell(value: string, column?: AnswerColumn): PlannedCell {
  const cell: PlannedCell = { value: safeText(value), style: 'group' }
  return column?.metric ? { ...cell, note: `${column.metric}　${column.definition}` } : cell
}

function leadingMerges(figures: number, down: number): Merge[] {
  return [1, 2, LEADING + figures + 1].map(column => ({ from: column, to: column, down }))
}

interface Span {
  from: number
  to: number
  first: ShownColumn
}

/** Neighbouring columns under one heading: those of the same figure, and those that `belong` together. */
function spans(shown: readonly ShownColumn[], belong: (a: ShownColumn, b: ShownColumn) => boolean): Span[] {
  const found: Span[] = []
  shown.forEach((each, i) => {
    const last = found.at(-1)
    const before = shown[i - 1]
    if (last && before && (before.index === each.index || belong(before, each))) last.to = LEADING + 1 + i
    else found.push({ from: LEADING + 1 + i, to: LEADING + 1 + i, first: each })
  })
  return found
}
