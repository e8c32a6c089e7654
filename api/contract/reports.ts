import type { MetricUnit } from '../../warehouse/contract/unit.ts'
import type { Grain } from '../../warehouse/platform/time/comparison.ts'

export type { Comparison, Grain } from '../../warehouse/platform/time/comparison.ts'
export type {
  AnswerCell,
  AnswerColumn,
  AnswerRow,
  HeadlineRun,
  ReportAnswer,
} from '../../warehouse/reports/answer.ts'

/** GET /api/reports; GET /api/reports/:id?org=&grain=&day=&rows=&basis= → ReportAnswer, `day` being any of the period. */
export interface ReportList {
  reports: ReportEntry[]
  /** Business day of the server: no period that begins later can be asked for. */
  today: string
}

export interface ReportEntry {
  id: string
  title: string
  department: string
  purpose: string
  /** The first is the default, of the rows too. */
  grains: Grain[]
  rows: { id: string; label: string }[]
  /** Index of the column that the chart draws. */
  chart: number
  /** Lists stand below the table: GET /api/reports/:id/tops with the same query. */
  hasTops: boolean
}

/** GET /api/reports/:id/tops?org=&grain=&day= → the rows with most of something at the end of the period, in stored units. */
export interface TopLists {
  tops: TopList[]
}

export interface TopList {
  top: string
  title: string
  definition: string
  by: { figure: string; title: string; unit: MetricUnit }[]
  rows: { org: { id: string; name: string }; about: string; figures: number[] }[]
}
