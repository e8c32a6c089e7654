import type { ClickHouseClient } from '@clickhouse/client'
import type { Computed } from '../catalogue/metrics.ts'
import type { Window } from '../platform/time/comparison.ts'
import { formatDay, monthOf } from '../platform/time/day.ts'

/**
 * The days that the stored figure of a computed metric is about, when it is asked of a window: whole months, the last of them up
 * to the day that its job had reached.
 */
export async function computedUpTo(
  reader: ClickHouseClient,
  { id, over }: Computed,
  { from, to }: Window,
): Promise<Window> {
  const last = monthOf(to)
  const answer = await reader.query({
    query: `select toInt32(max(as_of)) as day from app.ads_org_measure where metric = {metric: String} and month = {month: Date32} and org_id = 0 having count() > 0`,
    query_params: { metric: id, month: formatDay(last) },
    format: 'JSONEachRow',
    clickhouse_settings: { log_comment: 'list: computed up to' },
  })
  const [found] = await answer.json<{ day: number }>()
  return { from: over === 'last' ? last : monthOf(from), to: found?.day ?? to }
}
