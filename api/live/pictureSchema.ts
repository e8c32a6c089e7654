import { z } from 'zod'
import { FIGURE_STATES } from '../../warehouse/contract/figureState.ts'
import { EVENT_KINDS, KEEPING_LEVELS, ORG_LEVELS, type Picture } from '../../warehouse/contract/picture.ts'
import { CHANGE_BASES, FIGURE_SPANS } from '../../warehouse/contract/scene.ts'
import { TARGET_DIRECTIONS, TARGET_STATES } from '../../warehouse/contract/targetState.ts'
import { METRIC_UNITS, UNITS } from '../../warehouse/contract/unit.ts'

/** The schema of a picture for its readers over HTTP; the type is that of the contract, and the compiler holds both equal. */

const statedFigure = z.discriminatedUnion('state', [
  z.object({
    state: z.literal('value'),
    value: z.number().describe('金额为分，比率为小数，时长为分钟'),
    isRounded: z.literal(true).exactOptional().describe('为保护个人信息约到十位'),
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
    report: z.string().nullable().describe('有此指标的报表编号'),
    span: z.enum(FIGURE_SPANS).describe('当前、今日、本月至今、近 12 个月、近 53 周每日'),
    rows: z.array(statedFigure.and(z.object({ org: z.string(), name: z.string(), regionCode: z.string() }))),
    points: z.array(statedFigure.and(z.object({ bucket: z.string().describe('YYYY-MM') }))),
    lastYear: z.array(statedFigure).describe('上年同月，与 points 一一对应'),
    bases: z
      .array(statedFigure.and(z.object({ against: z.enum(CHANGE_BASES) })))
      .describe('用于计算增减的基数：昨日、上月同期、上年同期'),
    items: z.array(statedFigure.and(z.object({ item: z.string(), label: z.string() }))),
    days: z
      .object({ first: z.string().describe('YYYY-MM-DD，周一'), values: z.array(z.number().nullable()) })
      .nullable()
      .describe('每日的数；早于数据起始时间的为 null'),
    courses: z
      .array(z.object({ org: z.string(), name: z.string(), points: z.array(statedFigure) }))
      .describe('各直属下级的各月，与 points 一一对应'),
  }),
)

const event = z.object({
  id: z.string(),
  at: z.number(),
  kind: z.enum(EVENT_KINDS),
  text: z.string(),
  regionCode: z.string(),
})

const region = z.object({ name: z.string(), regionCode: z.string() })
const arc = z.object({ from: region, to: region, count: z.number() }).describe('本月下级之间办结的转接')
const duesByLevel = z.object({
  month: z.string().describe('YYYY-MM'),
  collected: statedFigure,
  kept: z.array(statedFigure.and(z.object({ level: z.enum(KEEPING_LEVELS) }))).describe('各层级留存'),
  toSuperiors: statedFigure.describe('上缴上级'),
  unallocated: statedFigure.describe('未分配'),
})
const targetProgress = z.object({
  campaign: z.string(),
  phase: z.string(),
  metric: z.string(),
  title: z.string(),
  unit: z.enum(UNITS),
  direction: z.enum(TARGET_DIRECTIONS),
  dueOn: z.string().describe('YYYY-MM-DD'),
  target: z.number(),
  figure: statedFigure,
  share: z.number().nullable().describe('完成比例'),
  elapsed: z.number().nullable().describe('时间已过的比例'),
  state: z.enum(TARGET_STATES),
  forecast: z.string().nullable().describe('预计完成日期'),
  children: z.object({ all: z.number(), behind: z.number() }).describe('有此目标的直属下级数与其中滞后的'),
})
const alertLine = z.object({
  id: z.string(),
  rule: z.string(),
  title: z.string(),
  severity: z.enum(['amber', 'red']),
  orgName: z.string(),
  words: z.string(),
  raisedOn: z.string().describe('YYYY-MM-DD'),
  holder: z.string().describe('由谁处理、是否已确认'),
  scene: z.string().nullable().describe('所属画面'),
})
const openAlerts = z.object({
  judgedOn: z.string().nullable().describe('最近一次判断的日期；尚未判断为 null'),
  open: z.object({ amber: z.number(), red: z.number() }),
  rules: z.array(z.object({ rule: z.string(), title: z.string(), amber: z.number(), red: z.number() })),
  first: z.array(alertLine).describe('最重、最新的几条'),
})

const content = z
  .discriminatedUnion('view', [
    z.object({ view: z.literal('figures'), figures: z.array(figure) }),
    z.object({ view: z.literal('ranking'), by: figure, beside: figure.nullable() }),
    z.object({ view: z.literal('trend'), of: figure, against: figure.nullable() }),
    z.object({ view: z.literal('shares'), figures: z.array(figure), of: figure }),
    z.object({ view: z.literal('bands'), figures: z.array(figure), of: figure }),
    z.object({ view: z.literal('matrix'), columns: z.array(figure) }),
    z.object({ view: z.literal('flow'), figures: z.array(figure), from: figure, to: figure }),
    z.object({ view: z.literal('funnel'), stages: z.array(figure), figures: z.array(figure) }),
    z.object({ view: z.literal('calendar'), of: figure }),
    z.object({ view: z.literal('grid'), of: figure }),
    z.object({ view: z.literal('map'), of: figure, arcs: z.array(arc).exactOptional() }),
    z.object({ view: z.literal('levels'), dues: duesByLevel }),
    z.object({ view: z.literal('targets'), targets: z.array(targetProgress) }),
    z.object({ view: z.literal('alerts'), alerts: openAlerts }),
    z.object({ view: z.literal('ticker'), events: z.array(event) }),
  ])
  .nullable()

const panel = z.object({
  asOf: z.number().describe('数据完整截至的时刻，毫秒；从未读到时为 0'),
  every: z.number().describe('预期的更新间隔，毫秒'),
  content: content.describe('最近一次读到的内容；从未读到时为 null'),
  failure: z.object({ message: z.string(), since: z.number() }).nullable(),
  notTold: z.string().exactOptional().describe('此组织不提供这些数字的原因'),
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
  alerts: openAlerts.nullable().describe('本组织及下级未解除的预警'),
  panels: z.record(z.string(), panel).describe('按面板编号'),
})
