import { ACTIVITY_METRICS } from './metrics/activities.ts'
import { DATA_QUALITY_METRICS } from './metrics/dataQuality.ts'
import { DUES_METRICS } from './metrics/dues.ts'
import { MEMBER_METRICS } from './metrics/members.ts'
import type {
  Computed as ComputedEntry,
  Figure,
  GroupCount,
  GroupFigure,
  MetricEntry,
  Ratio,
  StockOrFlow,
} from './metrics/metric.ts'
import { ORGANISATION_METRICS } from './metrics/organisations.ts'
import { RETENTION_METRICS } from './metrics/retention.ts'

export {
  BREAKDOWN_NAMES,
  type BreakdownName,
  type Condition,
  type Figure,
  type GroupFigure,
  type MeasureJob,
} from './metrics/metric.ts'

/**
 * Catalogue, list 2: every number the product shows. One entry is the only definition of its number; wall, API, workbook
 * and mail all ask the query builder for it by id.
 */
const ENTRIES = {
  ...ORGANISATION_METRICS,
  ...MEMBER_METRICS,
  ...DUES_METRICS,
  ...RETENTION_METRICS,
  ...ACTIVITY_METRICS,
  ...DATA_QUALITY_METRICS,
}

export type MetricId = keyof typeof ENTRIES

type Named<E extends MetricEntry> = E & { id: MetricId }

export type Computed = Named<ComputedEntry>
export type Metric = Named<StockOrFlow> | Named<Ratio> | Named<GroupCount> | Computed

export const METRICS: ReadonlyMap<MetricId, Metric> = new Map(
  (Object.keys(ENTRIES) as MetricId[]).map(id => [id, { ...ENTRIES[id], id }]),
)

/** The metric of this id, or undefined for an unknown one. */
export function findMetric(id: string): Metric | undefined {
  return [...METRICS.values()].find(metric => metric.id === id)
}

/** The figures a metric sums from the logs, in a fixed order: one, numerator and denominator, or none if it is computed. */
export function figuresOf(metric: Metric): readonly (Figure | GroupFigure)[] {
  if (metric.kind === 'ratio') return [metric.numerator, metric.denominator]
  if (metric.kind === 'group') return [metric.groups]
  if (metric.kind === 'computed') return []
  return [metric.figure]
}

export function isGroupFigure(figure: Figure | GroupFigure): figure is GroupFigure {
  return 'inner' in figure
}
