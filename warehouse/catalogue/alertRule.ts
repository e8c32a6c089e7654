import type { Unit } from '../contract/unit.ts'
import type { EntityName } from './entities.ts'
import type { Predicate } from './metrics/predicate.ts'
import type { MetricId } from './metrics.ts'
import type { ReferenceName } from './referenceValues.ts'
import type { Department, ReportId } from './reports.ts'

/**
 * Catalogue, list 5: alerts. An entry says what is watched, at which organisations, where the lines are, and who has to act;
 * its words are made from these parts. One entry is one file of `alerts/`.
 */

export const SEVERITIES = ['amber', 'red'] as const
export type Severity = (typeof SEVERITIES)[number]

export const SEVERITY_TITLES: Readonly<Record<Severity, string>> = { amber: '黄色', red: '红色' }

/**
 * How a figure stands to its line. `moves_beyond`: a change, whatever its sign, is larger than the line.
 */
export type Comparison = 'at_least' | 'above' | 'at_most' | 'below' | 'moves_beyond'

/** What the reference value is for the organisation on the day that is judged; where it has none there is no line. */
export interface ReferenceLine {
  reference: ReferenceName
}

/**
 * Where a target should stand by now: its share of the time from the beginning of the phase (the day from which the row of
 * the deadline holds) to the deadline.
 */
export interface PaceLine {
  target: ReferenceName
  due: ReferenceName
}

/** A line, in the stored unit of the figure (fen, minutes, a share as a fraction of 1), or `times` another metric. */
export type Line = number | { metric: MetricId; times: number } | ReferenceLine | PaceLine

interface ConditionBase {
  severity: Severity
  is: Comparison
  line: Line
  /**
   * Hysteresis: an open alert stays while the figure stands so to this line, which lies before the other one. A figure that
   * moves around its line does not raise another alert every few days.
   */
  clears?: number | ReferenceLine
  /** A deadline: it cannot hold before the day after. */
  after?: ReferenceName
}

/** A condition over a metric per organisation. */
export interface MetricCondition extends ConditionBase {
  metric: MetricId
  grain: 'month' | 'day'
  /** What the words call the figure; the title of the metric by default. */
  title?: string
  /** The figure itself, or its change since the period before or the same one of the year before, as a fraction of 1. */
  of: 'value' | 'change' | 'change_of_year'
  /** How many periods in a row it must hold, the present one included. */
  periods: number
  /** Tells apart what a rule watches at one organisation; conditions of one item are grades of the same alert. */
  item: string
}

/** A condition over what a row set yields under this item. */
export interface RowCondition extends ConditionBase {
  item: string
  line: number | ReferenceLine
  /** Rows beyond this are no longer looked at. */
  until?: ReferenceName
}

/** What a row set watches under one item. */
export interface RowItem {
  title: string
  unit: Unit
  /**
   * The figure is time that passes by itself, since a day or until one. The alert tells that day, so that nothing changes of it
   * while nothing but time passes.
   */
  passes?: 'since' | 'until'
  /** Rows of which a log must have any before the item says something: a source may tell the log, but not these. */
  told?: { entity: EntityName; where: Predicate }
}

/** Roles of accounts (`warehouse/control/accounts/account.ts`) that may take note of an alert. */
export type ActingRole = 'admin' | 'department' | 'committee'

/** Organisations at which a rule is judged: all of them without limits. */
export interface Places {
  /** Levels of `dim_org`: 2 province, 3 city, 4 county, 5 town. */
  levels?: readonly number[]
  types?: readonly string[]
}

export type Watch =
  | { kind: 'metrics'; conditions: readonly MetricCondition[] }
  | {
      kind: 'rows'
      /**
       * File in sql/query: columns `org_id`, `item`, `value`; parameters `day`, `bit_<entity>` and `highest`, the greatest line
       * in force anywhere. Of several rows of an organisation and item the one furthest beyond its line counts.
       */
      sql: string
      items: Readonly<Record<string, RowItem>>
      /** Logs that it counts. */
      entities: readonly EntityName[]
      /** Metrics that must have a value for the whole instance before the rows say anything. */
      needs: readonly MetricId[]
      conditions: readonly RowCondition[]
    }

export interface AlertRule {
  /** `A5`: number in the list of alerts that the departments agreed on. */
  id: string
  title: string
  department: Department
  /** Where the lines come from, for those who read them. */
  source: string
  places: Places
  watch: Watch
  /** Who has to act: accounts of the organisation itself, or only of those above it; with one of these roles. */
  to: { who: 'own' | 'superior'; roles: readonly ActingRole[] }
  /** What it says tells of single persons: it is listed for the organisation itself only, those above see how many. */
  isOfPersons?: true
  /** The report that shows what lies behind. */
  report: ReportId
}
