import type { Window } from '../contract/calendar.ts'
import type { StatedFigure } from '../contract/figureState.ts'
import type { TargetDirection, TargetState } from '../contract/targetState.ts'

/** A figure beside its target. */
export interface Judged {
  /**
   * Value ÷ target; of a limit 1 while it is kept, and limit ÷ value beyond. Fraction of 1, above 1 what is more than asked
   * for; null without a number.
   */
  share: number | null
  /** Share of the days of the phase that have begun, from 0 to 1. */
  elapsed: number
  state: TargetState
}

export interface Judgeable {
  figure: StatedFigure | null
  target: number
  direction: TargetDirection
  window: Window
  /** The figure only grows within the phase, so that a limit that is passed stays passed. */
  accumulates: boolean
}

/** How a figure stands to its target at the end of a day. Pure. */
export function judgeTarget(
  { figure, target, direction, window, accumulates }: Judgeable,
  today: number,
): Judged {
  const elapsed = elapsedOf(window, today)
  if (today < window.from) return { share: null, elapsed, state: 'not_begun' }
  if (figure?.state !== 'value') return { share: null, elapsed, state: 'not_computed' }
  const { value } = figure
  const isOver = today > window.to
  if (direction === 'at_least') {
    const share = value / target
    if (value >= target) return { share, elapsed, state: 'reached' }
    return { share, elapsed, state: isOver || share < elapsed ? 'behind' : 'on_pace' }
  }
  if (value <= target) return { share: 1, elapsed, state: isOver ? 'reached' : 'on_pace' }
  const share = target / value
  return { share, elapsed, state: isOver || accumulates || share < elapsed ? 'behind' : 'on_pace' }
}

function elapsedOf({ from, to }: Window, today: number): number {
  const passed = (today - from + 1) / (to - from + 1)
  return Math.min(1, Math.max(0, passed))
}
