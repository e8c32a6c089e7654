import type { ChangeAnswer, ListPage } from '../../../../api/contract.ts'
import { listParts } from '../../../../warehouse/catalogue/listParts.ts'
import { findMetric } from '../../../../warehouse/catalogue/metrics.ts'
import { stated } from '../../../../warehouse/contract/figureState.ts'
import { type PortalDesk, refuse } from './desk.ts'

const COUNT = 120
const PAGE_ROWS = 50

/** Lists of branches behind a figure, and who made its change. */
export function answerLists({ app, orgs, now }: PortalDesk): void {
  app.get<{
    Params: { metric: string }
    Querystring: Record<'org' | 'part' | 'order', string> & { page: number }
  }>('/api/lists/:metric', async (request, reply): Promise<ListPage | typeof reply> => {
    const found = headOf(request.params.metric, request.query.part)
    const org = orgs.get(request.query.org)
    if (!found || !org) return refuse(reply, 404, '没有这个组织，或它不在您的数据范围内')
    const { page } = request.query
    const first = (page - 1) * PAGE_ROWS
    return {
      ...found,
      org: { id: org.id, name: org.name },
      isOwn: false,
      asOf: now() - 2_300,
      kind: 'orgs',
      figure: stated(COUNT),
      sum: COUNT,
      repeated: 0,
      columns: [
        { key: 'is_logged_in', title: '已登录系统' },
        { key: 'since', title: '自何时' },
      ],
      rows: Array.from({ length: Math.min(PAGE_ROWS, COUNT - first) }, (_, i) => ({
        org: {
          id: String(900_000 + first + i),
          name: `第${request.query.order === 'desc' ? COUNT - first - i : first + i + 1}团支部`,
          type: '团支部',
          above: ['团广州市委', '团荔湾区委', '荔湾区第一中学团委'],
        },
        figure: stated(1),
        shown: ['否', '2026-09-01'],
      })),
      count: COUNT,
      notes: [],
      page,
      pages: Math.ceil(COUNT / PAGE_ROWS),
    }
  })
  app.get<{
    Params: { metric: string }
    Querystring: Record<'org' | 'part', string> & { against: 'mom' | 'yoy' }
  }>('/api/changes/:metric', async (request, reply): Promise<ChangeAnswer | typeof reply> => {
    const found = headOf(request.params.metric, request.query.part)
    const org = orgs.get(request.query.org)
    if (!found || !org) return refuse(reply, 404, '没有这个组织，或它不在您的数据范围内')
    const below = [...orgs.values()].filter(each => each.parent === org).slice(0, 3)
    const changes = [30, -12, 5]
    return {
      ...found,
      org: { id: org.id, name: org.name },
      asOf: now() - 2_300,
      against: request.query.against,
      base: '2026年9月',
      now: stated(1_023),
      before: stated(1_000),
      change: stated(23),
      rows: below.map(({ id, name }, i) => ({
        org: { id, name },
        kind: 'child',
        now: stated(300 + (changes[i] ?? 0)),
        before: stated(300),
        change: stated(changes[i] ?? 0),
      })),
    }
  })
}

function headOf(id: string, wanted: string | undefined): Pick<ChangeAnswer, HeadKey> | undefined {
  const metric = findMetric(id)
  const parts = metric ? listParts(metric.id) : []
  const part = wanted ? parts.find(each => each.id === wanted) : parts[0]
  if (!metric || !part) return undefined
  return {
    metric: metric.id,
    title: metric.title,
    definition: metric.definition,
    unit: part.unit,
    part: part.id,
    parts: parts.map(({ id: name, title, unit }) => ({ id: name, title, unit })),
    narrowedTo: '',
    period: { grain: 'month', from: '2026-10-01', to: '2026-10-31', label: '2026年10月' },
    basis: 'current',
    notes: [],
  }
}

type HeadKey =
  | 'metric'
  | 'title'
  | 'definition'
  | 'unit'
  | 'part'
  | 'parts'
  | 'narrowedTo'
  | 'period'
  | 'basis'
  | 'notes'
