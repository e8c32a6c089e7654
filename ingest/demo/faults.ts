import type { OutMessage } from './journal.ts'
import { noise } from './random.ts'

export interface FaultOptions {
  seed: number
  /** Share of the messages that the transport delivers once more than it should. */
  rate: number
  /** Messages tell where in the log they stand; a late copy of one that does not would be taken for the newest. */
  hasPositions: boolean
}

/** Messages that a range replay takes back to: a connector that restarts from its last stored position. */
const RANGE = 200
const KEPT = 2048

/**
 * The faults of the transport, decided by the number of the message: the same one at once again, an old one out of order,
 * everything from a while ago on. All are re-deliveries of what was sent, so the truth stays what it was. Rows of the
 * snapshot carry no position by which a late copy could be told, so they are repeated at once or not at all.
 */
export class Faults {
  /** Messages delivered beyond those that were sent. */
  repeated = 0
  private readonly recent: OutMessage[] = []
  private index = 0
  /** Messages of the stream proper so far; they stand in `recent` by this number. */
  private streamed = 0

  constructor(
    private readonly options: FaultOptions,
    private readonly deliver: (message: OutMessage) => void,
  ) {}

  write(message: OutMessage): void {
    const { seed, rate, hasPositions } = this.options
    const index = this.index++
    this.deliver(message)
    if (rate === 0) return
    if (noise(seed, index, 1) < rate * 0.4) this.repeat(message)
    if (message.isSnapshot) return
    this.recent[this.streamed++ % KEPT] = message
    if (hasPositions && noise(seed, index, 2) < rate * 0.2)
      this.repeat(this.recent[Math.floor(noise(seed, index, 4) * this.recent.length)])
    if (this.recent.length === KEPT && noise(seed, index, 3) < (rate * 0.4) / RANGE) this.replay()
  }

  private replay(): void {
    for (let i = this.streamed - RANGE; i < this.streamed; i++) this.repeat(this.recent[i % KEPT])
  }

  private repeat(message: OutMessage | undefined): void {
    if (!message) return
    this.repeated++
    this.deliver(message)
  }
}
