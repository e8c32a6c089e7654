import type { ClickHouseClient } from '@clickhouse/client'
import { z } from 'zod'
import { sqlFile } from '../platform/clickhouse/sqlFile.ts'

/** Offsets are decimal: they may be larger than a number holds. */
const partition = z.object({
  topic: z.string(),
  partition: z.coerce.number(),
  watermark: z.string(),
  next: z.string(),
  lag: z.coerce.number(),
})

/** A column that a mapping names and whole rows of its table lacked, by the words of the process that read them. */
const missingColumn = z
  .tuple([z.string(), z.string(), z.string(), z.coerce.number(), z.coerce.number()])
  .transform(([table, column, spelled, rows, lastAt]) => ({ table, column, spelled, rows, lastAt }))

const row = z
  .object({
    log: z.string(),
    process: z.string(),
    said_at: z.coerce.number(),
    complete_at: z.coerce.number(),
    lag: z.coerce.number(),
    applied: z.coerce.number(),
    batches: z.coerce.number(),
    last_batch: z.coerce.number(),
    partitions: z.array(partition),
    missing_columns: z.array(missingColumn),
  })
  .transform(({ said_at, complete_at, last_batch, missing_columns, ...rest }) => ({
    ...rest,
    at: said_at,
    completeAt: complete_at,
    lastBatch: last_batch,
    missingColumns: missing_columns,
  }))

/** What one process of the ingest last said of one log, with its partitions. Instants in milliseconds since 1970. */
export type FeedPartitions = z.infer<typeof row>

/** Reads how far the ingest is in each partition. `owner` is the client that may read `ops`. */
export async function readFeedPartitions(owner: ClickHouseClient): Promise<FeedPartitions[]> {
  const answer = await owner.query({
    query: sqlFile('feed_partitions'),
    format: 'JSONEachRow',
    clickhouse_settings: { log_comment: 'feed partitions', output_format_json_quote_64bit_integers: 1 },
  })
  return z.array(row).parse(await answer.json())
}
