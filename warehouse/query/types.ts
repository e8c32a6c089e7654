import type { EntityName } from '../catalogue/entities.ts'
import type { BreakdownName, MeasureJob, MetricId } from '../catalogue/metrics.ts'
import type { FigureState } from '../contract/figureState.ts'

/** One question to the query builder. */
export interface Ask {
  /** Names the answer; unique within one call. */
  name: string
  metrics: readonly MetricId[]
  /** `dim_org` id of the organisation asked about, or `root`. */
  org: string
  /**
   * `total`: the subtree as one figure. `children`: a figure per direct child, and one for the organisation itself (what
   * no child owns). The children of `root` are the tops of the trees; its own row, `''`, is 未归属.
   * `levels`: a figure of the whole subtree for the organisation and every one below it down to `LOWEST_LEVEL`; those
   * without a figure are left out.
   */
  rows: 'total' | 'children' | 'levels'
  by?: BreakdownName
  /** Business days (Asia/Shanghai), both inclusive, days since 1970-01-01. A stock is taken at the end of each bucket. */
  from: number
  to: number
  grain: 'all' | 'day' | 'month'
  /**
   * First day of the month whose end's tree places the owners (`warehouse/orgs/monthTree.ts`), `org` included; today's tree
   * without.
   */
  treeMonth?: number
}

/** What a figure is instead of a number, besides being hidden. */
export type Absence = Extract<FigureState, 'no_data' | 'not_computed' | 'before_data' | 'unknown_source'>

/** Months, by their first days, that a job has not computed yet although it will. */
export interface Missing {
  job: MeasureJob
  months: readonly number[]
}

/** One number of an answer. */
export interface Cell {
  metric: MetricId
  /** `dim_org` id of the row; for `total` the organisation asked about; `''` is 未归属, the part of `root` without a place. */
  org: string
  /** First day of the bucket, days since 1970-01-01; for grain `all` the `from` of the question. */
  bucket: number
  /** Value of the breakdown (`warehouse/query/breakdowns.ts`), `''` without one or when it is not known. */
  item: string
  /** Count or fen; a ratio as a fraction of 1; null when there is none, for the reason that `absence` gives. */
  value: number | null
  /** Why there is no value; nothing that it could be made of (`no_data`) when it does not say. */
  absence?: Absence
  /** The period lies partly before the data begin: no base for a change. */
  isPartial?: true
  /** For a ratio its two sums, otherwise value and 1. */
  numerator: number
  denominator: number
}

export interface Answer {
  name: string
  /**
   * Every metric × row × bucket × item, zeros included, in that order. Rows of `children`: the active direct children in
   * the order of the tree, then whatever else has a figure.
   */
  cells: readonly Cell[]
  /** The last day the figures cover: `to`, or yesterday for personal attributes below the city, which are never live. */
  to: number
  /** What jobs have not computed of it yet; absent when nothing is missing. */
  missing?: readonly Missing[]
}

/** What all answers of one call have in common. */
export interface Answers {
  answers: ReadonlyMap<string, Answer>
  /** Batch number of each log that was read, as of the one snapshot its figures come from. */
  heads: Readonly<Partial<Record<EntityName, string>>>
}
