import type { ClickHouseClient } from '@clickhouse/client'
import { z } from 'zod'

/** The organisation that each of these mails was made for, by Message-ID; a mail that is no delivery has none. */
export async function orgsOfMessages(
  client: ClickHouseClient,
  messageIds: readonly string[],
): Promise<Map<string, string>> {
  if (messageIds.length === 0) return new Map()
  const answer = await client.query({
    query: `
      select distinct
          message_id,
          org
      from ops.sys_delivery
      where message_id in {messageIds: Array(String)}`,
    query_params: { messageIds },
    format: 'JSONCompactEachRow',
  })
  return new Map(z.array(z.tuple([z.string(), z.string()])).parse(await answer.json()))
}
