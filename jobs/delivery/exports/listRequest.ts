import { type ListPartId, listParts } from '../../../warehouse/catalogue/listParts.ts'
import { type BreakdownName, findMetric, type Metric } from '../../../warehouse/catalogue/metrics.ts'
import type { ListRequest } from '../../../warehouse/lists/list.ts'
import type { Grain } from '../../../warehouse/platform/time/comparison.ts'
import { formatDay, parseDay } from '../../../warehouse/platform/time/day.ts'

// no source has anything older
const FIRST_DAY = '1990-01-01'

/** A list as it is asked for from outside. */
export interface AskedList {
  metric: string
  org: string
  grain: Grain
  day: string
  span: 'period' | 'ytd'
  part?: ListPartId | undefined
  by?: BreakdownName | undefined
  item: string
  own: '0' | '1'
  basis: 'published' | 'current'
  sort?: string | undefined
  order: 'asc' | 'desc'
}

/** Why there is no such list, in words for the user; undefined when there is. `today` is a business day. */
export function listFault(
  { metric: id, part, by, day, basis, grain }: AskedList,
  today: number,
): string | undefined {
  const metric = findMetric(id)
  if (!metric) return `没有指标 ${id.slice(0, 20)}`
  const parts = listParts(metric.id)
  if (parts.length === 0) return `${metric.title}不是可以列出组织的数：它不由组织或记录相加而成`
  if (part && !parts.some(each => each.id === part))
    return `${metric.title}没有这个部分，可选：${parts.map(each => each.id).join('、')}`
  if (by && !metric.breakdowns.includes(by))
    return `${metric.title}不能按 ${by} 分组，可选：${metric.breakdowns.join('、') || '无'}`
  if ((parseDay(day) ?? 0) > today) return `日期不能晚于今天（${formatDay(today)}）`
  if (day < FIRST_DAY) return `日期不能早于 ${FIRST_DAY}`
  if (basis === 'published' && grain !== 'month') return '只有月份才发布，其他期间请用 current'
  return undefined
}

/** The same for the warehouse. It must have no fault. */
export function listRequestOf(asked: AskedList, page: Pick<ListRequest, 'skip' | 'most'>): ListRequest {
  const { org, grain, day, span, part, by, item, own, basis, sort, order } = asked
  return {
    metric: metricOf(asked.metric).id,
    org,
    grain,
    day: parseDay(day) ?? 0,
    span,
    ...(part ? { part } : {}),
    ...(by ? { by, item } : {}),
    ...(own === '1' ? { isOwn: true } : {}),
    basis,
    ...(sort ? { sort } : {}),
    ...(order === 'desc' ? { isDescending: true } : {}),
    ...page,
  }
}

/** The title of a file of a list until its period is known. */
export function listTitle(metric: string, orgName: string): string {
  return `${metricOf(metric).title}名单（${orgName}）`
}

function metricOf(id: string): Metric {
  const metric = findMetric(id)
  if (!metric) throw new Error(`metric ${id} is not in the catalogue`)
  return metric
}
