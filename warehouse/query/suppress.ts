import { type BreakdownName, METRICS } from '../catalogue/metrics.ts'
import { type StatedFigure, stated } from '../contract/figureState.ts'
import { isPersonal } from './breakdowns.ts'
import type { Cell } from './types.ts'

/** Smallest count of persons by a personal attribute that a channel shows. */
export const SMALLEST_SHOWN = { wall: 5, report: 3 } as const

/** A cell as a channel may show it. */
export type MaskedCell = Pick<Cell, 'metric' | 'org' | 'bucket' | 'item'> & StatedFigure

/**
 * Hides small counts of persons before they leave the process. Pure; the cells of one question, broken down by `by`.
 *
 * - Counts of persons by a personal attribute: hidden between 1 and k − 1. Where exactly one cell of a row (all items of an
 *   organisation) or of a column (one item over all organisations) is hidden, the smallest other one is hidden too,
 *   because the total would give the first away.
 * - Ratios of persons: hidden when they rest on fewer than k.
 */
export function suppress(cells: readonly Cell[], by: BreakdownName | undefined, k: number): MaskedCell[] {
  const hidden = new Set<Cell>()
  const counts: Cell[] = []
  for (const cell of cells) {
    const metric = METRICS.get(cell.metric)
    if (metric?.suppression !== 'person') continue
    if (metric.kind === 'ratio') {
      if (cell.denominator > 0 && cell.denominator < k) hidden.add(cell)
      continue
    }
    if (!isPersonal(by)) continue
    counts.push(cell)
    if (Math.abs(cell.numerator) > 0 && Math.abs(cell.numerator) < k) hidden.add(cell)
  }

  const groups = [
    ...groupBy(counts, cell => `${cell.metric}|${cell.bucket}|row|${cell.org}`),
    ...groupBy(counts, cell => `${cell.metric}|${cell.bucket}|item|${cell.item}`),
  ]
  // hiding in a row can leave a single hidden cell in a column, and the other way round; every round hides one more
  for (let changed = true; changed; ) {
    changed = false
    for (const group of groups) {
      if (group.filter(cell => hidden.has(cell)).length !== 1) continue
      const second = complementOf(group.filter(cell => !hidden.has(cell)))
      if (!second) continue
      hidden.add(second)
      changed = true
    }
  }

  return cells.map(cell => {
    const { metric, org, bucket, item } = cell
    const isSmall =
      METRICS.get(metric)?.kind !== 'ratio' && Math.abs(cell.numerator) < k && cell.numerator !== 0
    const figure: StatedFigure = !hidden.has(cell)
      ? bareFigure(cell)
      : isSmall
        ? { state: 'suppressed', value: null, k }
        : { state: 'suppressed_with', value: null }
    return { metric, org, bucket, item, ...figure }
  })
}

/** The figure of a cell before anything is hidden: its number, or why there is none. */
export function bareFigure({ value, absence }: Pick<Cell, 'value' | 'absence'>): StatedFigure {
  return value === null && absence ? { state: absence, value } : stated(value)
}

/** The smallest cell that holds somebody; an empty one only when there is no other. */
function complementOf(shown: readonly Cell[]): Cell | undefined {
  const filled = shown.filter(cell => cell.numerator !== 0)
  return (filled.length > 0 ? filled : shown).reduce<Cell | undefined>(
    (least, cell) => (least && least.numerator <= cell.numerator ? least : cell),
    undefined,
  )
}

function groupBy(cells: readonly Cell[], keyOf: (cell: Cell) => string): Cell[][] {
  const groups = new Map<string, Cell[]>()
  for (const cell of cells) {
    const group = groups.get(keyOf(cell))
    if (group) group.push(cell)
    else groups.set(keyOf(cell), [cell])
  }
  return [...groups.values()]
}
