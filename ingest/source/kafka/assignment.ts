import { setTimeout as sleep } from 'node:timers/promises'
import { TuanshuError } from '../../../warehouse/platform/errors.ts'
import type { Extent, Message, Partition, SourceHandler } from '../port.ts'
import { Hunger } from './hunger.ts'
import type { Feed, Fetched, Reading, Trouble } from './reading.ts'
import type { Unreadable } from './recordBatches.ts'
import { gap, stuck, unreadable } from './troubles.ts'

/** Before a gap is believed, the ends are asked for again after this long. */
const CONFIRM_MS = 1000

/**
 * The partitions of one generation of the group, from `begin` to `end`. Keeps the position of each partition itself:
 * the client's own position may be the committed one, and after an out-of-range fetch it jumps.
 */
export class Assignment {
  readonly #readings: Map<string, Reading>
  readonly #feed: Feed
  readonly #handler: SourceHandler
  readonly #trouble: (trouble: Trouble) => void
  readonly #graceMs: number
  /** Gets all fetches for itself; the others wait. */
  #alone: Reading | undefined
  readonly #hunger = new Hunger<Reading>()
  #begun: Promise<void> = Promise.resolve()
  #ending: Promise<void> | undefined

  constructor(
    partitions: Partition[],
    feed: Feed,
    handler: SourceHandler,
    graceMs: number,
    trouble: (trouble: Trouble) => void,
  ) {
    this.#feed = feed
    this.#handler = handler
    this.#graceMs = graceMs
    this.#trouble = trouble
    const fresh = {
      low: 0n,
      position: undefined,
      announced: false,
      settled: false,
      doubtful: undefined,
      busy: undefined,
      next: 0n,
      isFetched: false,
      doubted: false,
    }
    this.#readings = new Map(
      partitions.map(p => [keyOf(p), { partition: p, paused: true, beyondEnd: false, ...fresh }]),
    )
    // nothing is fetched from the committed offset before the handler has said where to begin
    for (const partition of partitions) feed.pause(partition)
  }

  get partitions(): Partition[] {
    return [...this.#readings.values()].map(reading => reading.partition)
  }

  owns(partition: Partition): boolean {
    return this.#ending === undefined && this.#readings.has(keyOf(partition))
  }

  /** Asks the handler where each partition begins and starts reading it. Never rejects: trouble is reported. */
  begin(): Promise<void> {
    this.#begun = Promise.all(
      this.#byTopic().map(([topic, readings]) => this.#beginTopic(topic, readings)),
    ).then(() => {})
    return this.#begun
  }

  /** Stops taking at once; resolves when the handler holds nothing of these partitions any more. Idempotent. */
  end(): Promise<void> {
    if (this.#ending) return this.#ending
    for (const { partition } of this.#readings.values()) this.#feed.pause(partition)
    this.#ending = this.#begun.then(async () => {
      const announced = [...this.#readings.values()].filter(reading => reading.announced)
      if (announced.length === 0) return
      try {
        await this.#handler.revoked(announced.map(reading => reading.partition))
      } catch (error) {
        this.#fail(error)
      }
    })
    return this.#ending
  }

  /** Hands a batch over if it begins where the last one ended. Returns within `graceMs`, room or not. */
  async take(fetched: Fetched): Promise<void> {
    const reading = this.#readings.get(keyOf(fetched))
    if (!reading || this.#ending) return
    if (reading.busy !== undefined) await this.#grace(reading.busy)
    if (reading.position === undefined || this.#ending) return
    if (reading.busy !== undefined) return this.#seek(reading)
    if (fetched.from !== reading.position) {
      this.#seek(reading)
      // the client jumps when the broker no longer has an offset; not to know is no reason to stop
      await this.#look([reading]).catch(() => {})
      return
    }
    if (fetched.unreadable) return this.#refetch(reading, fetched.unreadable)
    this.#handler.extent(reading.partition, { low: reading.low, next: fetched.next })
    const room = this.#handler.room()
    if (room) return this.#leave(reading, room)
    await this.#hand(reading, fetched.messages, fetched.through)
  }

  /**
   * A stretch of markers and aborted messages, which the client passes over by itself. It does not say from where it
   * was fetched; right after a seek it may stem from a fetch before, so one that does not begin at the position
   * counts only when it comes a second time.
   */
  skipped(at: { topic: string; partition: number; first: bigint; last: bigint }): void {
    const reading = this.#readings.get(keyOf(at))
    if (!reading || reading.position === undefined || this.#ending) return
    const stretch = `${at.first}-${at.last}`
    const sure = reading.settled || at.first === reading.position || reading.doubtful === stretch
    if (reading.busy !== undefined || at.first < reading.position || !sure) {
      reading.doubtful = stretch
      this.#seek(reading)
      return
    }
    void this.#hand(reading, [], at.last + 1n)
  }

  /** Looks at the ends of all partitions: for the lag, and for a position that the broker no longer has. */
  async refresh(): Promise<void> {
    for (const [, readings] of this.#byTopic()) {
      const beyond = await this.#look(readings)
      for (const reading of readings) {
        // a new leader may not know the newest end for a moment: only what lasts until the next look counts
        if (beyond.has(reading) && reading.beyondEnd)
          this.#fail(
            gap(reading.partition, `ends before offset ${reading.position}, up to which it was read`),
          )
        reading.beyondEnd = beyond.has(reading)
      }
    }
    this.#feedTheHungry()
  }

  async #beginTopic(topic: string, readings: Reading[]): Promise<void> {
    if (this.#ending) return
    let extents: Map<number, Extent>
    try {
      extents = await this.#feed.extents(
        topic,
        readings.map(reading => reading.partition.partition),
      )
    } catch (error) {
      return this.#trouble({ kind: 'lost', error })
    }
    for (const reading of readings) {
      const extent = extents.get(reading.partition.partition)
      if (!extent || this.#ending) continue
      reading.announced = true
      reading.low = extent.low
      try {
        const start = await this.#handler.assigned(reading.partition, extent, extents)
        if (this.#ending) return
        this.#handler.extent(reading.partition, extent)
        reading.position = start
        reading.beyondEnd = false
      } catch (error) {
        // a member that was frozen and does not know yet that it has lost the partition may have stored what came after
        // we asked for the end: only a gap that newer ends confirm counts
        if (isGap(error) && !reading.beyondEnd) {
          reading.beyondEnd = true
          await sleep(CONFIRM_MS)
          return this.#beginTopic(topic, readings.slice(readings.indexOf(reading)))
        }
        return this.#fail(error)
      }
      this.#seek(reading)
      this.#resume(reading)
    }
  }

  /** What was damaged on the way comes whole the second time; what stands so in the partition ends the reading. */
  #refetch(reading: Reading, found: Unreadable): void {
    if (!reading.doubted) {
      reading.doubted = true
      this.#seek(reading)
      return
    }
    this.#fail(unreadable(reading.partition, found))
  }

  /** Gives all fetches to a partition that got nothing, or reports that the client is stuck. */
  #feedTheHungry(): void {
    const found = this.#hunger.look(this.#readings.values())
    if (!found || this.#ending) return
    const { kind, partition: reading } = found
    if (kind === 'stuck') this.#trouble({ kind, error: stuck(reading) })
    if (this.#alone !== undefined || kind === 'stuck') return
    this.#alone = reading
    for (const other of this.#readings.values())
      if (other !== reading && !other.paused) this.#steer(other, false)
  }

  #endAlone(): void {
    this.#alone = undefined
    if (this.#ending) return
    for (const reading of this.#readings.values()) if (!reading.paused) this.#steer(reading, true)
  }

  /** There is no memory for what was fetched: forgets it, and fetches it again when there is. */
  #leave(reading: Reading, room: Promise<void>): void {
    this.#seek(reading)
    this.#pause(reading)
    void room.then(() => {
      if (reading.paused && reading.busy === undefined && !this.#ending) this.#resume(reading)
    })
  }

  async #hand(reading: Reading, messages: Message[], through: bigint): Promise<void> {
    reading.position = through
    reading.settled = true
    reading.doubtful = undefined
    reading.doubted = false
    if (reading === this.#alone) this.#endAlone()
    const handing = this.#handler.messages(reading.partition, messages, through).then(
      () => {
        reading.busy = undefined
        // what was taken away meanwhile stays as it is
        if (reading.paused && !this.#ending) this.#resume(reading)
      },
      error => {
        if (!this.#ending) this.#fail(error)
      },
    )
    reading.busy = handing
    await this.#grace(handing)
    if (reading.busy === undefined || this.#ending) return
    this.#pause(reading)
  }

  #pause(reading: Reading): void {
    reading.paused = true
    this.#steer(reading, false)
    if (reading === this.#alone) this.#endAlone()
  }

  #resume(reading: Reading): void {
    reading.paused = false
    if (this.#alone === undefined || this.#alone === reading) this.#steer(reading, true)
  }

  #steer(reading: Reading, isFetched: boolean): void {
    reading.isFetched = isFetched
    if (isFetched) this.#feed.resume(reading.partition)
    else this.#feed.pause(reading.partition)
  }

  async #grace(waiting: Promise<void>): Promise<void> {
    const timer = new AbortController()
    const tired = sleep(this.#graceMs, undefined, { signal: timer.signal }).catch(() => {})
    await Promise.race([waiting, tired])
    timer.abort()
  }

  #seek(reading: Reading): void {
    if (reading.position === undefined) return
    reading.settled = false
    this.#feed.seek(reading.partition, reading.position)
  }

  /** Compares the readings, all of one topic, with what the broker holds; gives those that lie beyond the end. */
  async #look(readings: Reading[]): Promise<Set<Reading>> {
    const beyond = new Set<Reading>()
    const [first] = readings
    if (!first) return beyond
    // reading goes on while the broker answers: its answer is only as new as our question
    const asked = new Map(readings.map(reading => [reading, reading.position]))
    const extents = await this.#feed.extents(
      first.partition.topic,
      readings.map(reading => reading.partition.partition),
    )
    for (const [reading, before] of asked) {
      const { partition, position } = reading
      const extent = extents.get(partition.partition)
      if (!extent || before === undefined || position === undefined || this.#ending) continue
      reading.low = extent.low
      reading.next = extent.next
      if (position < extent.low)
        this.#fail(gap(partition, `begins at offset ${extent.low}, but ${position} is the next to read`))
      else if (before > extent.next) beyond.add(reading)
      else if (extent.next >= position) this.#handler.extent(partition, extent)
    }
    return beyond
  }

  #fail(error: unknown): void {
    this.#trouble({ kind: 'failed', error })
  }

  #byTopic(): [string, Reading[]][] {
    const topics = new Map<string, Reading[]>()
    for (const reading of this.#readings.values()) {
      const readings = topics.get(reading.partition.topic)
      if (readings) readings.push(reading)
      else topics.set(reading.partition.topic, [reading])
    }
    return [...topics]
  }
}

function keyOf({ topic, partition }: { topic: string; partition: number }): string {
  return `${topic}/${partition}`
}

function isGap(error: unknown): boolean {
  return error instanceof TuanshuError && error.code === 'gap'
}
