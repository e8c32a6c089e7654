import type { ReportId } from '../../../warehouse/catalogue/reports.ts'
import type { ReportAnswer } from '../../../warehouse/reports/answer.ts'
import type { Stamp } from './reportWords.ts'
import type { RetentionRow, Trend } from './sources.ts'

/** Everything that stands in the monthly workbook of one organisation, as plain data. */
export interface MonthlyBook {
  org: { id: string; name: string }
  /** For example `2026年10月`. */
  monthLabel: string
  /** In the order of the sheets. */
  topics: readonly ReportAnswer[]
  statement: readonly RetentionRow[]
  trends: readonly Trend[]
  stamp: Stamp
}

/** Topics of the monthly workbook, in the order of its sheets. */
export const MONTHLY_TOPICS: readonly ReportId[] = [
  'org_entry',
  'org_structure',
  'member_growth',
  'member_composition',
  'dues_collection',
  'dues_arrears',
  'dues_retention',
  'activity',
  'city_ranking',
  'data_quality',
]
