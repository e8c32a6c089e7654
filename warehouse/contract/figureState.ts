/**
 * What a figure is. All but `value` have no number, and each says why:
 *
 * - `no_data`: nothing happened or exists that the figure could be made of, for example a rate without a base
 * - `not_computed`: the job that computes it has not run for the period yet
 * - `before_data`: the period lies before the data begin
 * - `unknown_source`: the source system does not tell it
 * - `suppressed`: a count of persons from 1 to k − 1
 * - `suppressed_with`: hidden because a suppressed count could be computed from it; may itself be anything
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

/** A figure without a number. `k`: the smallest count that is shown of its kind. */
export type AbsentFigure =
  | { state: 'suppressed'; value: null; k: number }
  | { state: Exclude<FigureState, 'value' | 'suppressed'>; value: null }

/**
 * A figure as every answer carries it: its number, or why there is none. Money in fen, a share as fraction of 1, time in
 * minutes. `isRounded`: counted to tens, or made of such counts, so that nobody can tell single persons.
 */
export type StatedFigure = { state: 'value'; value: number; isRounded?: true } | AbsentFigure

/** A number as a figure; without one there is nothing that it could be made of. */
export function stated(value: number | null): StatedFigure {
  return value === null ? { state: 'no_data', value } : { state: 'value', value }
}

/** The figure alone, of what carries more than it. */
export function statedIn(figure: StatedFigure): StatedFigure {
  if (figure.state === 'suppressed') return { state: 'suppressed', value: null, k: figure.k }
  if (figure.state !== 'value') return { state: figure.state, value: null }
  return { state: 'value', value: figure.value, ...(figure.isRounded ? { isRounded: true } : {}) }
}

/** What stands in the place of a number; of a suppressed count `<k`, by its own k. */
export const STATE_MARKS: Readonly<Record<Exclude<FigureState, 'value' | 'suppressed'>, string>> = {
  no_data: '—',
  not_computed: '未计算',
  before_data: '无记录',
  unknown_source: '未提供',
  suppressed_with: '*',
}

/** The mark of a figure without a number. */
export function markOf(figure: AbsentFigure): string {
  return figure.state === 'suppressed' ? `<${figure.k}` : STATE_MARKS[figure.state]
}

/** Stands before a number that is rounded. */
export const ROUNDED_MARK = '约'

/** What each state means, as tips and notes say it; of a suppressed count by its own k. */
export const STATE_WORDS: Readonly<Record<Exclude<FigureState, 'value' | 'suppressed'>, string>> = {
  no_data: '本期没有可计算的数据',
  not_computed: '尚未计算',
  before_data: '早于数据起始时间，没有记录',
  unknown_source: '来源系统不提供此项',
  suppressed_with: '由它可推算出被隐藏的人数，一并不显示',
}

/** Why a figure has no number, for those who read it. */
export function meaningOf(figure: AbsentFigure): string {
  return figure.state === 'suppressed'
    ? `少于 ${figure.k} 人，为保护个人信息不显示`
    : STATE_WORDS[figure.state]
}

/** Whether a figure is hidden to protect persons, by itself or along with another. */
export function isHidden(state: FigureState): boolean {
  return state === 'suppressed' || state === 'suppressed_with'
}

/** Whether a number stands for those around it, so that it is not the sum of its parts. */
export function isRounded(figure: StatedFigure): boolean {
  return figure.state === 'value' && figure.isRounded === true
}
