import type { MetricUnit } from '../../contract/unit.ts'
import type { Comparison, Grain } from '../../platform/time/comparison.ts'
import type { BreakdownName, MetricId } from '../metrics.ts'
import type { TopId } from '../tops.ts'

export const DEPARTMENTS = ['组织部', '学校部', '宣传部', '权益部', '城青部', '办公室', '信息中心'] as const
export type Department = (typeof DEPARTMENTS)[number]

/** What the rows are: the direct children of the organisation, or the values of a breakdown. */
export type RowKind = 'children' | BreakdownName

/**
 * Which part of a metric a column shows: its `value`, of a ratio also the `numerator`, the `denominator` or the `rest`
 * (denominator − numerator).
 */
export type Part = 'value' | 'numerator' | 'denominator' | 'rest'

export interface MetricColumn {
  kind: 'metric'
  metric: MetricId
  /** Heading; the metric's title by default. */
  title?: string
  /** Heading above several columns. */
  group?: string
  part?: Part
  /** Unit of the part; the metric's by default. */
  unit?: MetricUnit
  /** One value of a breakdown as a column of its own. */
  by?: { breakdown: BreakdownName; item: string }
  /** `ytd`: from the first of January to the end of the period. */
  span?: 'period' | 'ytd'
  /** Changes shown beside the figure. */
  compare?: readonly Comparison[]
  /** The last months as a small line. */
  trend?: true
  /** The place of each row among its siblings instead of the figure: who has `more` or `less` of it is first. */
  rank?: 'more' | 'less'
}

/** Weighted score and rank among the rows. */
export interface ScoreColumn {
  kind: 'score' | 'rank'
  title: string
  group?: string
}

export type Column = MetricColumn | ScoreColumn

/** One indicator of a score: rows are ranked by it, the best gets all of its weight and the last none. */
export interface Indicator {
  metric: MetricId
  part?: Part
  /** Per unit of another metric, so that large and small organisations compare. */
  per?: MetricId
  weight: number
  better: 'more' | 'less'
}

/** A report as it stands in the catalogue; its key there is its id. */
export interface ReportEntry {
  department: Department
  title: string
  /** What question it answers, for the list. */
  purpose: string
  /**
   * The clauses of the first line, which answers the question in words: `{MEM01}` is the total of a column by its metric,
   * `{MEM07 本期}` also by its title, `{同比 MEM01}` or `{环比 MEM01}` its change. A clause about a column that is not shown
   * with the rows asked for is left out. `first_of_peers` names the first of each kind of organisation by the score.
   */
  headline: readonly string[] | 'first_of_peers'
  /** Kinds of rows it can show; the first is the default. */
  rows: readonly RowKind[]
  columns: readonly Column[]
  /** The column that the chart beside the table draws. */
  chart: number
  grains: readonly Grain[]
  /** Of the column of kind `score`. */
  score?: readonly Indicator[]
  /** Lists of the rows with most of something, below the table. */
  tops?: readonly TopId[]
  /** A remark that belongs under every copy of it. */
  remark?: string
}

/** A report under its id. */
export interface NamedReport<N extends string> extends ReportEntry {
  id: N
}

/** Reports of one subject, named by the keys of their entries. */
export function reports<const N extends string>(
  entries: Readonly<Record<N, ReportEntry>>,
): Record<N, NamedReport<N>> {
  const named: Partial<Record<N, NamedReport<N>>> = {}
  for (const id in entries) named[id] = { ...entries[id], id }
  // every entry has been named by now, which the type of the loop cannot say
  return named as Record<N, NamedReport<N>>
}

/** A column that shows a metric. */
export const metric = (id: MetricId, rest: Omit<MetricColumn, 'kind' | 'metric'> = {}): MetricColumn => ({
  kind: 'metric',
  metric: id,
  ...rest,
})
/** A column that shows one value of a breakdown. */
export const item = (
  id: MetricId,
  breakdown: BreakdownName,
  value: string,
  title: string,
  group: string,
): MetricColumn => metric(id, { by: { breakdown, item: value }, title, group })

export const ALL_GRAINS: readonly Grain[] = ['month', 'quarter', 'year', 'week', 'day']
/** Figures of jobs exist per month, and for a quarter or a year as their sum or the last of them. */
export const MONTHLY: readonly Grain[] = ['month', 'quarter', 'year']
