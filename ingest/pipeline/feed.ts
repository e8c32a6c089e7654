import { setTimeout as delay } from 'node:timers/promises'
import type { EntityName } from '../../warehouse/catalogue/entities.ts'
import type { Change } from '../change.ts'
import type { DeadLetter } from '../deadletter/deadLetter.ts'
import type { Ahead, LogWriter } from '../log/writer.ts'

/** Messages of one source behind its watermark, decoded: what a log takes. */
export interface Piece {
  source: string
  /** The log is complete up to here (exclusive) once the piece is written. */
  through: bigint
  changes: Change[]
  deadLetters: DeadLetter[]
  /** Called once when the log holds the piece, or has dropped it. */
  done(): void
  /** Its position alone is worth a batch. */
  isUrgent?: boolean
}

export interface FeedLimits {
  /** Changes in one batch at the most (a piece is never cut). */
  batch: number
  /** How long a batch waits for more after its first change, milliseconds. */
  waitMs: number
}

export interface FeedPorts {
  /** Stores what the batch must not lose before the log passes it: raw changes and dead letters. */
  store(changes: readonly Change[], letters: readonly DeadLetter[]): Promise<void>
  /** Runs a step until the warehouse takes it; rejects when it never will. */
  persist<T>(step: () => Promise<T>, what: string): Promise<T>
  /** A batch is in the log. */
  written(entity: EntityName, positions: ReadonlyMap<string, bigint>, applied: number): void
}

/** A log without changes tells its position this often, so that it does not hold its sources back. */
const QUIET_MS = 60_000

/** How many batches may wait decoded: one is being written, one is ready, one is growing. */
const BATCHES_HELD = 3

/**
 * Feeds one log: gathers pieces of all its sources into batches and writes them one after the other. While a batch is
 * being written, the next one is gathered, its raw changes are stored and its keys looked up.
 */
export class LogFeed {
  readonly entity: EntityName
  private queue: Piece[] = []
  private queued = 0
  private readonly waiting: (() => void)[] = []
  private readonly stopping = new AbortController()
  private wake: () => void = () => {}
  private writing: Promise<void> = Promise.resolve()
  private lastWrite = Date.now()
  /** Batches taken from the queue and not in the log yet. */
  private taken = 0
  private failure: unknown
  private running: Promise<void> | undefined
  /** Positions to which the log was complete when last written. */
  readonly positions = new Map<string, bigint>()

  constructor(
    readonly writer: LogWriter,
    private readonly limits: FeedLimits,
    private readonly ports: FeedPorts,
  ) {
    this.entity = writer.entity.name
  }

  /** Begins to write. Resolves when stopped; rejects when the log cannot be written any more. */
  run(): Promise<void> {
    this.running ??= this.loop().catch(error => {
      this.failure = error
      for (const resolve of this.waiting.splice(0)) resolve()
      throw error
    })
    return this.running
  }

  /** Takes a piece; resolves when there is room for another. */
  async offer(piece: Piece): Promise<void> {
    if (this.failure) throw this.failure
    if (this.stopping.signal.aborted) return piece.done()
    this.queue.push(piece)
    this.queued += piece.changes.length
    this.wake()
    while (
      this.queued > this.limits.batch * (BATCHES_HELD - 1) &&
      !this.failure &&
      !this.stopping.signal.aborted
    )
      await new Promise<void>(resolve => this.waiting.push(resolve))
  }

  /**
   * Takes a piece that no stream sent, such as the position in a parents' log. Resolves when it is in the log, when the feed
   * lets go of it, or when `signal` ends the waiting.
   */
  put(piece: Pick<Piece, 'source' | 'through' | 'changes'>, signal: AbortSignal): Promise<void> {
    return new Promise(resolve => {
      const done = () => {
        signal.removeEventListener('abort', done)
        resolve()
      }
      signal.addEventListener('abort', done, { once: true })
      // a feed that cannot write any more says so itself
      this.offer({ ...piece, deadLetters: [], isUrgent: true, done }).catch(done)
    })
  }

  /** True when nothing but positions is queued, and nothing is being written. */
  get isIdle(): boolean {
    return this.taken === 0 && this.queue.every(isQuiet)
  }

  /** Forgets what is queued of these sources and waits until what is in flight has been written. */
  async drop(sources: ReadonlySet<string>): Promise<void> {
    for (const piece of this.queue) if (sources.has(piece.source)) piece.done()
    this.queue = this.queue.filter(piece => !sources.has(piece.source))
    this.queued = this.queue.reduce((sum, piece) => sum + piece.changes.length, 0)
    this.release()
    await this.writing.catch(() => undefined)
    for (const source of sources) this.positions.delete(source)
  }

  /** Writes what is in flight, leaves the rest to the next start, and ends. */
  async stop(): Promise<void> {
    this.stopping.abort()
    this.wake()
    this.release()
    await this.running?.catch(() => undefined)
    await this.writing.catch(() => undefined)
  }

  private async loop(): Promise<void> {
    const { signal } = this.stopping
    while (!signal.aborted) {
      const batch = await this.gather(signal)
      if (!batch) break
      // Stored while the batch before it is being written, and while its own keys are looked up.
      const stored = this.ports.persist(
        () => this.ports.store(batch.changes, batch.letters),
        `store ${this.entity}`,
      )
      stored.catch(() => undefined)
      const ahead = this.taken > 1 ? this.writer.lookAhead(batch.changes) : undefined
      await this.writing
      if (signal.aborted) break
      this.writing = this.write(batch, stored, ahead)
      this.writing.catch(() => undefined)
    }
    await this.writing
  }

  private async write(batch: Batch, stored: Promise<void>, ahead: Ahead | undefined): Promise<void> {
    const applied = await this.ports.persist(
      () => this.writer.write(batch.changes, batch.positions, { after: stored, ahead }),
      `write ${this.entity}`,
    )
    for (const [source, position] of batch.positions) this.positions.set(source, position)
    this.taken -= 1
    this.lastWrite = Date.now()
    for (const done of batch.done) done()
    this.ports.written(this.entity, batch.positions, applied)
  }

  /** Waits for the next batch: full, old enough, or only a position after a quiet minute. */
  private async gather(signal: AbortSignal): Promise<Batch | null> {
    let firstAt = 0
    while (!signal.aborted) {
      const held = this.queue.reduce((sum, piece) => sum + piece.changes.length, 0)
      const wanted = !this.queue.every(isQuiet)
      if (wanted && firstAt === 0) firstAt = Date.now()
      const age = Date.now() - firstAt
      if (wanted && (held >= this.limits.batch || age >= this.limits.waitMs)) return this.take()
      const quiet = Date.now() - this.lastWrite
      if (!wanted && this.queue.length > 0 && quiet >= QUIET_MS) return this.take()
      await this.sleep(
        wanted ? this.limits.waitMs - age : this.queue.length > 0 ? QUIET_MS - quiet : QUIET_MS,
        signal,
      )
    }
    return null
  }

  private take(): Batch {
    const batch: Batch = { changes: [], letters: [], positions: new Map(), done: [] }
    while (
      this.queue.length > 0 &&
      (batch.changes.length < this.limits.batch || this.queue[0]?.changes.length === 0)
    ) {
      const piece = this.queue.shift()
      if (!piece) break
      for (const change of piece.changes) batch.changes.push(change)
      batch.letters.push(...piece.deadLetters)
      batch.positions.set(piece.source, piece.through)
      batch.done.push(piece.done)
    }
    this.queued -= batch.changes.length
    this.taken += 1
    this.release()
    return batch
  }

  private release(): void {
    for (const resolve of this.waiting.splice(0)) resolve()
  }

  private async sleep(ms: number, signal: AbortSignal): Promise<void> {
    const timer = new AbortController()
    const woken = new Promise<void>(resolve => {
      this.wake = resolve
    })
    const abort = () => timer.abort()
    signal.addEventListener('abort', abort, { once: true })
    await Promise.race([woken, delay(ms, undefined, { signal: timer.signal }).catch(() => undefined)])
    signal.removeEventListener('abort', abort)
    timer.abort()
  }
}

/** Nothing but a position, which can wait. */
function isQuiet(piece: Piece): boolean {
  return piece.changes.length === 0 && piece.deadLetters.length === 0 && !piece.isUrgent
}

interface Batch {
  changes: Change[]
  letters: DeadLetter[]
  positions: Map<string, bigint>
  /** What its pieces have to be told when it is in the log. */
  done: (() => void)[]
}
