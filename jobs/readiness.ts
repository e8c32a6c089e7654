import type { ClickHouseClient } from '@clickhouse/client'
import { ENTITY_NAMES, logTable } from '../warehouse/catalogue/entities.ts'
import { completeByLog, readFeed } from '../warehouse/feed.ts'
import { readLoading } from '../warehouse/loading.ts'
import { formatInstant, startOfDay } from '../warehouse/time/day.ts'

/**
 * Why figures up to the end of business day `day` cannot be taken yet, for the log; undefined when the logs are complete
 * until then.
 */
export async function whyIncomplete(
  client: ClickHouseClient,
  dataDir: string,
  day: number,
  now: number,
): Promise<string | undefined> {
  const loading = await readLoading(dataDir, now)
  if (loading) return `history is being loaded (${Math.floor(loading.share * 100)} %)`
  const complete = completeByLog(await readFeed(client))
  if (complete.size === 0) return 'no ingest has said yet how far it is'
  const end = startOfDay(day + 1)
  const late = [...complete].filter(([, at]) => at < end)
  return late.length === 0
    ? undefined
    : late.map(([log, at]) => `${log} is complete up to ${formatInstant(at)}`).join(', ')
}

/** The first day that any log was told of; undefined while they are all empty. */
export async function readFirstDay(client: ClickHouseClient): Promise<number | undefined> {
  // not the effective day: members joined long before the first message about them
  const each = ENTITY_NAMES.map(
    entity => `select min(changed_on) as day from ${logTable(entity)} where ev = 1 having count() > 0`,
  )
  const answer = await client.query({
    query: `select toInt32(min(day)) as day, count() as logs from (${each.join(' union all ')})`,
    format: 'JSONEachRow',
    clickhouse_settings: { log_comment: 'jobs: first day' },
  })
  const [row] = await answer.json<{ day: number; logs: string }>()
  return row && Number(row.logs) > 0 ? row.day : undefined
}
