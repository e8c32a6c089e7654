import { z } from 'zod'
import type { Report } from '../../warehouse/catalogue/reports.ts'
import { formatDay, monthOf, parseDay } from '../../warehouse/platform/time/day.ts'
import type { ReportRequest } from '../../warehouse/reports/readReport.ts'
import { RequestError } from '../http/errors.ts'

// no source has anything older
const FIRST_DAY = '1990-01-01'

/** Query string of a report. */
export const reportQuery = z.object({
  org: z
    .string()
    .max(20, { error: '组织编号无效' })
    .default('root')
    .describe('组织编号，root 为本人可见的最上级'),
  grain: z
    .enum(['day', 'week', 'month', 'quarter', 'year'], { error: '只能为 day、week、month、quarter 或 year' })
    .default('month')
    .describe('期间的长短'),
  day: z
    .string()
    .refine(text => parseDay(text) !== undefined, { error: '日期应为 YYYY-MM-DD 格式的有效日期' })
    .optional()
    .describe('期间内的任一天；默认为上月（按月）或今天'),
  rows: z.string().max(40).optional().describe('行的种类，见报表目录；默认为第一种'),
  basis: z
    .enum(['published', 'current'], { error: '只能为 published 或 current' })
    .optional()
    .describe('已发布数据，或按当前组织树的数据；默认有已发布数据时用已发布数据'),
})

/** The request for a report. Throws `RequestError('input')` in words for the user. */
export function requestOf(
  report: Report,
  { org, grain, day: text, rows, basis }: z.output<typeof reportQuery>,
  today: number,
): ReportRequest {
  const day = parseDay(text ?? '') ?? (grain === 'month' ? monthOf(today) - 1 : today)
  if (day > today) throw new RequestError('input', `日期不能晚于今天（${formatDay(today)}）`)
  if (formatDay(day) < FIRST_DAY) throw new RequestError('input', `日期不能早于 ${FIRST_DAY}`)
  if (!report.grains.includes(grain))
    throw new RequestError('input', `${report.title}没有这种期间，可选：${report.grains.join('、')}`)
  const kind = report.rows.find(each => each === rows)
  if (rows && !kind)
    throw new RequestError('input', `${report.title}没有这种行，可选：${report.rows.join('、')}`)
  return { report: report.id, org, grain, day, ...(kind ? { rows: kind } : {}), ...(basis ? { basis } : {}) }
}
