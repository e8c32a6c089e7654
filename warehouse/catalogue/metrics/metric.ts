import type { MetricUnit } from '../../contract/unit.ts'
import type { EntityName } from '../entities.ts'

/**
 * Attributes a figure may be broken down by. `field` is a column of the log, `org` an attribute of the owning
 * organisation in `dim_org`, `age` the band of completed years on the day asked about.
 */
export const BREAKDOWN_NAMES = [
  'org_type',
  'industry_code',
  'region_code',
  'school_stage',
  'level',
  'gender',
  'age_band',
  'education',
  'status_class',
  'payer_class',
  'channel',
  'category',
  'kind',
  'method',
  'arrears_age',
  'unallocated_cause',
  'identity',
  'difference',
  'unmapped_cause',
] as const
export type BreakdownName = (typeof BREAKDOWN_NAMES)[number]

export interface Condition {
  field: string
  in: readonly string[]
}

/** Which rows of a log a figure sums, and by which date. */
export interface Figure {
  entity: EntityName
  /** `count`: sum(sign). A field name: sum(sign × field). */
  measure: 'count' | 'amount_due_fen' | 'amount_fen' | 'activity_minutes'
  where: readonly Condition[]
  /**
   * - `state`: a stock; everything whose effective day is not after the day asked about
   * - `change`: what a stock gained in the period, by effective day
   * - `movement`: transitions in the period, by effective day
   * - `business`: facts in the period, by a date field of theirs; a deleted fact is gone as if it never was
   */
  basis:
    | { kind: 'state' }
    | { kind: 'change' }
    | { kind: 'movement'; transitions: readonly string[] }
    | { kind: 'business'; field: string }
  /** `subtree` (default): everything below an organisation. `children`: only its direct children. */
  reach?: 'children'
}

/** Organisations counted by a figure of their own: those of `of` for which the sum of `inner` is from `least` to `most`. */
export interface GroupFigure {
  of: Figure
  inner: Figure
  least: number
  most: number
}

interface MetricBase {
  title: string
  unit: MetricUnit
  /** How it is computed, for the people who read it. */
  definition: string
  breakdowns: readonly BreakdownName[]
  /** `person`: a count of persons; a breakdown by a personal attribute is suppressed below the channel's k. */
  suppression: 'none' | 'person'
}

export interface StockOrFlow extends MetricBase {
  kind: 'stock' | 'flow'
  figure: Figure
}
export interface Ratio extends MetricBase {
  kind: 'ratio'
  numerator: Figure | GroupFigure
  denominator: Figure
}
export interface GroupCount extends MetricBase {
  kind: 'group'
  groups: GroupFigure
}
/**
 * What no sum of signed rows can tell (distinct people, the state of single bills, the split of the dues): a job writes it
 * per organisation and month into `app.ads_org_measure`, at the end of the month or, while it runs, of the day before.
 */
export interface Computed extends MetricBase {
  kind: 'computed'
  job: MeasureJob
  /**
   * What several months are: the sum of them, the last one, or of persons who count once a figure of its own, which the job
   * writes with the last month for its quarter and its year so far.
   */
  over: 'sum' | 'last' | 'distinct'
  /** Its value is numerator ÷ denominator; otherwise the numerator alone. */
  isRatio: boolean
}
/** What an entry says of its metric; its key is the id. */
export type MetricEntry = StockOrFlow | Ratio | GroupCount | Computed

/** Jobs that write computed metrics. */
export type MeasureJob = 'arrears' | 'retention' | 'participation' | 'quality'

/** Some metrics by their ids: what a file of this folder exports. The ids are those of the entries. */
export function defineMetrics<const Id extends string>(
  entries: Readonly<Record<Id, MetricEntry>>,
): Readonly<Record<Id, MetricEntry>> {
  return entries
}
