import type { AnswerRow } from '../../../api/contract.ts'
import type { Slot } from './headerCells.ts'

/**
 * The small bar below a change: from the middle to the right for more, to the left for less, half the cell for the largest
 * change of the column. It has one neutral colour, because more is not always better.
 */
export interface ChangeBar {
  left: string
  width: string
}

/** Largest change of every slot, whatever its sign; 0 where there are none. */
export function largestChanges(rows: readonly AnswerRow[], slots: readonly Slot[]): number[] {
  return slots.map(({ column, part }) => {
    if (part !== 'mom' && part !== 'yoy') return 0
    return Math.max(0, ...rows.map(row => Math.abs(row.cells[column]?.[part] ?? 0)))
  })
}

/** null where there is no change to draw. */
export function barsOf(change: number | null, largest: number): ChangeBar | null {
  if (change === null || change === 0 || largest === 0) return null
  const half = Math.round(Math.min(1, Math.abs(change) / largest) * 500) / 10
  return { left: `${change > 0 ? 50 : 50 - half}%`, width: `${half}%` }
}
