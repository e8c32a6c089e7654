import { listMetrics, textOf } from '../../../../api/routes/metricList.ts'
import { loadMappings } from '../../../../ingest/mapping/load.ts'
import { sourceTablesOf } from '../../../../ingest/mapping/sourceTables.ts'
import { findMetric } from '../../../../warehouse/catalogue/metrics.ts'
import type { Grain } from '../../../../warehouse/platform/time/comparison.ts'
import { orgInfo, SAMPLE_TOPS, sampleAnswer, sampleReports } from '../reportAnswers.ts'
import { type SampleOrg, shanghaiDay } from '../wallPictures.ts'
import { type PortalDesk, refuse } from './desk.ts'

/** Organisations, reports and metrics. */
export function answerFigures(desk: PortalDesk): void {
  const { app, orgs, options, now } = desk
  app.get<{ Querystring: { search?: string } }>('/api/orgs', async request => ({
    orgs: [...orgs.values()]
      .filter(each => each.name.includes(request.query.search ?? ''))
      .map(orgInfo)
      .slice(0, 50),
  }))
  app.get<{ Params: { id: string } }>('/api/orgs/:id', async (request, reply) => {
    const org = orgs.get(request.params.id)
    if (!org) return refuse(reply, 404, '没有这个组织')
    return {
      org: orgInfo(org),
      parents: parentsOf(org).map(orgInfo),
      children: [...orgs.values()].filter(each => each.parent === org).map(orgInfo),
    }
  })

  app.get('/api/reports/:id/tops', async () => ({ tops: SAMPLE_TOPS }))
  app.get('/api/reports', async () => ({ reports: sampleReports(), today: shanghaiDay(now()) }))
  app.get<{
    Params: { id: string }
    Querystring: Record<'org' | 'day' | 'rows' | 'basis', string> & { grain: Grain }
  }>('/api/reports/:id', async (request, reply) => {
    const org = orgs.get(request.query.org)
    if (!org) return refuse(reply, 403, '该组织不在您的数据范围内')
    const answer = sampleAnswer(orgs, { ...request.query, report: request.params.id, org }, now())
    if (!answer) return refuse(reply, 400, '没有这份报表或时期')
    options.alter?.(answer)
    return answer
  })

  app.get('/api/metrics', async () => ({
    metrics: listMetrics(sourceTablesOf(loadMappings(['guangdong']))),
  }))
  app.get<{ Params: { id: string } }>('/api/metrics/:id/since', async () => ({ since: '2024-11-01' }))
  app.get<{ Params: { id: string } }>('/api/metrics/:id/sql', async request => ({
    sql: `-- ${request.params.id}\nselect 1;`,
  }))
  app.get<{ Params: { id: string }; Querystring: Record<'org' | 'from' | 'to', string> }>(
    '/api/metrics/:id',
    async (request, reply) => {
      const { org, from, to } = request.query
      const metric = findMetric(request.params.id)
      if (!metric || !orgs.has(org)) return refuse(reply, 403, '该组织不在您的数据范围内')
      const cell = { org, name: '', bucket: to, item: '', label: '', value: 1_234, state: 'value' }
      return { metric: textOf(metric), from, to, missing: [], cells: [cell] }
    },
  )
}

function parentsOf(org: SampleOrg): SampleOrg[] {
  return org.parent ? [...parentsOf(org.parent), org.parent] : []
}
