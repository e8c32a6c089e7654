import { z } from 'zod'
import {
  ASSESSMENT_STATES,
  DIRECTIONS,
  FULL_POINTS,
  LONGEST_OBJECTION,
  LONGEST_REPLY,
  OBJECTION_STATES,
} from '../../warehouse/contract/assessmentState.ts'
import { FIGURE_STATES } from '../../warehouse/contract/figureState.ts'
import { METRIC_UNITS } from '../../warehouse/contract/unit.ts'
import { versionFrom, written } from '../http/texts.ts'

/** What the routes of the assessments take and answer. */

const MOST_WEIGHTS = 50

const points = z.number().nullable().describe('没有得分为 null')
const rank = z.number().nullable().describe('并列取相同名次；不排名为 null')
const figure = z.object({
  value: z.number().nullable().describe('金额为分，时长为分钟，比率为小数；没有数时为 null，原因见 state'),
  state: z.enum(FIGURE_STATES),
  k: z.number().optional(),
  isRounded: z.literal(true).optional(),
})
export const assessment = z.object({
  scheme: z.string(),
  title: z.string(),
  year: z.number(),
  org: z.object({ id: z.string(), name: z.string() }).describe('考核下级的组织'),
  from: z.string().describe('YYYY-MM-DD'),
  to: z.string().describe('YYYY-MM-DD'),
  asOf: z.number().describe('数据完整到此刻，毫秒'),
  isTrial: z.boolean().describe('试算：权重不是现行的'),
  groups: z.array(
    z.object({
      peers: z.string().describe('相互比较的一类组织'),
      indicators: z.array(
        z.object({
          metric: z.string(),
          title: z.string(),
          unit: z.enum(METRIC_UNITS),
          definition: z.string(),
          weight: z.number().describe('该项满分，各项相加为 100'),
          direction: z.enum(DIRECTIONS).describe('高者优、低者优'),
          zeroAt: z.number().describe('得 0 分的线'),
          fullAt: z.number().describe('得满分的线'),
          vetoAt: z.number().nullable().describe('一票否决的线；没有为 null'),
          source: z.string(),
        }),
      ),
      sheets: z.array(
        z.object({
          id: z.string(),
          name: z.string(),
          parts: z.array(z.object({ figure, points, rank, isVetoed: z.boolean() })),
          total: points.describe('有数的各项得分之和；都没有为 null'),
          outOf: z.number().describe('有数的各项满分之和'),
          rank,
          ranked: z.number().describe('参加排名的组织数'),
          reason: z.string().describe('不排名的原因'),
          before: z
            .object({ total: points, rank })
            .nullable()
            .describe('采纳异议后重新取数的，公示时的得分与名次'),
        }),
      ),
    }),
  ),
})
export const assessmentInfo = z.object({
  id: z.string(),
  title: z.string(),
  year: z.number(),
  org: z.string(),
  orgName: z.string(),
  state: z.enum(ASSESSMENT_STATES).describe('拟定、公示中、已定稿'),
  isAssessed: z.boolean().describe('所问的组织是被考核的一方'),
  objectionsUntil: z.string().nullable().describe('提出异议的最后一天'),
})
export const assessmentList = z.object({
  org: z.object({ id: z.string(), name: z.string() }),
  assessments: z.array(assessmentInfo),
})
export const assessmentAnswer = z.object({
  info: assessmentInfo,
  version: z.number().describe('最近一次变化的序号，办理时原样送回'),
  assessment,
  frozen: z.object({ name: z.string(), checksum: z.string(), at: z.number() }).nullable(),
  notReady: z.string().describe('尚不能公示或定稿的原因'),
  objections: z.array(
    z.object({
      org: z.string(),
      orgName: z.string(),
      state: z.enum(OBJECTION_STATES),
      version: z.number(),
      history: z.array(
        z.object({
          state: z.enum(OBJECTION_STATES),
          text: z.string(),
          login: z.string(),
          byOrgName: z.string(),
          at: z.number(),
        }),
      ),
    }),
  ),
  mayPublish: z.boolean(),
  mayFinalise: z.boolean(),
  mayTry: z.boolean(),
  mayObject: z.boolean(),
  mayAnswer: z.boolean(),
})

const weight = z
  .number({ error: '权重应为数字' })
  .min(0, { error: '权重不能为负' })
  .max(FULL_POINTS, { error: `权重不能超过 ${FULL_POINTS}` })

export const assessmentId = z.object({ id: z.string().max(80, { error: '考核的编号无效' }) })
export const sheetOf = assessmentId.extend({ org: z.string().regex(/^\d{1,20}$/, { error: '组织编号无效' }) })
export const step = z.object({ version: versionFrom(0) })
export const objection = z.object({
  text: written('请写明异议的内容和依据', LONGEST_OBJECTION),
  version: versionFrom(0),
})
export const reply = z.object({ text: written('请写明答复', LONGEST_REPLY), version: versionFrom(1) })
export const trial = z.object({
  weights: z
    .record(z.string().max(20), weight)
    .refine(given => Object.keys(given).length <= MOST_WEIGHTS, { error: '权重过多' })
    .describe('按指标编号；未列出的用现行权重'),
})
