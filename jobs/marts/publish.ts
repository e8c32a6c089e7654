import type { ClickHouseClient } from '@clickhouse/client'
import { formatDay } from '../../warehouse/platform/time/day.ts'

/** Publishes a month: from now on its figures stay as they are. */
export async function publish(
  client: ClickHouseClient,
  { month, today, version, rows }: { month: number; today: number; version: number; rows: number },
): Promise<void> {
  await client.insert({
    table: 'app.ads_month_published',
    format: 'JSONEachRow',
    values: [{ month: formatDay(month), published_on: formatDay(today), version, rows }],
    // a run that was killed right after publishing publishes the same once
    clickhouse_settings: { insert_deduplication_token: `published:${formatDay(month)}` },
  })
}
