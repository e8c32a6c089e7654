/** What counts of a partition at a look at its end. */
export interface Appetite {
  /** The next offset to hand over; unknown until the handler has said where to begin. */
  position: bigint | undefined
  /** One past the end of the partition. */
  next: bigint
  /** Nothing keeps it from moving: it is fetched, and there is room for what comes. */
  isFetched: boolean
}

/** Looks in a row without movement after which a partition is read alone, and after which the client is given up. */
const HUNGRY_LOOKS = 2
const STUCK_LOOKS = 8

/**
 * Finds the partition that gives nothing although it holds something. A broker gives a batch that is larger than a fetch
 * only to the first partition that has anything, so one behind busy partitions can wait for ever: it must be read alone
 * until it has moved. When that does not help either, the client has lost itself.
 */
export class Hunger<P extends Appetite> {
  #seen = new Map<P, { position: bigint; looks: number }>()

  look(partitions: Iterable<P>): { kind: 'hungry' | 'stuck'; partition: P } | undefined {
    const seen = new Map<P, { position: bigint; looks: number }>()
    let worst: { partition: P; looks: number } | undefined
    for (const partition of partitions) {
      const { position, next, isFetched } = partition
      if (position === undefined || position >= next || !isFetched) continue
      const before = this.#seen.get(partition)
      const looks = before?.position === position ? before.looks + 1 : 0
      seen.set(partition, { position, looks })
      if (looks >= (worst?.looks ?? HUNGRY_LOOKS)) worst = { partition, looks }
    }
    this.#seen = seen
    return worst && { kind: worst.looks >= STUCK_LOOKS ? 'stuck' : 'hungry', partition: worst.partition }
  }
}
