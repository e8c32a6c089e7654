import type { MetricCondition } from '../../warehouse/catalogue/alertRule.ts'
import { figuresOf, isGroupFigure, METRICS, type MetricId } from '../../warehouse/catalogue/metrics.ts'
import { endOf, type Window } from '../../warehouse/platform/time/comparison.ts'
import { addMonths, monthOf } from '../../warehouse/platform/time/day.ts'

const MONTHS_A_YEAR = 12

/** The periods that a condition looks at, by their first days, the newest first; `base` is what a change is measured from. */
export interface LookedAt {
  period: number
  base: number | null
}

/**
 * The periods of a condition as of the end of `day`. A stock is taken in the running month too; what happens over a month
 * is judged when the month has ended. Pure.
 */
export function periodsOf(condition: MetricCondition, day: number): LookedAt[] {
  const { grain } = condition
  const newest = grain === 'day' ? day : newestMonth(condition, day)
  const back = (period: number, by: number) => (grain === 'day' ? period - by : addMonths(period, -by))
  return Array.from({ length: condition.periods }, (_, i) => {
    const period = back(newest, i)
    if (condition.of === 'value') return { period, base: null }
    return { period, base: back(period, condition.of === 'change_of_year' ? MONTHS_A_YEAR : 1) }
  })
}

/** The days that must be asked about for these periods, as of the end of `day`. */
export function windowOf(periods: readonly LookedAt[], grain: 'month' | 'day', day: number): Window {
  const firsts = periods.flatMap(({ period, base }) => (base === null ? [period] : [period, base]))
  const last = Math.max(...firsts)
  return { from: Math.min(...firsts), to: grain === 'day' ? last : Math.min(day, endOf('month', last)) }
}

/** The metrics that a condition looks at. */
export function metricsOf({ metric, line }: MetricCondition): MetricId[] {
  return typeof line === 'object' && 'metric' in line ? [metric, line.metric] : [metric]
}

function newestMonth(condition: MetricCondition, day: number): number {
  const isOver = day === endOf('month', monthOf(day))
  return isOver || metricsOf(condition).every(isStock) ? monthOf(day) : addMonths(day, -1)
}

/** Whether a figure tells how things stand at the end of a period, and not what happened in it. */
function isStock(id: MetricId): boolean {
  const metric = METRICS.get(id)
  if (!metric) return false
  if (metric.kind === 'computed') return metric.over === 'last'
  return figuresOf(metric).every(figure => isGroupFigure(figure) || figure.basis.kind === 'state')
}
