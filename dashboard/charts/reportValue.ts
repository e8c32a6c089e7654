import type { AnswerColumn } from '../../api/contract.ts'
import { formatCompact, formatCompactValue, formatCount, formatValue, NO_VALUE } from '../parts/format.ts'

/** Unit of a report's column: that of its metric, or of a score or rank. */
export type ReportUnit = AnswerColumn['unit']

const oneDecimal = new Intl.NumberFormat('zh-CN', { minimumFractionDigits: 1, maximumFractionDigits: 1 })

/** A figure of a report without its unit: money in fen, a share as fraction of 1, time in minutes; null is "—". */
export function formatReportValue(unit: ReportUnit, value: number | null): string {
  if (value === null) return NO_VALUE
  if (unit === '分' || unit === '人/个') return oneDecimal.format(value)
  if (unit === '小时') return oneDecimal.format(value / 60)
  return unit === '名' ? formatCount(value) : formatValue(unit, value)
}

/** Like `formatReportValue`, short: for axes and the ends of bars. */
export function formatCompactReportValue(unit: ReportUnit, value: number): string {
  if (unit === '分' || unit === '人/个') return oneDecimal.format(value)
  if (unit === '小时') return formatCompact(value / 60)
  return unit === '名' ? formatCount(value) : formatCompactValue(unit, value)
}

/** The unit as it stands behind a figure: a share carries its own. */
export function unitBehind(unit: ReportUnit): string {
  return unit === '%' ? '' : ` ${unit}`
}
