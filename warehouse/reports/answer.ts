import type { ListPartId } from '../catalogue/listParts.ts'
import type { BreakdownName } from '../catalogue/metrics.ts'
import type { Department, ReportId, RowKind } from '../catalogue/reports.ts'
import type { StatedFigure } from '../contract/figureState.ts'
import type { OwnPlace } from '../contract/ownPlace.ts'
import type { Unit } from '../contract/unit.ts'
import type { Comparison, Grain } from '../platform/time/comparison.ts'
import type { MissingWork } from './outlook.ts'

/** A report for one organisation and period, as page, interface and workbook show it alike. Plain data. */
export interface ReportAnswer {
  report: ReportId
  title: string
  department: Department
  /** `''` when there is none. */
  remark: string
  org: { id: string; name: string; level: number }
  /** What the rows are. */
  rowKind: RowKind
  period: {
    grain: Grain
    /** `YYYY-MM-DD`, both inclusive. */
    from: string
    to: string
    /** For example `2026年10月`, `2026年11月1日至25日`. */
    label: string
    isRunning: boolean
  }
  /** The windows that the shown changes refer to, in words, for example `2025年10月`; absent when no column compares. */
  comparisons: { mom?: string; yoy?: string; ytd?: string; ytdYoy?: string }
  /**
   * `published`: the settled figures of a month, under the tree as it was at its end. `current`: what the logs say now,
   * under today's tree (可比口径), for all windows alike.
   */
  basis: 'published' | 'current'
  /** The data are complete up to this instant, milliseconds since 1970. */
  asOf: number
  /** What jobs have not computed of it yet, and when that can be expected; empty when nothing is missing. */
  missing: MissingWork[]
  /** Which changes have no whole base, who is not ranked, and why; each a sentence. */
  notes: string[]
  /** The answer in one sentence. */
  headline: string
  /** The same in pieces; those that are a figure name its column, whose total they are. */
  headlineRuns?: HeadlineRun[]
  /** Where the organisation stands among its equals; absent where it has none, or the report nothing to compare them by. */
  places?: OwnPlace[]
  columns: AnswerColumn[]
  rows: AnswerRow[]
  total: AnswerRow
}

export interface HeadlineRun {
  text: string
  column?: number
}

/** Which list of organisations stands behind the figures of a column. */
export interface ColumnList {
  part: ListPartId
  span: 'period' | 'ytd'
  by?: BreakdownName
  item?: string
}

export interface AnswerColumn {
  title: string
  /** Heading above several columns, `''` for none. */
  group: string
  unit: Unit
  /** Metric id, `''` for a score or rank. */
  metric: string
  definition: string
  compare: readonly Comparison[]
  hasTrend: boolean
  /** The rows, the organisation's own one included, add up to the total. */
  addsUp: boolean
  /** Absent where no list can be. */
  list?: ColumnList
}

export interface AnswerRow {
  /** Org id or value of the breakdown; `''` what has no place in the tree. */
  id: string
  name: string
  /** `own`: what the organisation holds itself, below no child. */
  kind: 'child' | 'own' | 'item' | 'total'
  /** Has children of its own to look at. */
  canDrill: boolean
  /**
   * Of a report with a rank: among whom the row is ranked, for example `市级团委`. Rows of the same peers follow each other;
   * absent for those that are not ranked.
   */
  peers?: string
  /** One per column. */
  cells: AnswerCell[]
}

/** The base lies before the data begin, in part or whole, or is not computed, or its source does not tell it. */
export type BaseFault = 'before_data' | 'not_computed' | 'unknown_source'

export type AnswerCell = StatedFigure & {
  /** Relative change, of a share the difference in points, both as fraction of 1; null is "—". Absent when not asked for. */
  mom?: number | null
  yoy?: number | null
  /** Why a change is "—" although both periods may have figures: its base is not whole. */
  noBase?: Partial<Record<Comparison, BaseFault>>
  /** Value of each of the last complete months, oldest first; absent when the column has none or it is hidden. */
  trend?: StatedFigure[]
  /** Of a published figure: what the logs say by now, when that differs. */
  revised?: number
}
