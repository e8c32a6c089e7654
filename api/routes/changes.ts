import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { listShape } from '../../jobs/delivery/exports/exportRequest.ts'
import { listFault, listRequestOf } from '../../jobs/delivery/exports/listRequest.ts'
import { readChange } from '../../warehouse/lists/readChange.ts'
import { dayOf } from '../../warehouse/platform/time/day.ts'
import { completeAtOf } from '../../warehouse/reports/completeAt.ts'
import { askedOrg, scopeOf } from '../auth/access.ts'
import type { ApiContext } from '../context.ts'
import { errorBody, RequestError } from '../http/errors.ts'
import { listedFigure, listHead } from './listHead.ts'

const shape = z.object(listShape).omit({ own: true, sort: true, order: true }).shape

const changeAnswer = z.object({
  ...listHead,
  against: z.enum(['mom', 'yoy']),
  base: z.string().describe('对比期'),
  now: listedFigure,
  before: listedFigure,
  change: listedFigure.describe('本期减对比期'),
  rows: z
    .array(
      z.object({
        org: z.object({ id: z.string(), name: z.string() }),
        kind: z.enum(['child', 'own', 'rest']).describe('rest：合计只计一次、各组织各计一次之差'),
        now: listedFigure,
        before: listedFigure,
        change: listedFigure,
      }),
    )
    .describe('按变化的绝对值从大到小；没有隐藏的行时各行之和即变化'),
})

/** Which organisations made the change of a figure. */
export function changeRoutes({ warehouse, feed, now }: ApiContext): FastifyPluginAsyncZod {
  return async app => {
    app.get(
      '/api/changes/:metric',
      {
        config: { access: 'account' },
        schema: {
          summary: '一个变化的构成',
          description:
            '本期与上期或上年同期相比的变化，由哪些直属下级造成，各多少。两期都按同一组织树；隐藏规则与报表相同。',
          tags: ['名单'],
          params: z.object({ metric: z.string().max(20) }),
          querystring: z.object({
            ...shape,
            against: z
              .enum(['mom', 'yoy'], { error: '只能为 mom 或 yoy' })
              .default('mom')
              .describe('mom 与上期比，yoy 与上年同期比'),
          }),
          response: { 200: changeAnswer, 400: errorBody, 401: errorBody, 403: errorBody, 404: errorBody },
        },
      },
      async request => {
        const { against, ...query } = request.query
        const scope = scopeOf(request)
        const at = now()
        const asked = {
          ...query,
          own: '0' as const,
          order: 'asc' as const,
          metric: request.params.metric,
          org: askedOrg(scope, query.org),
        }
        const fault = listFault(asked, dayOf(at))
        if (fault) throw new RequestError(fault.startsWith('没有指标') ? 'not_found' : 'input', fault)
        if (query.span === 'ytd' && against === 'mom')
          throw new RequestError('input', '本年累计只与上年同期比，against 应为 yoy')
        if (!feed.isRunning) await feed.refresh()
        return readChange(
          warehouse.reader,
          scope,
          { ...listRequestOf(asked, { skip: 0, most: 0 }), against },
          {
            now: at,
            completeAt: metric =>
              completeAtOf([metric], { now: at, completeAt: log => feed.completeAt(log) }),
          },
        )
      },
    )
  }
}
