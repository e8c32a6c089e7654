/**
 * What a figure is. All but `value` have no number, and each says why:
 *
 * - `no_data`: nothing happened or exists that the figure could be made of, for example a rate without a base
 * - `not_computed`: the job that computes it has not run for the period yet
 * - `before_data`: the period lies before the data begin
 * - `unknown_source`: the source system does not tell it
 * - `suppressed`: a count of persons from 1 to k − 1, or a figure that rests on one
 * - `suppressed_with`: not small itself; hidden because a small one could be computed from it
 */
export const FIGURE_STATES = [
  'value',
  'no_data',
  'not_computed',
  'before_data',
  'unknown_source',
  'suppressed',
  'suppressed_with',
] as const

export type FigureState = (typeof FIGURE_STATES)[number]

/** What stands in the place of a number; of a suppressed count `<k`, by its own k. */
export const STATE_MARKS: Readonly<Record<Exclude<FigureState, 'value' | 'suppressed'>, string>> = {
  no_data: '—',
  not_computed: '未计算',
  before_data: '无记录',
  unknown_source: '未提供',
  suppressed_with: '*',
}

/** What each state means, as tips and notes say it. */
export const STATE_WORDS: Readonly<Record<Exclude<FigureState, 'value'>, string>> = {
  no_data: '本期没有可计算的数据',
  not_computed: '尚未计算',
  before_data: '早于数据起始时间，没有记录',
  unknown_source: '来源系统不提供此项',
  suppressed: '人数过少，为保护个人信息不显示',
  suppressed_with: '本身不少，但由它可推出被隐藏的数，一并不显示',
}

/** Whether a figure is hidden to protect persons, by itself or along with another. */
export function isHidden(state: FigureState): boolean {
  return state === 'suppressed' || state === 'suppressed_with'
}
