import { z } from 'zod'
import { LIST_PARTS } from '../../warehouse/catalogue/listParts.ts'
import { FIGURE_STATES } from '../../warehouse/contract/figureState.ts'
import { METRIC_UNITS } from '../../warehouse/contract/unit.ts'

/** What the answers about lists and changes have in common. */

export const listedFigure = z.object({
  state: z.enum(FIGURE_STATES).describe('value 为有数，其余说明为何没有数'),
  value: z.number().nullable().describe('金额为分，时长为分钟'),
  k: z.number().optional().describe('state 为 suppressed 时：人数少于此数'),
  isRounded: z.literal(true).optional(),
})

const part = z.enum(LIST_PARTS)

export const listHead = {
  metric: z.string(),
  title: z.string(),
  definition: z.string(),
  unit: z.enum(METRIC_UNITS),
  part: part.describe('value 指标本身；比率的 numerator 分子、denominator 分母、rest 分母中除去分子'),
  parts: z.array(z.object({ id: part, title: z.string(), unit: z.enum(METRIC_UNITS) })),
  narrowedTo: z.string().describe('分组维度及其值，没有时为空'),
  org: z.object({ id: z.string(), name: z.string() }),
  period: z.object({
    grain: z.enum(['day', 'week', 'month', 'quarter', 'year']),
    from: z.string(),
    to: z.string(),
    label: z.string(),
  }),
  basis: z.enum(['published', 'current']),
  asOf: z.number().describe('数据完整到这一时刻，毫秒时间戳'),
  notes: z.array(z.string()),
}
