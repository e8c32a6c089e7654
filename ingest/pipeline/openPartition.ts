import type { EntityName } from '../../warehouse/catalogue/entities.ts'
import { REPLAY_TOPIC } from '../deadletter/deadLetter.ts'
import type { Mappings } from '../mapping/mapping.ts'
import type { Extent, Partition } from '../source/port.ts'
import type { EpochBook, SourceTable } from './epochs.ts'
import type { LogFeed } from './feed.ts'
import { checkGap, goesOnAt, type Reading, stretchesOf } from './reading.ts'

export interface OpenedPartition {
  /** All stretches of the partition, oldest first, and the one in which reading goes on. */
  stretches: readonly Reading[]
  reading: Reading
  /** The offset at which it does. */
  start: bigint
}

export interface OpenPartitionOptions {
  epochs: EpochBook
  mappings: Mappings
  feeds: ReadonlyMap<EntityName, LogFeed>
  /** Runs a step until the warehouse answers. */
  persist<T>(step: () => Promise<T>): Promise<T>
}

/**
 * Where reading of a partition goes on: behind what the log that is furthest behind holds of it. Throws
 * `TuanshuError('gap')` when the stream does not hold that any more.
 */
export async function openPartition(
  partition: Partition,
  extent: Extent,
  topic: ReadonlyMap<number, Extent>,
  { epochs, mappings, feeds: all, persist }: OpenPartitionOptions,
): Promise<OpenedPartition> {
  const isReplay = partition.topic === REPLAY_TOPIC
  const stream = `${partition.kind}:${partition.cluster}/${partition.topic}`
  const tables: SourceTable[] = isReplay
    ? [{ system: 'tuanshu', table: REPLAY_TOPIC }]
    : mappings.all
        .filter(mapping => mapping.topics.includes(partition.topic))
        .map(mapping => ({ system: mapping.system.name, table: mapping.table }))
  const ends = new Map([...topic].map(([id, { next }]) => [id, next]))
  const incarnations = await persist(() => epochs.incarnations(stream, tables, ends))
  const entities = isReplay ? [...all.keys()] : mappings.feeds(partition.topic)
  const feeds = entities.flatMap(entity => all.get(entity) ?? [])
  const stretches = stretchesOf(partition, incarnations, feeds)

  const positions = await Promise.all(
    feeds.map(async feed => {
      const head = await persist(() => feed.writer.readHead())
      for (const { source } of stretches) {
        const position = head.positions.get(source)
        if (position === undefined) feed.positions.delete(source)
        else feed.positions.set(source, position)
      }
      return goesOnAt(stretches, head.positions) ?? extent.low
    }),
  )
  const start = positions.reduce((least, one) => (one < least ? one : least), positions[0] ?? extent.low)
  const reading = stretches.find(({ until }) => until === null || start < until)
  if (!reading) throw new Error(`${stream} has no epoch for partition ${partition.partition}`)
  checkGap(reading, start, extent)
  return { stretches, reading, start }
}
