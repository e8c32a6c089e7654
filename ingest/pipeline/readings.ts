import { REPLAY_TOPIC } from '../deadletter/deadLetter.ts'
import { type Partition, partitionName } from '../source/port.ts'
import type { LogFeed } from './feed.ts'
import type { Reading } from './reading.ts'

/** What this process reads of its partitions: each one's stretch that is read now, and the stretches in which it goes on. */
export class Readings {
  private readonly now = new Map<string, Reading>()
  private readonly stretches = new Map<string, readonly Reading[]>()

  /** A partition is read from one of its stretches on. */
  begin(reading: Reading, stretches: readonly Reading[]): void {
    this.stretches.set(partitionName(reading.partition), stretches)
    this.now.set(partitionName(reading.partition), reading)
  }

  /** Goes on to the stretch behind `reading`; undefined when there is none, or the partition was taken away meanwhile. */
  goOn(reading: Reading): Reading | undefined {
    const name = partitionName(reading.partition)
    const stretches = this.stretches.get(name) ?? []
    const next = stretches[stretches.indexOf(reading) + 1]
    if (!next || !this.isCurrent(reading)) return undefined
    this.now.set(name, next)
    return next
  }

  of(partition: Partition): Reading | undefined {
    return this.now.get(partitionName(partition))
  }

  isCurrent(reading: Reading): boolean {
    return this.now.get(partitionName(reading.partition)) === reading
  }

  /** Forgets partitions that were taken away; yields the sources of all their stretches. */
  end(partitions: readonly Partition[]): string[] {
    return partitions.flatMap(partition => {
      const name = partitionName(partition)
      if (!this.now.delete(name)) return []
      return (this.stretches.get(name) ?? []).map(({ source }) => source)
    })
  }

  /** Whether streams of this log are read here, so that its parents are followed here as well. */
  isFed(feed: LogFeed): boolean {
    return [...this.now.values()].some(
      ({ partition, feeds }) => partition.topic !== REPLAY_TOPIC && feeds.includes(feed),
    )
  }

  /** Those that are read now and stand among these sources. */
  among(sources: ReadonlyMap<string, unknown>): Reading[] {
    return [...this.now.values()].filter(({ source }) => sources.has(source))
  }
}

/** How far all logs that a stretch feeds have stored it; undefined while one has nothing of it. */
export function passedByAll({ feeds, source }: Reading): bigint | undefined {
  const passed = feeds.map(feed => feed.positions.get(source))
  return passed.reduce((low, one) =>
    low === undefined || one === undefined ? undefined : one < low ? one : low,
  )
}
