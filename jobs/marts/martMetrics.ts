import {
  type BreakdownName,
  figuresOf,
  isGroupFigure,
  METRICS,
  type MetricId,
} from '../../warehouse/catalogue/metrics.ts'
import { REPORTS } from '../../warehouse/catalogue/reports.ts'

/** Metrics summed from the logs; the computed ones stand in `ads_org_measure`. */
export const SUMMED: readonly MetricId[] = [...METRICS.values()]
  .filter(({ kind }) => kind !== 'computed')
  .map(({ id }) => id)

export const RATIOS: readonly MetricId[] = SUMMED.filter(id => METRICS.get(id)?.kind === 'ratio')

/** Metrics that only tell a state: several months are the last of them. */
export const STOCKS: readonly MetricId[] = SUMMED.filter(id => {
  const metric = METRICS.get(id)
  return metric !== undefined && figuresOf(metric).every(figure => basisOf(figure) === 'state')
})

/** Breakdowns that are columns of a report, with the metrics they are columns of. */
export const COLUMN_BREAKDOWNS: ReadonlyMap<BreakdownName, readonly MetricId[]> = columnBreakdowns()

function basisOf(figure: ReturnType<typeof figuresOf>[number]): string {
  return isGroupFigure(figure) ? figure.of.basis.kind : figure.basis.kind
}

function columnBreakdowns(): Map<BreakdownName, MetricId[]> {
  const found = new Map<BreakdownName, MetricId[]>()
  for (const { columns } of Object.values(REPORTS))
    for (const column of columns) {
      if (column.kind !== 'metric' || !column.by || !SUMMED.includes(column.metric)) continue
      const known = found.get(column.by.breakdown) ?? []
      if (!known.includes(column.metric)) found.set(column.by.breakdown, [...known, column.metric])
    }
  return found
}
