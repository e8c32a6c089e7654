import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { mappingDirs } from '../../ingest/mapping/directories.ts'
import { loadMappings } from '../../ingest/mapping/load.ts'
import { sourceTablesOf } from '../../ingest/mapping/sourceTables.ts'
import { explainMetric } from '../../jobs/measures/explainMetric.ts'
import { readOutlooks } from '../../jobs/schedule/outlooks.ts'
import { labelOf } from '../../warehouse/catalogue/labels.ts'
import { findMetric, type Metric } from '../../warehouse/catalogue/metrics.ts'
import { FIGURE_STATES, statedIn } from '../../warehouse/contract/figureState.ts'
import { orgName } from '../../warehouse/contract/orgName.ts'
import { findOrgs } from '../../warehouse/orgs/readOrgs.ts'
import { dayOf, formatDay, monthOf } from '../../warehouse/platform/time/day.ts'
import { ask } from '../../warehouse/query/ask.ts'
import { readSince } from '../../warehouse/query/dataBegin.ts'
import { readReferences } from '../../warehouse/reference/readReferences.ts'
import { missingWork } from '../../warehouse/reports/outlook.ts'
import { askedOrg, scopeOf } from '../auth/access.ts'
import type { ApiContext } from '../context.ts'
import { errorBody, RequestError } from '../http/errors.ts'
import { listMetrics, metricEntry, metricText, textOf } from './metricList.ts'
import { askOf, metricQuery } from './metricQuery.ts'

const answer = z.object({
  metric: metricText,
  from: z.string(),
  to: z.string().describe('数据截止的日期；市级以下的个人属性分组截至昨天'),
  missing: z
    .array(z.object({ title: z.string(), months: z.string(), due: z.string() }))
    .describe('定时任务尚未计算的部分：任务、月份、预计时间；没有时为空'),
  cells: z.array(
    z.object({
      org: z.string().describe('组织编号，空为未归属'),
      name: z.string(),
      bucket: z.string().describe('YYYY-MM-DD 或 YYYY-MM'),
      item: z.string(),
      label: z.string(),
      value: z.number().nullable().describe('金额为分，比率为小数；没有数时为 null，原因见 state'),
      state: z.enum(FIGURE_STATES).describe('value 为有数，其余说明为何没有数'),
      k: z.number().optional().describe('state 为 suppressed 时：人数少于此数'),
    }),
  ),
})
const params = z.object({ id: z.string().max(20) })
// what a page or a sheet can show; more is a mistake in the question
const MOST_CELLS = 100_000

/** The catalogue of metrics, and one metric asked for an organisation and a period. */
export function metricRoutes({ config, warehouse, now }: ApiContext): FastifyPluginAsyncZod {
  const tables = sourceTablesOf(loadMappings(config.INGEST_SYSTEMS, mappingDirs(config)))
  const metrics = listMetrics(tables)
  return async app => {
    app.get(
      '/api/metrics',
      {
        config: { access: 'account' },
        schema: {
          summary: '指标目录',
          tags: ['指标'],
          response: { 200: z.object({ metrics: z.array(metricEntry) }), 401: errorBody },
        },
      },
      async () => ({ metrics }),
    )
    app.get(
      '/api/metrics/:id/since',
      {
        config: { access: 'account' },
        schema: {
          summary: '一个指标的数据从何时开始',
          tags: ['指标'],
          params,
          response: {
            200: z.object({ since: z.string().nullable().describe('没有数据或由专门规则计算时为 null') }),
            401: errorBody,
            404: errorBody,
          },
        },
      },
      async request => {
        const since = await readSince(warehouse.reader, metricOf(request.params.id))
        return { since: since === undefined ? null : formatDay(since) }
      },
    )
    app.get(
      '/api/metrics/:id/sql',
      {
        config: { access: 'operator' },
        schema: {
          summary: '一个指标本月的 SQL',
          tags: ['指标'],
          params,
          response: {
            200: z.object({ sql: z.string() }),
            401: errorBody,
            403: errorBody,
            404: errorBody,
          },
        },
      },
      async request => {
        const today = dayOf(now())
        const { id } = metricOf(request.params.id)
        const references = await readReferences(warehouse.app, config)
        return { sql: explainMetric(id, { from: monthOf(today), to: today }, references) }
      },
    )
    app.get(
      '/api/metrics/:id',
      {
        config: { access: 'account' },
        schema: {
          summary: '查询一个指标',
          tags: ['指标'],
          params,
          querystring: metricQuery,
          response: { 200: answer, 400: errorBody, 401: errorBody, 403: errorBody, 404: errorBody },
        },
      },
      async request => {
        const entry = metricOf(request.params.id)
        const scope = scopeOf(request)
        const today = dayOf(now())
        const asked = askOf(entry, { ...request.query, org: askedOrg(scope, request.query.org) }, today)
        const { answers } = await ask(
          warehouse.reader,
          scope,
          [asked],
          today,
          'report',
          'GET /api/metrics/:id',
        )
        const found = answers.get(asked.name)
        const cells = found?.cells ?? []
        if (cells.length > MOST_CELLS) throw new RequestError('input', '结果过大，请缩短时间范围或减少分组')
        const orgs = await findOrgs(warehouse.reader, scope, [...new Set(cells.map(({ org }) => org))])
        const nameOf = (id: string) => {
          const org = orgs.get(id)
          return org ? orgName(org) : '未归属'
        }
        return {
          metric: textOf(entry),
          from: formatDay(asked.from),
          to: formatDay(found?.to ?? asked.to),
          missing: await missingWork(found?.missing ?? [], () =>
            readOutlooks({ warehouse, config, now: now() }),
          ),
          cells: cells.map(({ org, bucket, item, ...figure }) => ({
            org,
            name: nameOf(org),
            bucket: formatDay(bucket).slice(0, asked.grain === 'month' ? 7 : 10),
            item,
            label: asked.by ? labelOf(asked.by, item) : '',
            ...statedIn(figure),
          })),
        }
      },
    )
  }
}

function metricOf(id: string): Metric {
  const found = findMetric(id)
  if (!found) throw new RequestError('not_found', `没有指标 ${id}`)
  return found
}
