/** What a change takes in memory between its message and its log, roughly: fields, columns as sent, bookkeeping. */
const CHANGE_BYTES = 1_000
/** What was read and held nothing still has its place in the queue of a log. */
const PIECE_BYTES = 200

/**
 * Bounds what a process has read and not stored yet, over all its logs: while the warehouse is away, reading stops here
 * instead of filling the memory.
 */
export class Holding {
  private held = 0
  private ended = false
  private readonly waiting: (() => void)[] = []

  constructor(readonly limitBytes: number) {}

  /** About so many bytes are held now. */
  get bytes(): number {
    return this.held
  }

  /**
   * Counts in what was decoded for this many logs: changes, and bytes of dead letters. Each log calls the returned
   * function once, when it has let go of its part.
   */
  take(changes: number, letterBytes: number, logs: number): () => void {
    const bytes = logs * PIECE_BYTES + changes * CHANGE_BYTES + letterBytes
    let left = logs
    this.held += bytes
    return () => {
      left -= 1
      if (left !== 0) return
      this.held -= bytes
      if (this.held < this.limitBytes) this.letAllGo()
    }
  }

  /** Undefined while there is room, else resolves when there may be some. */
  room(): Promise<void> | undefined {
    if (this.ended || this.held < this.limitBytes) return undefined
    return new Promise(resolve => this.waiting.push(resolve))
  }

  /** Nobody waits any more: what is held now will not be stored, and nothing is read. */
  end(): void {
    this.ended = true
    this.letAllGo()
  }

  private letAllGo(): void {
    for (const resolve of this.waiting.splice(0)) resolve()
  }
}
