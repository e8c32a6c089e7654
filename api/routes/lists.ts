import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { listShape } from '../../jobs/delivery/exports/exportRequest.ts'
import { listFault, listRequestOf } from '../../jobs/delivery/exports/listRequest.ts'
import { readList } from '../../warehouse/lists/readList.ts'
import { dayOf } from '../../warehouse/platform/time/day.ts'
import { readReferences } from '../../warehouse/reference/readReferences.ts'
import { completeAtOf } from '../../warehouse/reports/completeAt.ts'
import { askedOrg, scopeOf } from '../auth/access.ts'
import type { ApiContext } from '../context.ts'
import { errorBody, RequestError } from '../http/errors.ts'
import { listedFigure, listHead } from './listHead.ts'

/** Rows of a page. */
const PAGE_ROWS = 50
// as many as the largest file holds
const LAST_PAGE = 4_000

const listAnswer = z.object({
  ...listHead,
  isOwn: z.boolean(),
  kind: z
    .enum(['orgs', 'holders', 'children'])
    .describe('orgs 被计数的组织；holders 所计记录或人员所在的组织；children 为保护个人信息只列直属下级'),
  figure: listedFigure.describe('报表中的数'),
  sum: z.number().nullable().describe('各行之和减去 repeated；有隐藏的行时为 null'),
  repeated: z.number().describe('在不止一个组织、合计只计一次的数'),
  columns: z.array(z.object({ key: z.string(), title: z.string() })),
  rows: z.array(
    z.object({
      org: z.object({
        id: z.string().describe('空为未归属'),
        name: z.string(),
        type: z.string(),
        above: z.array(z.string()),
      }),
      figure: listedFigure,
      shown: z.array(z.string()).describe('与 columns 对应，已写成文字'),
    }),
  ),
  count: z.number().describe('各页合计的行数'),
  page: z.number(),
  pages: z.number(),
})

/** The organisations behind a figure. */
export function listRoutes({ config, warehouse, feed, now }: ApiContext): FastifyPluginAsyncZod {
  return async app => {
    app.get(
      '/api/lists/:metric',
      {
        config: { access: 'account' },
        schema: {
          summary: '一个数的名单',
          description:
            '指标所计的组织，或所计人员、记录所在的组织（直到团支部，不列个人），按期末的情况。可能涉及少数人员的指标只列直属下级，隐藏规则与报表相同；数被隐藏、尚未计算或不提供时没有行，figure 说明原因。',
          tags: ['名单'],
          params: z.object({ metric: z.string().max(20) }),
          querystring: z.object({
            ...listShape,
            page: z.coerce
              .number({ error: '页码应为正整数' })
              .int({ error: '页码应为正整数' })
              .min(1, { error: '页码应为正整数' })
              .max(LAST_PAGE, { error: `页码最大 ${LAST_PAGE}` })
              .default(1)
              .describe(`页码，从 1 起，每页 ${PAGE_ROWS} 行`),
          }),
          response: { 200: listAnswer, 400: errorBody, 401: errorBody, 403: errorBody, 404: errorBody },
        },
      },
      async request => {
        const { page, ...query } = request.query
        const scope = scopeOf(request)
        const at = now()
        const asked = { ...query, metric: request.params.metric, org: askedOrg(scope, query.org) }
        const fault = listFault(asked, dayOf(at))
        if (fault) throw new RequestError(fault.startsWith('没有指标') ? 'not_found' : 'input', fault)
        if (!feed.isRunning) await feed.refresh()
        const list = await readList(
          warehouse.reader,
          scope,
          listRequestOf(asked, { skip: (page - 1) * PAGE_ROWS, most: PAGE_ROWS }),
          {
            now: at,
            completeAt: metric =>
              completeAtOf([metric], { now: at, completeAt: log => feed.completeAt(log) }),
          },
          await readReferences(warehouse.app, config),
        )
        return { ...list, page, pages: Math.max(1, Math.ceil(list.count / PAGE_ROWS)) }
      },
    )
  }
}
