import { z } from 'zod'
import { roundKey } from '../../../warehouse/assessment/round.ts'
import { LIST_PARTS } from '../../../warehouse/catalogue/listParts.ts'
import { MAILINGS } from '../../../warehouse/catalogue/mailings.ts'
import { BREAKDOWN_NAMES } from '../../../warehouse/catalogue/metrics.ts'
import { REPORT_NAMES, REPORTS } from '../../../warehouse/catalogue/reports.ts'
import { TICKET_FILTERS, TICKET_KINDS } from '../../../warehouse/contract/ticketState.ts'
import { startOf } from '../../../warehouse/platform/time/comparison.ts'
import { formatDay, parseDay } from '../../../warehouse/platform/time/day.ts'
import { type MailPeriod, parsePeriod, periodAt } from '../mail/periods.ts'
import { listFault, listTitle } from './listRequest.ts'

/** Which list of organisations behind a figure; the same on its page and as a file. */
export const listShape = {
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
    .describe('期间内的任一天'),
  span: z
    .enum(['period', 'ytd'], { error: '只能为 period 或 ytd' })
    .default('period')
    .describe('本期，或本年累计'),
  part: z.enum(LIST_PARTS, { error: '没有这个部分' }).optional().describe('比率的哪一部分；默认为第一个'),
  by: z.enum(BREAKDOWN_NAMES, { error: '没有这种分组' }).optional().describe('分组维度'),
  item: z.string().max(80).default('').describe('分组维度的一个值'),
  own: z.enum(['0', '1'], { error: '只能为 0 或 1' }).default('0').describe('1：只列组织本级；全省为未归属'),
  basis: z
    .enum(['published', 'current'], { error: '只能为 published 或 current' })
    .default('current')
    .describe('按已发布月份月末的组织树，或按当前组织树'),
  sort: z
    .string()
    .max(40)
    .optional()
    .describe('排序的列：place、name、type、value 或 columns 中的 key；默认按组织树'),
  order: z.enum(['asc', 'desc'], { error: '只能为 asc 或 desc' }).default('asc').describe('升序或降序'),
}

const org = z.string().min(1).max(20, { error: '组织编号无效' }).describe('组织编号，root 为全部')

/** What an account may ask for: a report as it stands on the page, the monthly workbook, or that of the weekly bulletin. */
export const exportRequest = z.discriminatedUnion(
  'kind',
  [
    z.strictObject({
      kind: z.literal('report'),
      report: z.enum(REPORT_NAMES, { error: '没有这张报表' }).describe('报表编号'),
      org,
      grain: z
        .enum(['day', 'week', 'month', 'quarter', 'year'], { error: '时间粒度无效' })
        .describe('时间粒度'),
      day: z
        .string()
        .refine(text => parseDay(text) !== undefined, { error: '日期应为 YYYY-MM-DD 格式的有效日期' })
        .describe('统计期内的任一日期'),
      rows: z.string().max(40).optional().describe('行的种类，默认为报表的第一种'),
      basis: z
        .enum(['published', 'current'], { error: '只能为 published 或 current' })
        .optional()
        .describe('已发布数据，或按当前组织树的数据；默认有已发布数据时用已发布数据'),
    }),
    z.strictObject({
      kind: z.literal('monthly'),
      org,
      month: z
        .string()
        .regex(/^\d{4}-(0[1-9]|1[0-2])$/, { error: '月份应为 YYYY-MM 格式' })
        .describe('月份，须已结束'),
    }),
    z.strictObject({
      kind: z.literal('weekly'),
      org,
      week: z
        .string()
        .refine(text => parsePeriod(MAILINGS.weekly, text) !== undefined, {
          error: '周应为 YYYY-Wnn 格式（ISO 8601）',
        })
        .describe('周，例如 2026-W47，须已结束'),
    }),
    z.strictObject({
      kind: z.literal('tickets'),
      org,
      filter: z.enum(TICKET_FILTERS, { error: '没有这种状态' }).optional().describe('状态，默认全部'),
      month: z
        .string()
        .regex(/^\d{4}-(0[1-9]|1[0-2])$/, { error: '月份应为 YYYY-MM 格式' })
        .optional()
        .describe('月份，默认全部'),
      item: z.enum(TICKET_KINDS, { error: '没有这个项目' }).optional().describe('项目，默认全部'),
    }),
    z.strictObject({
      kind: z.literal('list'),
      metric: z.string().max(20).describe('指标编号'),
      ...listShape,
    }),
    z.strictObject({
      kind: z.literal('assessment'),
      org,
      assessment: z
        .string()
        .refine(name => roundKey(name) !== undefined, { error: '考核的编号无效' })
        .describe('考核的编号'),
    }),
  ],
  {
    error:
      '只能导出 report（报表）、monthly（月报）、weekly（每周简报）、tickets（书面说明）、list（名单）或 assessment（考核）',
  },
)
export type ExportRequest = z.output<typeof exportRequest>

/** Why a request cannot be done, in words for the user; undefined when it can. `today` is a business day. */
export function faultOf(request: ExportRequest, today: number): string | undefined {
  if (request.kind === 'monthly')
    return firstDayOf(request.month) < startOf('month', today)
      ? undefined
      : `${monthLabel(request.month)}尚未结束，月报在月份结束后才能生成`
  if (request.kind === 'weekly')
    return weekOf(request.week).to < today
      ? undefined
      : `${weekOf(request.week).label}尚未结束，每周简报在一周结束后才能生成`
  if (request.kind === 'tickets' || request.kind === 'assessment') return undefined
  if (request.kind === 'list') return listFault(request, today)
  const report = REPORTS[request.report]
  if ((parseDay(request.day) ?? 0) > today) return `日期不能晚于今天（${formatDay(today)}）`
  if (!report.grains.includes(request.grain))
    return `${report.title}不支持这个时间粒度，可选：${report.grains.join('、')}`
  if (request.rows !== undefined && !report.rows.some(kind => kind === request.rows))
    return `${report.title}没有这种行，可选：${report.rows.join('、')}`
  return undefined
}

/** First day of `YYYY-MM`, as a business day. */
export function firstDayOf(month: string): number {
  const day = parseDay(`${month}-01`)
  if (day === undefined) throw new Error(`${month} is no month`)
  return day
}

function monthLabel(month: string): string {
  return periodAt(MAILINGS.monthly, firstDayOf(month)).label
}

/** The week of `YYYY-Wnn`. */
export function weekOf(week: string): MailPeriod {
  const period = parsePeriod(MAILINGS.weekly, week)
  if (!period) throw new Error(`${week} is no week`)
  return period
}

/** The title under which an export is listed until its file is named after the period it covers. */
export function titleOf(request: ExportRequest, orgName: string): string {
  if (request.kind === 'monthly') return `${orgName}${monthLabel(request.month)}团务数据月报`
  if (request.kind === 'weekly') return `${orgName}每周简报 ${weekOf(request.week).label}`
  if (request.kind === 'tickets')
    return `${orgName}书面说明${request.month ? ` ${monthLabel(request.month)}` : ''}`
  if (request.kind === 'list') return listTitle(request.metric, orgName)
  if (request.kind === 'assessment')
    return `${orgName}${roundKey(request.assessment)?.year ?? ''}年度考核得分表`
  return `${REPORTS[request.report].title}（${orgName}）`
}
