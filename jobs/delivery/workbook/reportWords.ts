import type { RowKind } from '../../../warehouse/catalogue/reports.ts'
import { formatInstant } from '../../../warehouse/platform/time/day.ts'
import type { ReportAnswer } from '../../../warehouse/reports/answer.ts'

/** Who a file was made for, and when (milliseconds since 1970): printed on every page. */
export interface Stamp {
  account: string
  now: number
}

const ROW_HEADINGS: Readonly<Partial<Record<RowKind, string>>> = {
  level: '层级',
  org_type: '组织类别',
  industry_code: '行业类别',
  region_code: '地区',
  gender: '性别',
  age_band: '年龄',
  education: '学历',
  status_class: '职业',
  identity: '核对项',
}

/** Heading of the column with the rows' names. */
export function rowHeadingOf(kind: RowKind): string {
  return ROW_HEADINGS[kind] ?? '组织'
}

/** `2026年11月25日 10:32`, in Shanghai. */
export function instantInWords(instant: number): string {
  const text = formatInstant(instant)
  const [year, month, day] = text.slice(0, 10).split('-').map(Number)
  return `${year}年${month}月${day}日 ${text.slice(11, 16)}`
}

/** Under which tree and with which late data the figures stand. */
export function basisInWords(basis: ReportAnswer['basis']): string {
  return basis === 'published'
    ? '发布口径（按期末组织关系，发布后不再变动）'
    : '可比口径（各期均按当前组织关系、含迟到数据）'
}

/** Basis and as-of, then the windows of the changes; null when nothing is compared. */
export function contextInWords(answer: ReportAnswer): { basis: string; comparisons: string | null } {
  const { mom, yoy, ytd, ytdYoy } = answer.comparisons
  const windows = [
    ...(mom ? [`环比：与${mom}比`] : []),
    ...(yoy ? [`同比：与${yoy}比`] : []),
    ...(ytd ? [`本年累计：${ytd}${ytdYoy ? `，同比与${ytdYoy}比` : ''}`] : []),
  ]
  const running = answer.period.isRunning ? '（本期未结束）' : ''
  return {
    basis: `统计期：${answer.period.label}${running}　口径：${basisInWords(answer.basis)}　数据截至：${instantInWords(answer.asOf)}`,
    comparisons: windows.length > 0 ? windows.join('　') : null,
  }
}

export function stampInWords({ account, now }: Stamp): string {
  return `导出账号：${account}　导出时间：${instantInWords(now)}`
}
