import type { ClickHouseClient } from '@clickhouse/client'
import { completeByLog, readFeed } from '../../warehouse/feed/feed.ts'
import { readLoading } from '../../warehouse/feed/loading.ts'
import { formatInstant, startOfDay } from '../../warehouse/platform/time/day.ts'

/** Why figures up to a day cannot be taken yet: `silent` when no ingest has said how far it is. */
export type Incomplete =
  | { kind: 'loading'; share: number }
  | { kind: 'silent' }
  | { kind: 'late'; logs: { log: string; completeAt: number }[] }

/** How far the logs reach. */
export interface Reach {
  /** Share of a history that is being loaded, null when none is. */
  loading: number | null
  /** The instant up to which each log is complete. */
  complete: ReadonlyMap<string, number>
}

/** How far the logs reach at `now`. */
export async function readReach(client: ClickHouseClient, dataDir: string, now: number): Promise<Reach> {
  const loading = await readLoading(dataDir, now)
  return { loading: loading?.share ?? null, complete: completeByLog(await readFeed(client)) }
}

/** What the logs lack until the end of business day `day`; undefined when they are complete until then. Pure. */
export function lackUntil(day: number, { loading, complete }: Reach): Incomplete | undefined {
  if (loading !== null) return { kind: 'loading', share: loading }
  if (complete.size === 0) return { kind: 'silent' }
  const end = startOfDay(day + 1)
  const logs = [...complete].flatMap(([log, completeAt]) => (completeAt < end ? [{ log, completeAt }] : []))
  return logs.length > 0 ? { kind: 'late', logs } : undefined
}

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
  const why = lackUntil(day, await readReach(client, dataDir, now))
  return why && describeIncomplete(why)
}

/** As words for a log or a terminal. Pure. */
export function describeIncomplete(why: Incomplete): string {
  if (why.kind === 'loading') return `history is being loaded (${Math.floor(why.share * 100)} %)`
  if (why.kind === 'silent') return 'no ingest has said yet how far it is'
  return why.logs
    .map(({ log, completeAt }) => `${log} is complete up to ${formatInstant(completeAt)}`)
    .join(', ')
}
