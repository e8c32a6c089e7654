import { ACTIVITY_REPORTS } from './reports/activities.ts'
import { AFFAIR_REPORTS } from './reports/affairs.ts'
import { AWARD_REPORTS } from './reports/awards.ts'
import { COMPARISON_REPORTS } from './reports/comparisons.ts'
import { DUES_REPORTS } from './reports/dues.ts'
import { EVALUATION_REPORTS } from './reports/evaluation.ts'
import { MEMBER_REPORTS } from './reports/members.ts'
import { ORGANISATION_REPORTS } from './reports/organisations.ts'
import { PLATFORM_REPORTS } from './reports/platform.ts'
import { DEPARTMENTS, type NamedReport } from './reports/report.ts'
import { PROTECTION_REPORTS, YOUTH_REPORTS } from './reports/youth.ts'

export {
  type Column,
  DEPARTMENTS,
  type Department,
  type Indicator,
  type MetricColumn,
  type Part,
  type RowKind,
  type ScoreColumn,
} from './reports/report.ts'

/**
 * Catalogue, list 3: reports. One entry in a file of `reports/` is at once a page, an
 * API answer and a sheet of a workbook: rows by columns, for an organisation and a period.
 */
export const REPORTS = {
  ...ORGANISATION_REPORTS,
  ...MEMBER_REPORTS,
  ...DUES_REPORTS,
  ...ACTIVITY_REPORTS,
  ...COMPARISON_REPORTS,
  ...EVALUATION_REPORTS,
  ...AWARD_REPORTS,
  ...AFFAIR_REPORTS,
  ...PLATFORM_REPORTS,
  ...YOUTH_REPORTS,
  ...PROTECTION_REPORTS,
}

export type ReportId = keyof typeof REPORTS
export type Report = NamedReport<ReportId>

/** By department, in the order in which lists name them. */
export const REPORT_NAMES: readonly ReportId[] = DEPARTMENTS.flatMap(department =>
  Object.values(REPORTS).flatMap(report => (report.department === department ? [report.id] : [])),
)

/** The report of this id, or undefined for an unknown one. */
export function findReport(id: string): Report | undefined {
  return Object.values(REPORTS).find(report => report.id === id)
}
