import { setTimeout as delay } from 'node:timers/promises'
import type { EntityName } from '../../warehouse/catalogue/entities.ts'
import type { Change } from '../change.ts'
import type { DeadLetter } from '../deadletter/deadLetter.ts'
import type { LogWriter } from '../log/writer.ts'
import type { SnapshotMark } from '../snapshot/generation.ts'

/** Messages of one source behind its watermark, decoded: what a log takes. */
export interface Piece {
  source: string
  /** The log is complete up to here (exclusive) once the piece is written. */
  through: bigint
  changes: Change[]
  deadLetters: DeadLetter[]
  /** Marks of full snapshots that no row carries. */
  marks?: SnapshotMark[]
  /** Called once when the log holds the piece, or has dropped it. */
  done(): void
  /** Its position alone is worth a batch. */
  isUrgent?: boolean
}

export interface FeedLimits {
  /** Changes in one batch at the most (a piece is never cut). */
  batch: number
  /** Milliseconds between the beats at which the logs write what they have; the same beats for all logs. */
  beatMs: number
  /** Between the beats of logs that nobody looks at; never shorter than the others. */
  unseenBeatMs: number
}

export interface FeedPorts {
  /** Stores what the batch must not lose before the log passes it: raw changes, dead letters and marks of snapshots. */
  store(batch: Pick<Batch, 'changes' | 'letters' | 'marks'>): Promise<void>
  /** Runs a step until the warehouse takes it; rejects when it never will. */
  persist<T>(step: () => Promise<T>, what: string): Promise<T>
  /** Whether somebody looks at the log: what it has is shown at once. */
  isLookedAt(entity: EntityName): boolean
  /** A batch is in the log. */
  written(entity: EntityName, positions: ReadonlyMap<string, bigint>, applied: number): void
}

/** A log without changes tells its position this often, so that it does not hold its sources back. */
const QUIET_MS = 60_000

/** With as many changes in its queue a log does not wait for the beat, only a moment for more, milliseconds. */
const RUSH = 200
const RUSH_WAIT_MS = 100

/** How many batches may wait decoded while one is being written: one is ready, one is growing. */
const BATCHES_QUEUED = 2

interface Queued extends Piece {
  /** When it was offered, milliseconds since 1970. */
  at: number
}

/**
 * Feeds one log: gathers pieces of all its sources into batches and writes them one after the other. What arrives while a
 * batch is being written becomes the next one, so that batches grow as a log falls behind: each has costs of its own whatever it
 * holds, and the look-up of many keys hardly more than that of a few.
 */
export class LogFeed {
  readonly entity: EntityName
  private queue: Queued[] = []
  private queued = 0
  private readonly waiting: (() => void)[] = []
  private readonly stopping = new AbortController()
  private wake: () => void = () => {}
  private writing: Promise<void> = Promise.resolve()
  private isWriting = false
  private lastWrite = Date.now()
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
    this.queue.push({ ...piece, at: Date.now() })
    this.queued += piece.changes.length
    this.wake()
    while (this.queued > this.limits.batch * BATCHES_QUEUED && !this.failure && !this.stopping.signal.aborted)
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
    return !this.isWriting && this.queue.every(isQuiet)
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
      const wait = this.dueIn()
      if (wait > 0) await this.sleep(wait, signal)
      else {
        // taken and being written in one step: `drop` finds a piece in the queue or waits for it
        this.writing = this.write(this.take())
        await this.writing
      }
    }
  }

  /** Milliseconds until a batch is due (full, at the beat, or only a position after a quiet minute), or perhaps due. */
  private dueIn(): number {
    const now = Date.now()
    const first = this.queue.find(piece => !isQuiet(piece))
    if (!first) return this.queue.length > 0 ? this.lastWrite + QUIET_MS - now : QUIET_MS
    if (this.queued >= this.limits.batch) return 0
    const { beatMs } = this.limits
    const due = beatAfter(first.at, this.isAwaited() ? beatMs : this.limits.unseenBeatMs)
    // somebody may begin to look meanwhile
    return Math.min(this.queued < RUSH ? due : Math.min(due, first.at + RUSH_WAIT_MS), now + beatMs) - now
  }

  /** Whether somebody looks at the log, or another log waits for what is queued. */
  private isAwaited(): boolean {
    return this.ports.isLookedAt(this.entity) || this.queue.some(({ isUrgent }) => isUrgent)
  }

  private async write(batch: Batch): Promise<void> {
    this.isWriting = true
    const stored = this.ports.persist(() => this.ports.store(batch), `store ${this.entity}`)
    stored.catch(() => undefined)
    const applied = await this.ports.persist(
      () => this.writer.write(batch.changes, batch.positions, { after: stored }),
      `write ${this.entity}`,
    )
    for (const [source, position] of batch.positions) this.positions.set(source, position)
    this.isWriting = false
    this.lastWrite = Date.now()
    for (const done of batch.done) done()
    this.ports.written(this.entity, batch.positions, applied)
  }

  private take(): Batch {
    const batch: Batch = { changes: [], letters: [], marks: [], positions: new Map(), done: [] }
    while (
      this.queue.length > 0 &&
      (batch.changes.length < this.limits.batch || this.queue[0]?.changes.length === 0)
    ) {
      const piece = this.queue.shift()
      if (!piece) break
      for (const change of piece.changes) batch.changes.push(change)
      batch.letters.push(...piece.deadLetters)
      batch.marks.push(...(piece.marks ?? []))
      batch.positions.set(piece.source, piece.through)
      batch.done.push(piece.done)
    }
    this.queued -= batch.changes.length
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

/**
 * The next beat after an instant, both milliseconds since 1970. A batch costs the same whatever it holds, and so does each
 * picture of it: what all logs write at once is shown at once, and between the beats everybody rests.
 */
function beatAfter(at: number, beatMs: number): number {
  return Math.floor(at / beatMs + 1) * beatMs
}

/** Nothing but a position, which can wait. */
function isQuiet(piece: Piece): boolean {
  return piece.changes.length === 0 && piece.deadLetters.length === 0 && !piece.marks && !piece.isUrgent
}

interface Batch {
  changes: Change[]
  letters: DeadLetter[]
  /** Those that no row carries. */
  marks: SnapshotMark[]
  positions: Map<string, bigint>
  /** What its pieces have to be told when it is in the log. */
  done: (() => void)[]
}
