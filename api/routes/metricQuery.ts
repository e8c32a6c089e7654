import { z } from 'zod'
import { BREAKDOWN_NAMES, type Metric } from '../../warehouse/catalogue/metrics.ts'
import { formatDay, parseDay } from '../../warehouse/platform/time/day.ts'
import { bucketsOf } from '../../warehouse/query/buckets.ts'
import type { Ask } from '../../warehouse/query/types.ts'
import { RequestError } from '../http/errors.ts'

const MOST_DAYS = 400
const MOST_MONTHS = 120
// no source has anything older, and every bucket before is empty
const FIRST_DAY = '1990-01-01'

const day = (what: string) =>
  z.string().refine(text => parseDay(text) !== undefined, { error: `${what}应为 YYYY-MM-DD 格式的有效日期` })

/** Query string of a question for one metric. */
export const metricQuery = z.object({
  org: z.string().max(20, { error: '组织编号无效' }).default('root').describe('组织编号，root 为全部'),
  rows: z
    .enum(['total', 'children'], { error: '只能为 total 或 children' })
    .default('total')
    .describe('合计，或按直属下级分行'),
  by: z
    .enum(BREAKDOWN_NAMES, { error: '没有这种分组' })
    .optional()
    .describe('分组维度，须为该指标允许的一种'),
  from: day('开始日期').optional().describe('开始日期（含），默认今天'),
  to: day('截止日期').optional().describe('截止日期（含），默认今天'),
  grain: z
    .enum(['all', 'day', 'month'], { error: '只能为 all、day 或 month' })
    .default('all')
    .describe('时间粒度'),
})

/** The question of a request. Throws `RequestError('input')` in words for the user. */
export function askOf(metric: Metric, query: z.output<typeof metricQuery>, today: number): Ask {
  const to = parseDay(query.to ?? '') ?? today
  const from = parseDay(query.from ?? '') ?? to
  if (from > to) throw new RequestError('input', '开始日期不能晚于截止日期')
  if (to > today) throw new RequestError('input', `截止日期不能晚于今天（${formatDay(today)}）`)
  if (formatDay(from) < FIRST_DAY) throw new RequestError('input', `开始日期不能早于 ${FIRST_DAY}`)
  if (query.by && !metric.breakdowns.includes(query.by)) {
    const allowed =
      metric.breakdowns.length > 0 ? `可选：${metric.breakdowns.join('、')}` : '该指标不支持分组'
    throw new RequestError('input', `${metric.title}不能按 ${query.by} 分组，${allowed}`)
  }
  const ask: Ask = {
    name: metric.id,
    metrics: [metric.id],
    org: query.org,
    rows: query.rows,
    from,
    to,
    grain: query.grain,
  }
  const most = query.grain === 'day' ? MOST_DAYS : MOST_MONTHS
  if (bucketsOf(ask).length > most)
    throw new RequestError(
      'input',
      query.grain === 'day' ? `按日最多查询 ${MOST_DAYS} 天` : `按月最多查询 ${MOST_MONTHS} 个月`,
    )
  return query.by ? { ...ask, by: query.by } : ask
}
