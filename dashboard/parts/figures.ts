import {
  type AbsentFigure,
  isHidden,
  isRounded,
  type StatedFigure,
  stated,
} from '../../warehouse/contract/figureState.ts'
import { figureText } from '../../warehouse/contract/figureText.ts'
import type { PanelFigure } from '../../warehouse/contract/picture.ts'
import type { Unit } from '../../warehouse/contract/unit.ts'

export type Row = PanelFigure['rows'][number]
export type Item = PanelFigure['items'][number]
export type Point = PanelFigure['points'][number]

/** Largest first; hidden ones behind those with a value, without a value last. Equal ones keep the order of the tree. */
export function ranked<T extends StatedFigure>(rows: readonly T[]): T[] {
  const rank = (row: T) => (row.value !== null ? 2 : isHidden(row.state) ? 1 : 0)
  return [...rows].sort((a, b) => rank(b) - rank(a) || (b.value ?? 0) - (a.value ?? 0))
}

/** Several rows as one: their sum, or what keeps one of them from having a number. */
export function sumOf(rows: readonly StatedFigure[]): StatedFigure {
  if (rows.some(row => isHidden(row.state))) return { state: 'suppressed_with', value: null }
  const values = rows.flatMap(row => (row.state === 'value' ? [row.value] : []))
  const absent = rows.find(row => row.state !== 'value')
  if (absent && values.length === 0) return absent
  const sum = values.reduce((all, value) => all + value, 0)
  return rows.some(isRounded) ? { state: 'value', value: sum, isRounded: true } : stated(sum)
}

/** Why nothing can be drawn of these figures: the state of the newest; null when one has a number, or when there are none. */
export function absenceOf(figures: readonly StatedFigure[]): AbsentFigure | null {
  let newest: AbsentFigure | null = null
  for (const figure of figures) {
    if (figure.state === 'value') return null
    newest = figure
  }
  return newest
}

/** Units of shares and averages: their figures do not add up. */
const PROPORTIONS: ReadonlySet<Unit> = new Set(['%', '人/个', '件/人', '小时/人', '分', '名'])

/** What the lines that a list has no room for are together; `''` where they do not add up. */
export function restText(rows: readonly StatedFigure[], unit: Unit): string {
  return PROPORTIONS.has(unit) ? '' : figureText(sumOf(rows), unit)
}

/** Share of the largest value, 0…1, for the length of a bar. */
export function shareOfLargest(value: number | null, rows: readonly { value: number | null }[]): number {
  const largest = Math.max(0, ...rows.map(row => row.value ?? 0))
  return value === null || value <= 0 || largest === 0 ? 0 : value / largest
}
