import type { FeedStatus } from '../../warehouse/contract/picture.ts'
import { completeByLog, type FeedRow } from '../../warehouse/feed/feed.ts'

/** A process that has said nothing for so long is gone; with all gone, the feed is lost. */
export const SILENCE_MS = 5_000
/** The ingest reports every 2 s, so a log that has caught up is never older than this. */
const BEHIND_MS = 10_000
const RATE_MS = 10_000

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
