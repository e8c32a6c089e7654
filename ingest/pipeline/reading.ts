import { TuanshuError } from '../../warehouse/platform/errors.ts'
import { type Extent, type Partition, partitionName } from '../source/port.ts'
import type { Incarnation } from './epochs.ts'
import type { LogFeed } from './feed.ts'

/** A stretch of one partition that belongs to one epoch, as this process reads it. */
export interface Reading {
  partition: Partition
  /** `<kind>:<cluster>/<topic>/<partition>@<epoch>` */
  source: string
  epoch: number
  feeds: readonly LogFeed[]
  /** First offset; null for wherever the partition begins. */
  from: bigint | null
  /** The stretch ends before this offset, and the next one follows; null for the last one. */
  until: bigint | null
}

/**
 * The stretches of a partition, oldest first: the stream's incarnations since it last began anew. When partitions are added
 * to a topic, keys move between them; what the old partitions held by then is one epoch, everything after it the next.
 */
export function stretchesOf(
  partition: Partition,
  incarnations: readonly Incarnation[],
  feeds: readonly LogFeed[],
): Reading[] {
  const held = incarnations.filter(({ partitions }) => partition.partition < partitions)
  return held.map(({ epoch, starts }, i) => ({
    partition,
    source: `${partitionName(partition)}@${epoch}`,
    epoch,
    feeds,
    from: i === 0 ? null : (starts[partition.partition] ?? null),
    until: held[i + 1]?.starts[partition.partition] ?? null,
  }))
}

/**
 * Where a log goes on in a partition, given its position in each stretch: behind what it holds of the first stretch that it
 * has not finished. Undefined for a log that has not begun.
 */
export function goesOnAt(
  stretches: readonly Reading[],
  positions: ReadonlyMap<string, bigint>,
): bigint | undefined {
  for (const { source, from, until } of stretches) {
    const position = positions.get(source) ?? from ?? undefined
    if (position === undefined) return undefined
    if (until === null || position < until) return position
  }
  return undefined
}

/** Throws `TuanshuError('gap')` when the stream does not hold the position any more. */
export function checkGap({ partition, source }: Reading, start: bigint, extent: Extent): void {
  const where = `${partition.topic}, partition ${partition.partition}`
  if (start < extent.low)
    throw new TuanshuError(
      'gap',
      `${where}: the warehouse is complete up to ${start}, but the stream only goes back to ${extent.low} (retention is over, or an older backup was restored): ${extent.low - start} messages are missing. Restore them, or take a new snapshot of the source and run "npm run sources -- renew ${partition.topic}" (${source})`,
    )
  if (start > extent.next)
    throw new TuanshuError(
      'gap',
      `${where}: the warehouse is complete up to ${start}, but the stream ends at ${extent.next}: the topic was created anew. Check it, then run "npm run sources -- renew ${partition.topic}" to begin a new epoch (${source})`,
    )
}
