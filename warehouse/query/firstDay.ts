import type { ClickHouseClient } from '@clickhouse/client'
import { ENTITY_NAMES, logTable } from '../catalogue/entities.ts'

/** The first day that any log was told of; undefined while they are all empty. */
export async function readFirstDay(client: ClickHouseClient): Promise<number | undefined> {
  // not the effective day: members joined long before the first message about them
  const each = ENTITY_NAMES.map(
    entity => `select min(changed_on) as day from ${logTable(entity)} where ev = 1 having count() > 0`,
  )
  const answer = await client.query({
    query: `select toInt32(min(day)) as day, count() as logs from (${each.join(' union all ')})`,
    format: 'JSONEachRow',
    clickhouse_settings: { log_comment: 'first day' },
  })
  const [row] = await answer.json<{ day: number; logs: string }>()
  return row && Number(row.logs) > 0 ? row.day : undefined
}
