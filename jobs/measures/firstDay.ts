import type { ClickHouseClient } from '@clickhouse/client'
import { sqlFile } from '../../warehouse/query/sqlFile.ts'
import { parseDay } from '../../warehouse/time/day.ts'

/** First day for which the logs of dues and activities hold anything; undefined when they are empty. */
export async function firstDayOf(client: ClickHouseClient): Promise<number | undefined> {
  const result = await client.query({ query: sqlFile('first_day'), format: 'JSONEachRow' })
  const [row] = await result.json<{ first_day: string | null }>()
  return row?.first_day ? parseDay(row.first_day) : undefined
}
