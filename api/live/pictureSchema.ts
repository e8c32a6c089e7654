import { z } from 'zod'
import { FIGURE_STATES } from '../../warehouse/contract/figureState.ts'
import { EVENT_KINDS, ORG_LEVELS, type Picture } from '../../warehouse/contract/picture.ts'
import { CHANGE_BASES } from '../../warehouse/contract/scene.ts'
import { METRIC_UNITS } from '../../warehouse/contract/unit.ts'

/** The schema of a picture for its readers over HTTP; the type is that of the contract, and the compiler holds both equal. */

const statedFigure = z.discriminatedUnion('state', [
  z.object({
    state: z.literal('value'),
    value: z.number().describe('金额为分，比率为小数，时长为分钟'),
  }),
  z.object({
    state: z.literal('suppressed'),
    value: z.null(),
    k: z.number().describe('人数少于此数，为保护个人信息不显示'),
  }),
  z.object({
    state: z.enum(FIGURE_STATES).exclude(['value', 'suppressed']),
    value: z.null(),
  }),
])

const org = z.object({
  id: z.string(),
  name: z.string(),
  level: z.enum(ORG_LEVELS),
  regionCode: z.string().describe('行政区划代码，没有时为空'),
})

const figure = statedFigure.and(
  z.object({
    metric: z.string().describe('指标编号'),
    title: z.string(),
    unit: z.enum(METRIC_UNITS),
    definition: z.string(),
    span: z.enum(['now', 'today', 'month', 'months']).describe('当前、今日、本月至今、近 12 个月'),
    rows: z.array(statedFigure.and(z.object({ org: z.string(), name: z.string(), regionCode: z.string() }))),
    points: z.array(statedFigure.and(z.object({ bucket: z.string().describe('YYYY-MM') }))),
    lastYear: z.array(statedFigure).describe('上年同月，与 points 一一对应'),
    bases: z
      .array(statedFigure.and(z.object({ against: z.enum(CHANGE_BASES) })))
      .describe('用于计算增减的基数：昨日、上月同期、上年同期'),
    items: z.array(statedFigure.and(z.object({ item: z.string(), label: z.string() }))),
  }),
)

const event = z.object({
  id: z.string(),
  at: z.number(),
  kind: z.enum(EVENT_KINDS),
  text: z.string(),
  regionCode: z.string(),
})

const content = z
  .discriminatedUnion('view', [
    z.object({ view: z.literal('figures'), figures: z.array(figure) }),
    z.object({ view: z.literal('ranking'), by: figure, beside: figure.nullable() }),
    z.object({ view: z.literal('trend'), of: figure, against: figure.nullable() }),
    z.object({ view: z.literal('shares'), figures: z.array(figure), of: figure }),
    z.object({ view: z.literal('map'), of: figure }),
    z.object({ view: z.literal('ticker'), events: z.array(event) }),
  ])
  .nullable()

const panel = z.object({
  asOf: z.number().describe('数据完整截至的时刻，毫秒；从未读到时为 0'),
  every: z.number().describe('预期的更新间隔，毫秒'),
  content: content.describe('最近一次读到的内容；从未读到时为 null'),
  failure: z.object({ message: z.string(), since: z.number() }).nullable(),
})

export const pictureSchema: z.ZodType<Picture> = z.object({
  scene: z.string(),
  org,
  parents: z.array(org),
  children: z.array(org),
  sequence: z.number().describe('内容每变一次加一'),
  builtAt: z.number(),
  asOf: z.number(),
  day: z.string().describe('YYYY-MM-DD'),
  panels: z.record(z.string(), panel).describe('按面板编号'),
})
