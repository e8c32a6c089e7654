import type { TuanshuError } from '../../../warehouse/platform/errors.ts'
import type { Extent, Message, Partition } from '../port.ts'
import type { Appetite } from './hunger.ts'
import type { Unreadable } from './recordBatches.ts'

/** What an assignment needs of the consumer. */
export interface Feed {
  pause(partition: Partition): void
  resume(partition: Partition): void
  seek(partition: Partition, offset: bigint): void
  /** Extents of all partitions of a topic, keyed by partition; of the wanted ones for sure. */
  extents(topic: string, partitions: number[]): Promise<Map<number, Extent>>
}

/** What one fetch gave for one partition. */
export interface Fetched {
  topic: string
  partition: number
  /** The offset that was asked for. */
  from: bigint
  /** One past the last offset read, with markers and aborted messages. */
  through: bigint
  messages: Message[]
  /** One past the end of the partition. */
  next: bigint
  /** Instead of messages: what stands at `from` cannot be read. */
  unreadable: Unreadable | undefined
}

/**
 * Why an assignment cannot go on: the handler or the stream refused (`failed`), Kafka is away (`lost`), or the client
 * gives nothing although there is something (`stuck`).
 */
export type Trouble = { kind: 'failed' | 'lost'; error: unknown } | { kind: 'stuck'; error: TuanshuError }

/** One partition as it is being read. */
export interface Reading extends Appetite {
  partition: Partition
  low: bigint
  /** The handler has been asked, so it must hear of the end. */
  announced: boolean
  /** Something was read at `position` since the last seek, so the client stands where we think. */
  settled: boolean
  /** A stretch without messages that began behind `position` right after a seek. */
  doubtful: string | undefined
  /** The handler has no room yet. */
  busy: Promise<void> | undefined
  /** Waits for the handler; `isFetched` is also false while another partition is read alone. */
  paused: boolean
  beyondEnd: boolean
  /** The batch at `position` could not be read when it was fetched the first time. */
  doubted: boolean
}
