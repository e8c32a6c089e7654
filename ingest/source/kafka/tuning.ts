/** Times and sizes of the Kafka reader that no installation has to know; tests shorten them. */
export interface KafkaTuning {
  /** How long a process that fell silent keeps its partitions. Decoding a large batch blocks for a second or two. */
  sessionMs: number
  /** A rebalance is noticed by a heartbeat, so this is also how quickly groups move. */
  heartbeatMs: number
  /** Long poll of a fetch; also the longest that a partition waits to be read again after back-pressure. */
  fetchWaitMs: number
  /** Between looks at partition ends, topics that appear or vanish, and added partitions. */
  upkeepMs: number
  /** Between commits; they only feed lag displays. */
  commitMs: number
  /** Bytes of one partition in one fetch at the most, as on the wire; less when many share a fetch. */
  partitionBytes: number
  /** Bytes of one fetch from one broker. */
  fetchBytes: number
  /** How long a batch may wait for room before its partition is paused and the others are read on. */
  graceMs: number
}

/** A share below this would cost more in requests than it saves. */
const LEAST_SHARE_BYTES = 131_072

/**
 * Bytes of one partition in one fetch when so many are read: all fit into it, because a broker fills a fetch in the order
 * of the request, and those at its end would get nothing while those before them have a backlog.
 */
export function shareOf({ partitionBytes, fetchBytes }: KafkaTuning, partitions: number): number {
  const fair = Math.floor(fetchBytes / Math.max(1, partitions))
  return Math.min(partitionBytes, Math.max(LEAST_SHARE_BYTES, fair))
}

export const TUNING: KafkaTuning = {
  sessionMs: 15_000,
  heartbeatMs: 1000,
  fetchWaitMs: 250,
  upkeepMs: 2000,
  commitMs: 3000,
  partitionBytes: 1_048_576,
  fetchBytes: 16 * 1_048_576,
  graceMs: 100,
}
