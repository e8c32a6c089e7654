import type { ClickHouseClient } from '@clickhouse/client'
import { parseInstant } from '../../warehouse/platform/time/day.ts'
import { deadLetterId } from './deadLetter.ts'
import type { DeadLetterState } from './store.ts'

/** What can be said of a dead letter without opening it. */
export interface LetterSummary {
  id: string
  state: DeadLetterState
  reason: string
  detail: string
  sentAt: number
}

interface SummaryRow {
  source: string
  place: string
  state: DeadLetterState
  reason: string
  detail: string
  sent: string
  total: string
}

/** The newest dead letters, at most `limit`, and how many there are in all. Needs no key: their bytes stay sealed. */
export async function readSummaries(
  client: ClickHouseClient,
  filter: { state?: DeadLetterState; reason?: string; limit: number },
): Promise<{ letters: LetterSummary[]; total: number }> {
  const answer = await client.query({
    query: `select source, toString(position) as place, state, reason, detail, toString(sent_at) as sent, count() over () as total
      from ops.sys_dead_letter final
      where ({state:String} = '' or state = {state:String}) and ({reason:String} = '' or reason = {reason:String})
      order by stored_at desc, source, position limit {limit:UInt32}`,
    query_params: { state: filter.state ?? '', reason: filter.reason ?? '', limit: filter.limit },
    format: 'JSONEachRow',
  })
  const rows = await answer.json<SummaryRow>()
  const letters = rows.map(({ source, place, state, reason, detail, sent }) => ({
    id: deadLetterId({ source, position: BigInt(place) }),
    state,
    reason,
    detail,
    sentAt: parseInstant(sent),
  }))
  return { letters, total: Number(rows[0]?.total ?? 0) }
}
