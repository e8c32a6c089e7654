import type { ClickHouseClient } from '@clickhouse/client'
import { z } from 'zod'
import { sqlFile } from '../../warehouse/query/sqlFile.ts'
import type { FeedStatus } from './picture.ts'

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

/** A process that has said nothing for so long is gone; with all gone, the feed is lost. */
const SILENCE_MS = 5_000
/** The ingest reports every 2 s, so a log that has caught up is never older than this. */
const BEHIND_MS = 10_000
const RATE_MS = 10_000

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
    clickhouse_settings: { log_comment: 'api: live feed' },
  })
  return z.array(row).parse(await answer.json())
}

/** The instant up to which each log is complete, by what its processes said last. */
export function completeByLog(rows: readonly FeedRow[]): Map<string, number> {
  const complete = new Map<string, number>()
  for (const { log, completeAt } of rows) complete.set(log, Math.max(completeAt, complete.get(log) ?? 0))
  return complete
}

/** Is the ingest alive, and has it caught up? */
export function stateOf(rows: readonly FeedRow[], now: number): FeedStatus['feed'] {
  const alive = rows.filter(({ at }) => now - at <= SILENCE_MS)
  if (alive.length === 0) return 'lost'
  return [...completeByLog(alive).values()].some(complete => now - complete > BEHIND_MS) ? 'behind' : 'live'
}

/** Changes per second over the last ten seconds, from reports that are added as they come. */
export class FeedRate {
  #samples: { at: number; applied: Map<string, number> }[] = []

  add(rows: readonly FeedRow[], now: number): void {
    const applied = new Map(rows.map(each => [`${each.log} ${each.process}`, each.applied]))
    this.#samples = [...this.#samples.filter(({ at }) => now - at <= RATE_MS), { at: now, applied }]
  }

  perSecond(): number {
    const first = this.#samples[0]
    const last = this.#samples.at(-1)
    if (!first || !last || last.at <= first.at) return 0
    let changes = 0
    // a process that was not there at the first report began to count at its own start
    for (const [key, applied] of last.applied) changes += Math.max(0, applied - (first.applied.get(key) ?? 0))
    return (changes * 1000) / (last.at - first.at)
  }
}
