import { valueText } from './figureText.ts'

/** How an organisation stands to a target; the most urgent first. */
export const TARGET_STATES = ['behind', 'on_pace', 'reached', 'not_begun', 'not_computed'] as const

/**
 * - `behind`: the share reached is smaller than the share of the time that has passed, or the time is over
 * - `on_pace`: not reached yet, and not behind; a limit that was kept so far
 * - `reached`: the value is there; of a limit only when the time is over
 * - `not_begun`: the phase lies ahead
 * - `not_computed`: there is no number to judge by, for the reason that the figure gives
 */
export type TargetState = (typeof TARGET_STATES)[number]

export const TARGET_STATE_TITLES: Readonly<Record<TargetState, string>> = {
  behind: '滞后',
  on_pace: '正常',
  reached: '达标',
  not_begun: '未开始',
  not_computed: '未计算',
}

/** `at_least`: the value is to be reached; `at_most`: it is not to be exceeded. */
export const TARGET_DIRECTIONS = ['at_least', 'at_most'] as const
export type TargetDirection = (typeof TARGET_DIRECTIONS)[number]

/** What stands before a target. */
export const TARGET_SIGNS: Readonly<Record<TargetDirection, string>> = { at_least: '≥', at_most: '≤' }

/** The largest share that is written of what is not all of it: 99.97 % is not 100.0 %. */
const ALMOST_ALL = 0.999

/** A share of a target in words, `61.7%`; rounded down where rounding up would pass for reached. */
export function reachedText(share: number | null): string {
  return valueText(share !== null && share < 1 ? Math.min(share, ALMOST_ALL) : share, '%')
}
