import type { FeedPartitions } from '../../warehouse/feed/feedPartitions.ts'
import { SILENCE_MS } from './feed.ts'

/**
 * What processes said last, without the partitions of gone processes that another one has taken over: one that lives, or,
 * where none does, the one that was heard last. A log or partition that nobody reads any more keeps its last row, as an
 * alarm. Pure; `now` in milliseconds since 1970.
 */
export function withoutTakenOver(rows: readonly FeedPartitions[], now: number): FeedPartitions[] {
  const taken = new Set<string>()
  const kept: FeedPartitions[] = []
  for (const row of [...rows].sort((a, b) => b.at - a.at)) {
    const isAlive = now - row.at <= SILENCE_MS
    const partitions = row.partitions.filter(one => isAlive || !taken.has(keyOf(row.log, one)))
    // without partitions a log is reported by a process that has none of it, or has not got any yet
    const isLastOfLog = row.partitions.length === 0 && !taken.has(row.log)
    if (isAlive || partitions.length > 0 || isLastOfLog)
      kept.push(
        partitions.length === row.partitions.length
          ? row
          : { ...row, partitions, lag: partitions.reduce((sum, { lag }) => sum + lag, 0) },
      )
    taken.add(row.log)
    for (const one of partitions) taken.add(keyOf(row.log, one))
  }
  return kept.sort((a, b) => (a.log === b.log ? compare(a.process, b.process) : compare(a.log, b.log)))
}

function keyOf(log: string, { topic, partition }: { topic: string; partition: number }): string {
  return `${log} ${topic}/${partition}`
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
