import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { readOutlooks } from '../../jobs/schedule/outlooks.ts'
import { FIGURE_STATES } from '../../warehouse/contract/figureState.ts'
import { TARGET_DIRECTIONS, TARGET_STATES } from '../../warehouse/contract/targetState.ts'
import { UNITS } from '../../warehouse/contract/unit.ts'
import { dayOf, formatDay } from '../../warehouse/platform/time/day.ts'
import { refuseUnknownOrgs } from '../../warehouse/reference/knownOrgs.ts'
import { answerCampaign, campaignInfo } from '../../warehouse/targets/answerCampaign.ts'
import type { CampaignAnswer } from '../../warehouse/targets/campaignAnswer.ts'
import { currentPhase } from '../../warehouse/targets/campaigns.ts'
import { listCampaigns, readCampaign } from '../../warehouse/targets/readCampaign.ts'
import { readTargets } from '../../warehouse/targets/targetRows.ts'
import { askedOrg, scopeOf } from '../auth/access.ts'
import type { ApiContext } from '../context.ts'
import type { CampaignList } from '../contract.ts'
import { errorBody, RequestError } from '../http/errors.ts'

const LONGEST_NAME = 40

const day = z.string().describe('YYYY-MM-DD')
const share = z.number().nullable().describe('小数，1 为全部')
const campaign = z.object({
  id: z.string(),
  title: z.string(),
  phases: z
    .array(
      z.object({
        name: z.string(),
        startsOn: day,
        dueOn: day,
        course: z.enum(['not_begun', 'running', 'over']).describe('未开始、进行中、已结束'),
      }),
    )
    .describe('按开始日期排列'),
})
const figure = z.object({
  value: z.number().nullable().describe('金额为分，时长为分钟，比率为小数；没有数时为 null，原因见 state'),
  state: z.enum(FIGURE_STATES).describe('value 为有数，其余说明为何没有数'),
  k: z.number().optional().describe('state 为 suppressed 时：少于此数'),
  isRounded: z.literal(true).optional(),
})
const standing = z.object({
  id: z.string(),
  name: z.string(),
  canDrill: z.boolean(),
  target: z.number().nullable().describe('单位与现值相同；没有下达给它的目标为 null'),
  startsOn: day,
  dueOn: day,
  figure: figure.nullable().describe('现值；阶段已结束的为截止日的值；未开始为 null'),
  measuredOn: day.nullable().describe('现值截至的日期'),
  share: share.describe('完成比例：现值 ÷ 目标；不超过的目标，未超过为 1，超过为目标 ÷ 现值'),
  elapsed: share.describe('时间已过的比例'),
  state: z.enum(TARGET_STATES).nullable().describe('滞后、正常、达标、未开始、未计算；没有目标为 null'),
  rank: z
    .object({ place: z.number(), of: z.number(), peers: z.string() })
    .nullable()
    .describe('在同类直属下级中按完成比例的名次'),
  forecast: z
    .union([
      z.object({
        kind: z.literal('day'),
        day,
        earliest: day,
        latest: day.nullable(),
        basis: z.string(),
      }),
      z.object({ kind: z.literal('none'), why: z.enum(['short', 'stalled', 'far']) }),
    ])
    .nullable()
    .describe('估计：按近几周（月）的进度推算的完成日期，十次中约九次在 earliest 与 latest 之间'),
})
const page = z.object({
  campaign,
  phase: z.string(),
  org: z.object({ id: z.string(), name: z.string(), level: z.number() }),
  today: day,
  asOf: z.number().describe('数据完整到此刻，毫秒'),
  missing: z.array(z.object({ title: z.string(), months: z.string(), due: z.string() })),
  notes: z.array(z.string()),
  targets: z.array(
    z.object({
      metric: z.string(),
      title: z.string(),
      unit: z.enum(UNITS),
      definition: z.string(),
      direction: z.enum(TARGET_DIRECTIONS).describe('at_least 不低于，at_most 不超过'),
      sources: z.array(z.string()).describe('目标的依据'),
      headline: z.string(),
      total: standing,
      rows: z.array(standing).describe('直属下级，滞后的在前，没有目标的在后'),
    }),
  ),
})
const TAGS = ['目标']

/** Campaigns with their targets, and how an organisation and its children stand to them. */
export function targetRoutes({ config, warehouse, feed, now }: ApiContext): FastifyPluginAsyncZod {
  // a wrong table ends the start, not the first question
  const rows = readTargets(config)
  return async app => {
    await refuseUnknownOrgs(warehouse.reader, rows)
    app.get(
      '/api/targets',
      {
        config: { access: 'account' },
        schema: {
          summary: '工作目标目录',
          description: '对本人可见的组织有目标的工作及其阶段。',
          tags: TAGS,
          response: {
            200: z.object({ campaigns: z.array(campaign), today: day }),
            401: errorBody,
            403: errorBody,
            404: errorBody,
          },
        },
      },
      async (request): Promise<CampaignList> => {
        const today = dayOf(now())
        const found = await listCampaigns(warehouse.reader, scopeOf(request), rows)
        return { campaigns: found.map(each => campaignInfo(each, today)), today: formatDay(today) }
      },
    )
    app.get(
      '/api/targets/:campaign',
      {
        config: { access: 'account' },
        schema: {
          summary: '一项工作的目标与进度',
          description: '一个组织及其直属下级在一个阶段的现值、目标、进度、名次与预计完成日期。',
          tags: TAGS,
          params: z.object({ campaign: z.string().max(LONGEST_NAME, { error: '工作编号无效' }) }),
          querystring: z.object({
            org: z
              .string()
              .max(20, { error: '组织编号无效' })
              .default('root')
              .describe('组织编号，root 为本人可见的最上级'),
            phase: z
              .string()
              .max(LONGEST_NAME, { error: '阶段名称过长' })
              .optional()
              .describe('阶段名称；默认为最近开始的阶段'),
          }),
          response: { 200: page, 400: errorBody, 401: errorBody, 403: errorBody, 404: errorBody },
        },
      },
      async (request): Promise<CampaignAnswer> => {
        const scope = scopeOf(request)
        const { org, phase: name } = request.query
        const at = now()
        const campaigns = await listCampaigns(warehouse.reader, scope, rows)
        const campaign = campaigns.find(({ id }) => id === request.params.campaign)
        if (!campaign) throw new RequestError('not_found', '没有这项工作，或其目标不在您的数据范围内')
        const phase = name
          ? campaign.phases.find(each => each.name === name)
          : currentPhase(campaign, dayOf(at))
        if (!phase) throw new RequestError('not_found', `${campaign.title}没有这个阶段`)
        if (!feed.isRunning) await feed.refresh()
        const reading = await readCampaign(
          warehouse.reader,
          scope,
          { campaign, phase, org: askedOrg(scope, org) },
          {
            now: at,
            completeAt: log => feed.completeAt(log),
            readOutlooks: () => readOutlooks({ warehouse, config, now: at }),
          },
          'report',
        )
        return answerCampaign(reading)
      },
    )
  }
}
