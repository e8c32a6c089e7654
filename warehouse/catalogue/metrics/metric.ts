import type { MetricUnit } from '../../contract/unit.ts'
import type { EntityName } from '../entities.ts'
import type { ReferenceName } from '../referenceValues.ts'
import type { Predicate } from './predicate.ts'

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
  'score_band',
  'unallocated_cause',
  'identity',
  'difference',
  'unmapped_cause',
  'source_system',
  'report',
  'grade',
  'award_level',
  'award_title',
  'punishment_kind',
  'message_kind',
  'article_kind',
  'life_kind',
  'interface',
  'actor_kind',
  'action',
  'post',
  'fail_code',
  'import_kind',
  'file_kind',
  'file_channel',
  'club_kind',
  'team_kind',
  'case_kind',
  'worker_kind',
  'difficulty_type',
  'service_need',
  'step',
  'transfer_reason',
  'started_by',
  'current_step',
  'transfer_step',
  'to_province',
  'item_type',
  'report_kind',
  'change_kind',
  'exit_kind',
  'host_kind',
  'reaction_kind',
  'learner_kind',
  'consult_type',
  'activity_status',
  'feedback_kind',
] as const
export type BreakdownName = (typeof BREAKDOWN_NAMES)[number]

/** The field of a breakdown that has another name, because several logs have a field of that name. */
export const FIELD_OF_BREAKDOWN: Readonly<Partial<Record<BreakdownName, string>>> = {
  activity_status: 'status',
  feedback_kind: 'kind',
  award_level: 'level',
  award_title: 'title',
  punishment_kind: 'kind',
  message_kind: 'kind',
  article_kind: 'kind',
  life_kind: 'kind',
  import_kind: 'kind',
  file_kind: 'kind',
  file_channel: 'channel',
  club_kind: 'kind',
  team_kind: 'kind',
  case_kind: 'kind',
  transfer_reason: 'reason',
  report_kind: 'kind',
  change_kind: 'kind',
  exit_kind: 'status',
  transfer_step: 'step',
}

/**
 * Which rows of a log count, and when.
 *
 * - `state`: a stock; everything whose effective day is not after the day asked about
 * - `since`: a stock that a row joins on a business day of its own, though its record may come later, and leaves when it is
 *   taken back
 * - `change`: what a stock gained in the period, by effective day
 * - `movement`: transitions in the period, by effective day
 * - `business`: facts in the period, by a date field of theirs; a deleted fact is gone as if it never was. `window`: in the
 *   year so far or in the last so many months instead of the period, whatever the period is
 * - `ever`: as known now, whenever it came: what rows of the period have of another log, though they get it later
 */
export type Basis =
  | { kind: 'state' }
  | { kind: 'since'; field: string }
  | { kind: 'change' }
  | { kind: 'movement'; transitions: readonly string[] }
  | { kind: 'business'; field: string; window?: 'year' | { months: number } }
  | { kind: 'ever' }

/** A number of a row: a field, the difference of two, or the time between two days or instants. */
export type Expression =
  | string
  | { minus: readonly [string, string] }
  | { days: readonly [from: string, to: string] }
  | { minutes: readonly [from: string, to: string] }

/** `distinct` counts values that are known; `quantile` is from 0 to 1. */
export type Aggregate =
  | 'count'
  | { sum: Expression }
  | { distinct: string }
  | { avg: Expression }
  | { quantile: number; of: Expression }

/** Rows of one log. */
export interface Rows {
  entity: EntityName
  /** The field with the organisation that a row stands at; the owner by default. */
  place?: string
  /** All of them hold. */
  where: readonly Predicate[]
  basis: Basis
}

/** Rows that have figures of their own. */
export interface Figured extends Rows {
  /** Figures of each row, by names that conditions and expressions may use like fields. */
  with?: Readonly<Record<string, Inner>>
}

/**
 * A figure of each row of a log, over the rows of another log that name it: how often, the sum of a field, or how many
 * different known values a field has (`distinct`).
 */
export interface Inner {
  /** They may have figures of their own, from a third log. */
  of: Figured
  /** The field of the other log that holds the id of the row, or its organisation where the rows are organisations. */
  by: string
  sum?: string
  distinct?: string
  /** The field of the row that `by` is matched with; its id by default. Rows of which it is not known have none of the figure. */
  key?: string
  /** `subtree`: of everything below the organisation, itself included, where the rows are organisations. */
  reach?: 'subtree'
}

/** Groups of rows with the same value of a field (members, homes, organisations …), each with figures of its own. */
export interface Groups {
  by: string
  figures: Readonly<Record<string, Aggregate>>
  /** Conditions on the figures: which groups count. */
  where: readonly Predicate[]
  /** The group stands where its last row stands, by these fields. */
  last: readonly string[]
  /** Conditions on that row, and on the figures that it has from another log. */
  lastIs?: readonly Predicate[]
}

/**
 * A number over the rows of a log. What it can be answered from is derived (`resolveMetric.ts`), never declared: counts and
 * sums of fields are sums of signed rows, at once and for any day; all else is computed every night, by the month.
 */
export interface Measure extends Figured {
  aggregate: Aggregate
  /**
   * The points of each row, which conditions and expressions may use like a field: whole ones from 0 to 100. Rows without any
   * are no part of the measure.
   */
  points?: readonly PointShare[]
  /** Counts groups of the rows instead of the rows. */
  per?: Groups
  /**
   * `subtree` (default): everything below an organisation. `children`: only its direct children. `itself`: only the
   * organisation, and for the whole instance those at the top, as of a target that is no sum of others.
   */
  reach?: 'children' | 'itself'
}

/** The name of the points of a row. */
export const POINTS = 'points'

/**
 * A share that counts in the points of a row by a reference value: whether conditions hold, or a figure ÷ another or a reference
 * value, at most 1. The points are the mean of the shares by their weights; a share of nothing is left out of it, and there are
 * none where a weight is not known or nothing is left.
 */
export type PointShare = { weight: ReferenceName } & ({ holds: Predicate } | { of: string; outOf: string })

/** All rows that a measure looks at: its own, and those that their figures come from. */
export function rowsBehind(rows: Figured): Rows[] {
  return [rows, ...Object.values(rows.with ?? {}).flatMap(inner => rowsBehind(inner.of))]
}

/** A measure in a formula, at another time than the period asked about. */
export interface FormulaTerm {
  of: Measure
  /**
   * `start`: the day before the period begins. `previous`: the period of the same length before it. `months`: so many months
   * later (negative: earlier). `rolling`: the months that end with the period, so many.
   */
  at?: 'start' | 'previous' | { months: number } | { rolling: number }
  /** −1 takes it away. */
  times?: -1
}

/** A measure that is a sum of signed rows. */
export interface Figure extends Rows {
  basis: Exclude<Basis, { kind: 'since' | 'ever' }>
  aggregate: 'count' | { sum: string }
  reach?: 'children'
}

/** Organisations counted by a figure of their own: those of `of` for which the sum of `inner` is from `least` to `most`. */
export interface GroupFigure {
  of: Figure
  inner: Figure
  least: number
  most: number
}

/** What every metric says of itself. */
export interface MetricText {
  title: string
  unit: MetricUnit
  /** How it is computed, for the people who read it. */
  definition: string
  breakdowns: readonly BreakdownName[]
  /** Fields that a list of the organisations which it counts shows beside those that its conditions look at. */
  lists?: readonly string[]
  /**
   * Organisations of any size can be held against each other by it, who has `more` or `less` of it being first: an organisation
   * is told its place among its equals, and how far the median and the first are.
   */
  comparable?: 'more' | 'less'
}

/** What an entry says of its metric; its key is the id. */
export type MetricEntry = MetricText &
  (
    | { measure: Measure }
    | { ratio: { numerator: Measure; denominator: Measure } }
    | { formula: { numerator: readonly FormulaTerm[]; denominator?: readonly FormulaTerm[] } }
    | { score: readonly WeightedShare[] }
    | { procedure: Procedure }
    /** No source tells what it is made of: it is listed with the reason, and is never a number. */
    | { untold: true }
  )

/**
 * A share that counts in a score by a reference value. A score is the mean of its shares by their weights, from 0 to 100; there
 * is none where a share is of nothing or has no weight.
 */
export interface WeightedShare {
  weight: ReferenceName
  numerator: Measure
  denominator: Measure
}

/** A job that computes a figure by a way of its own. */
export interface Procedure {
  job: Exclude<MeasureJob, 'measures'>
  over: 'sum' | 'last'
  isRatio: boolean
}

/** Jobs that write computed metrics. `measures` computes whatever an entry says; the others are procedures. */
export type MeasureJob = 'measures' | 'retention' | 'quality' | 'suppression' | 'tickets'

/** Some metrics by their ids: what a file of this folder exports. The ids are those of the entries. */
export function defineMetrics<const Id extends string>(
  entries: Readonly<Record<Id, MetricEntry>>,
): Readonly<Record<Id, MetricEntry>> {
  return entries
}
