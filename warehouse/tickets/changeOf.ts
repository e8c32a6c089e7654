import type { StatedFigure } from '../contract/figureState.ts'
import { addMonths, monthOf } from '../platform/time/day.ts'
import type { ChangeRule } from './changeRule.ts'
import type { Change } from './ticket.ts'

/** The stock at the end of each month, by its first day. */
export type Stocks = ReadonlyMap<number, StatedFigure>

/**
 * Whether the change of a month lies beyond the line of the rule, up or down: `none` when it does not, `unknown` when a figure
 * is missing that it cannot do without. What grows from nothing has no change. In the season it must lie beyond the line
 * against the same month of the year before too; where there is no such figure, the first test decides alone. Pure.
 */
export function changeOf(month: number, stocks: Stocks, rule: ChangeRule): Change | 'none' | 'unknown' {
  const baseMonth = addMonths(month, -rule.baseBefore)
  const value = numberAt(stocks, month)
  const base = numberAt(stocks, baseMonth)
  if (value === undefined || base === undefined) return 'unknown'
  if (!isBeyond(value, base, rule.percent)) return 'none'
  const isCompared = rule.season !== undefined && isInSeason(month, rule.season)
  const yearBefore = isCompared ? (numberAt(stocks, addMonths(month, -12)) ?? null) : null
  if (yearBefore !== null && yearBefore > 0 && !isBeyond(value, yearBefore, rule.percent)) return 'none'
  return { value, base, baseMonth, yearBefore, percent: rule.percent }
}

/** Compared in whole numbers: 5.0 % exactly is not beyond 5 %, however it is divided. */
function isBeyond(value: number, base: number, percent: number): boolean {
  return base > 0 && Math.abs(value - base) * 100 > percent * base
}

function isInSeason(month: number, { from, to }: { from: number; to: number }): boolean {
  const number = new Date(monthOf(month) * 86_400_000).getUTCMonth() + 1
  // a season may reach over the turn of the year
  return from <= to ? number >= from && number <= to : number >= from || number <= to
}

function numberAt(stocks: Stocks, month: number): number | undefined {
  const figure = stocks.get(month)
  return figure?.state === 'value' && figure.value !== null ? figure.value : undefined
}
