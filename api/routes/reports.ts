import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { readOutlooks } from '../../jobs/schedule/outlooks.ts'
import { breakdownTitle } from '../../warehouse/catalogue/labels.ts'
import { findReport, REPORT_NAMES, REPORTS, type RowKind } from '../../warehouse/catalogue/reports.ts'
import { endOf, startOf } from '../../warehouse/contract/calendar.ts'
import { METRIC_UNITS } from '../../warehouse/contract/unit.ts'
import { dayOf, formatDay } from '../../warehouse/platform/time/day.ts'
import { readTop } from '../../warehouse/query/readTop.ts'
import { answerReport } from '../../warehouse/reports/answerReport.ts'
import { readReport } from '../../warehouse/reports/readReport.ts'
import { askedOrg, scopeOf } from '../auth/access.ts'
import type { ApiContext } from '../context.ts'
import type { TopLists } from '../contract.ts'
import { errorBody, RequestError } from '../http/errors.ts'
import { reportQuery, requestOf } from './reportQuery.ts'

const entry = z.object({
  id: z.string(),
  title: z.string(),
  department: z.string(),
  purpose: z.string(),
  grains: z.array(z.string()),
  rows: z.array(z.object({ id: z.string(), label: z.string() })),
  chart: z.number().describe('图形所画的列，从 0 起'),
  hasTops: z.boolean().describe('表下有榜单'),
})
const topList = z.object({
  top: z.string(),
  title: z.string(),
  definition: z.string(),
  by: z.array(z.object({ figure: z.string(), title: z.string(), unit: z.enum(METRIC_UNITS) })),
  rows: z.array(
    z.object({
      org: z.object({ id: z.string(), name: z.string() }),
      about: z.string(),
      figures: z.array(z.number()),
    }),
  ),
})

/** The catalogue of reports, and one report of an organisation and a period. */
export function reportRoutes({ config, warehouse, feed, now }: ApiContext): FastifyPluginAsyncZod {
  return async app => {
    app.get(
      '/api/reports',
      {
        config: { access: 'account' },
        schema: {
          summary: '报表目录',
          tags: ['报表'],
          response: {
            200: z.object({ reports: z.array(entry), today: z.string().describe('服务器的业务日期') }),
            401: errorBody,
          },
        },
      },
      async () => ({
        reports: REPORT_NAMES.map(id => REPORTS[id]).map(
          ({ id, title, department, purpose, grains, rows, chart, tops }) => ({
            id,
            title,
            department,
            purpose,
            grains: [...grains],
            rows: rows.map(row => ({ id: row, label: rowLabel(row) })),
            chart,
            hasTops: tops !== undefined,
          }),
        ),
        today: formatDay(dayOf(now())),
      }),
    )
    app.get(
      '/api/reports/:id',
      {
        config: { access: 'account' },
        schema: {
          summary: '一张报表',
          description:
            '结构见 warehouse/reports/answer.ts 的 ReportAnswer。金额单位为分，时长为分钟，比率为小数。没有数时 value 为 null，state 说明原因；missing 列出定时任务尚未计算的部分及预计时间，notes 是同样内容与对比期不完整、不排名的说明，noBase 说明变化为 null 的原因。',
          tags: ['报表'],
          params: z.object({ id: z.string().max(40) }),
          querystring: reportQuery,
          response: {
            200: z.unknown().describe('ReportAnswer'),
            400: errorBody,
            401: errorBody,
            403: errorBody,
            404: errorBody,
          },
        },
      },
      async request => {
        const report = findReport(request.params.id)
        if (!report) throw new RequestError('not_found', `没有报表 ${request.params.id}`)
        const scope = scopeOf(request)
        const at = now()
        const asked = requestOf(report, request.query, dayOf(at))
        if (!feed.isRunning) await feed.refresh()
        const reading = await readReport(
          warehouse.reader,
          scope,
          { ...asked, org: askedOrg(scope, asked.org) },
          {
            now: at,
            completeAt: log => feed.completeAt(log),
            readOutlooks: () => readOutlooks({ warehouse, config, now: at }),
          },
          'report',
        )
        return answerReport(reading)
      },
    )
    app.get(
      '/api/reports/:id/tops',
      {
        config: { access: 'account' },
        schema: {
          summary: '一张报表的榜单',
          description: '期末最多的若干行，按当前组织树；没有榜单的报表为空。金额单位为分，时长为分钟。',
          tags: ['报表'],
          params: z.object({ id: z.string().max(40) }),
          querystring: reportQuery,
          response: {
            200: z.object({ tops: z.array(topList) }),
            400: errorBody,
            401: errorBody,
            403: errorBody,
            404: errorBody,
          },
        },
      },
      async (request): Promise<TopLists> => {
        const report = findReport(request.params.id)
        if (!report) throw new RequestError('not_found', `没有报表 ${request.params.id}`)
        const scope = scopeOf(request)
        const today = dayOf(now())
        const { org, grain, day } = requestOf(report, request.query, today)
        const to = Math.min(endOf(grain, startOf(grain, day)), today)
        const tops = await Promise.all(
          (report.tops ?? []).map(top =>
            readTop(warehouse.reader, scope, { top, org: askedOrg(scope, org), to }),
          ),
        )
        return { tops: tops.map(each => ({ ...each, by: [...each.by] })) }
      },
    )
  }
}

function rowLabel(row: RowKind): string {
  return row === 'children' ? '按下级组织' : `按${breakdownTitle(row)}`
}
