/**
 * The source port: what ingest needs of a change stream, and nothing else.
 * Two real implementations: Kafka (`source/kafka`) and the spool (`source/spool`).
 *
 * The warehouse decides where reading goes on; a source never trusts its own committed position.
 */

/** One partition of one topic in one incarnation of a stream. */
export interface Partition {
  kind: 'kafka' | 'spool'
  /** Identity of the cluster or spool directory; a different one takes a new epoch. */
  cluster: string
  topic: string
  partition: number
}

/** One message as it was sent. `offset` is its position in the partition; offsets may have holes. */
export interface Message {
  offset: bigint
  /** Milliseconds since 1970, as stamped by the broker or the spool. */
  timestamp: number
  key: Buffer | null
  value: Buffer | null
  headers: Record<string, string>
}

/** The offsets that a partition can still serve: `low` is the first, `next` is one past the last. */
export interface Extent {
  low: bigint
  next: bigint
}

/** What the ingest does when the source hands something over. */
export interface SourceHandler {
  /**
   * Called for each partition this process may read, before its first message: where to read from. `topic` are the extents
   * of all partitions of the topic, whoever reads them, as of now.
   * Rejecting stops the source with that error (for example a gap: the position is gone at the broker).
   */
  assigned(partition: Partition, extent: Extent, topic: ReadonlyMap<number, Extent>): Promise<bigint>
  /**
   * Undefined while there is room in memory; otherwise resolves when there may be some. A source hands nothing over and
   * keeps nothing in memory meanwhile: it reads the same again later.
   */
  room(): Promise<void> | undefined
  /**
   * Takes messages in offset order, starting exactly where the last call for the partition ended.
   * `through` is the offset up to which (exclusive) the partition has now been read; it can lie beyond the last
   * message (transaction markers, compaction). Resolves when the partition may go on: this is the back-pressure of its logs.
   */
  messages(partition: Partition, messages: Message[], through: bigint): Promise<void>
  /** The end of the partition as the source last saw it; gives the lag. */
  extent(partition: Partition, extent: Extent): void
  /** The partitions belong to someone else from now on. Resolves once nothing of them is in flight. */
  revoked(partitions: Partition[]): Promise<void>
}

/** Topics that must be read by one and the same process because they feed the same log. */
export type TopicGroup = readonly string[]

export interface Source {
  /** Joins and reads until `stop`. Rejects with the reason when reading cannot go on. */
  run(groups: readonly TopicGroup[], handler: SourceHandler): Promise<void>
  /** Tells the stream how far this partition is stored (for lag displays and clean-up only). */
  passed(partition: Partition, through: bigint): Promise<void>
  /** Stops taking, lets the handler finish what it holds, leaves. Idempotent. */
  stop(): Promise<void>
}

/** `<kind>:<cluster>/<topic>/<partition>`: the partition's name without its epoch. */
export function partitionName(partition: Partition): string {
  return `${partition.kind}:${partition.cluster}/${partition.topic}/${partition.partition}`
}
