import type { Panel, PanelFigure } from '../../api/live/picture.ts'
import { figureText } from '../../warehouse/contract/figureText.ts'
import type { Unit } from '../../warehouse/contract/unit.ts'

export type Row = PanelFigure['rows'][number]
export type Item = PanelFigure['items'][number]
export type Point = PanelFigure['points'][number]

/**
 * The figure of a metric in a panel; `span` and `has` choose among several of the same metric (this month by child and
 * this month by channel are two figures, or one that has both).
 */
export function figureOf(
  panel: Panel | undefined,
  metric: string,
  choose: { span?: PanelFigure['span']; has?: 'rows' | 'items' | 'points' } = {},
): PanelFigure | undefined {
  const { span, has } = choose
  return panel?.figures.find(
    figure => figure.metric === metric && (!span || figure.span === span) && (!has || figure[has].length > 0),
  )
}

/** Largest first; suppressed ones behind those with a value, without a value last. Equal ones keep the order of the tree. */
export function ranked<T extends { value: number | null; suppressed: boolean }>(rows: readonly T[]): T[] {
  const rank = (row: T) => (row.value !== null ? 2 : row.suppressed ? 1 : 0)
  return [...rows].sort((a, b) => rank(b) - rank(a) || (b.value ?? 0) - (a.value ?? 0))
}

/** A row or item as text, without its unit; `k` is that of its picture. */
export function rowText(
  { value, suppressed }: Pick<Row, 'value' | 'suppressed'>,
  unit: Unit,
  k: number,
): string {
  return figureText(value, suppressed ? 'suppressed' : 'value', unit, k)
}

/** Share of the largest value, 0…1, for the length of a bar. */
export function shareOfLargest(value: number | null, rows: readonly { value: number | null }[]): number {
  const largest = Math.max(0, ...rows.map(row => row.value ?? 0))
  return value === null || value <= 0 || largest === 0 ? 0 : value / largest
}
