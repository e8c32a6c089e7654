import type { ClickHouseClient } from '@clickhouse/client'
import { z } from 'zod'
import { sqlFile } from '../platform/clickhouse/sqlFile.ts'

/** What one process of the ingest last said of one log. Instants in milliseconds since 1970. */
export interface FeedRow {
  log: string
  process: string
  at: number
  completeAt: number
  /** Messages behind. */
  lag: number
  /** Changes since the process started. */
  applied: number
}

const row = z.tuple([z.string(), z.string(), z.string(), z.string(), z.string(), z.string()]).transform(
  ([log, process, at, completeAt, lag, applied]): FeedRow => ({
    log,
    process,
    at: Number(at),
    completeAt: Number(completeAt),
    lag: Number(lag),
    applied: Number(applied),
  }),
)

/** Reads how far the ingest is. `owner` is the client that may read `ops`. */
export async function readFeed(owner: ClickHouseClient): Promise<FeedRow[]> {
  const answer = await owner.query({
    query: sqlFile('live_feed'),
    format: 'JSONCompactEachRow',
    clickhouse_settings: { log_comment: 'live feed' },
  })
  return z.array(row).parse(await answer.json())
}

/** The instant up to which each log is complete, by what its processes said last. */
export function completeByLog(rows: readonly FeedRow[]): Map<string, number> {
  const complete = new Map<string, number>()
  for (const { log, completeAt } of rows) complete.set(log, Math.max(completeAt, complete.get(log) ?? 0))
  return complete
}
