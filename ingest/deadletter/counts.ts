import type { ClickHouseClient } from '@clickhouse/client'
import { z } from 'zod'

/** Dead letters of one reason in one topic that nobody has handed over again. Instants in milliseconds since 1970. */
export interface DeadLetterCount {
  reason: string
  topic: string
  waiting: number
  /** When the first and the last of them were refused. */
  firstAt: number
  lastAt: number
}

const row = z.object({
  reason: z.string(),
  topic: z.string(),
  waiting: z.coerce.number(),
  firstAt: z.coerce.number(),
  lastAt: z.coerce.number(),
})

/** How many dead letters wait, by reason and topic, most first. Their bytes are not read. */
export async function countDeadLetters(client: ClickHouseClient): Promise<DeadLetterCount[]> {
  const answer = await client.query({
    query: `select reason, topic, count() as waiting,
        toUnixTimestamp64Milli(min(stored_at)) as firstAt, toUnixTimestamp64Milli(max(stored_at)) as lastAt
      from ops.sys_dead_letter final
      where state = 'waiting'
      group by reason, topic
      order by waiting desc, reason, topic`,
    format: 'JSONEachRow',
    clickhouse_settings: { log_comment: 'dead letters' },
  })
  return z.array(row).parse(await answer.json())
}
