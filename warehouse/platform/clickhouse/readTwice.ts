import type { ClickHouseClient } from '@clickhouse/client'
import { isBrokenConnection } from './retry.ts'

/**
 * Makes `client` ask once more, through `fresh`, when the connection of a query broke before an answer came: it may have
 * died while it was idle, and the others that are idle with it. Only for `query`, which reads: what was written may have
 * been stored before the connection broke, and whoever writes knows what to do about it.
 */
export function readTwice(client: ClickHouseClient, fresh: ClickHouseClient): ClickHouseClient {
  const first: ClickHouseClient['query'] = client.query.bind(client)
  client.query = async params => {
    try {
      return await first(params)
    } catch (error) {
      if (!isBrokenConnection(error)) throw error
      return await fresh.query(params)
    }
  }
  return client
}
