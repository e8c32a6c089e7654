import type { StatedFigure } from './figureState.ts'
import { changeWithUnit, gainText, NO_VALUE } from './figureText.ts'
import type { ChangeBase } from './scene.ts'
import type { Unit } from './unit.ts'

/** How much a figure has changed, alike on wall, page, workbook and mail. */

/**
 * Relative change against a base, as a fraction of 1. null, shown as "—", when the base is missing or 0: neither 0 % nor ∞
 * would be true.
 */
export function relativeChange(value: number | null, base: number | null): number | null {
  if (value === null || base === null || base === 0) return null
  return (value - base) / Math.abs(base)
}

/** Difference of two shares, as a fraction of 1, told in 个百分点; null when one of them is missing. */
export function shareChange(value: number | null, base: number | null): number | null {
  return value === null || base === null ? null : value - base
}

/** What a figure of the wall is compared with, as it stands in front of the change. */
export const CHANGE_LABELS: Readonly<Record<ChangeBase, string>> = {
  day: '较昨日',
  month: '环比',
  year: '同比',
}

/** The days whose figure it is compared with, in words. */
export const BASE_NAMES: Readonly<Record<ChangeBase, string>> = {
  day: '昨日',
  month: '上月同期',
  year: '上年同期',
}

/**
 * The change of a figure against its base: since yesterday as a number (`▲ 23`), else as a share of the base (`▲ 3.2%`), of a
 * share its points (`▼ 1.1 个百分点`); `持平` where nothing changed, "—" where one of the two is no number.
 */
export function changeSince(
  figure: StatedFigure,
  base: StatedFigure,
  against: ChangeBase,
  unit: Unit,
): string {
  if (figure.state !== 'value' || base.state !== 'value') return NO_VALUE
  if (unit === '%') return changeWithUnit(shareChange(figure.value, base.value), unit)
  if (against !== 'day') return changeWithUnit(relativeChange(figure.value, base.value), unit)
  const gained = gainText(figure.value - base.value, unit)
  return /[1-9]/.test(gained) ? gained : '持平'
}
