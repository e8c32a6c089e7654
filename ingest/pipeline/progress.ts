import type { EntityName } from '../../warehouse/catalogue/entities.ts'

/** How far one log is in one partition of its streams. */
export interface PartitionProgress {
  topic: string
  partition: number
  /** Offset up to which (exclusive) the log holds the partition. */
  watermark: bigint
  /** One past the end of the partition, as last seen. */
  next: bigint
  /** Messages that the log is behind here. What was read and held nothing for it does not count. */
  lag: bigint
}

/** How far one log is. */
export interface LogProgress {
  log: EntityName
  /** The log holds everything up to this instant, milliseconds since 1970; 0 before anything is known. */
  completeAt: number
  /** Messages that the log is behind. */
  lag: bigint
  /** Changes applied since the process started. */
  applied: number
  /** Batches with changes since the process started, and the changes of the last one. */
  batches: number
  lastBatch: number
  partitions: PartitionProgress[]
}

/** A partition that begins to be read. */
export interface Beginning {
  topic: string
  partition: number
  logs: readonly EntityName[]
  from: bigint
  next: bigint
  /** Feeds the logs beside their real streams (replayed dead letters): says nothing about how complete they are. */
  isAside: boolean
  /** When `next` was seen, milliseconds since 1970. */
  at: number
}

interface SourceState extends Beginning {
  read: bigint
  /** Offsets up to which messages were handed over, with the time of the first of these and of the newest before the offset. */
  marks: { through: bigint; from: number; at: number }[]
  /** Time of the newest message read. */
  newest: number
}

interface LogState {
  /** Per source: where the log is, and the time up to which it is complete there. */
  positions: Map<string, bigint>
  times: Map<string, number>
  applied: number
  batches: number
  lastBatch: number
}

/** What the process knows of how far it is; the numbers of the wall's freshness, of the ops page and of the metrics. */
export class Progress {
  private readonly sources = new Map<string, SourceState>()
  private readonly logs = new Map<EntityName, LogState>()

  begin(source: string, beginning: Beginning): void {
    this.sources.set(source, { ...beginning, read: beginning.from, marks: [], newest: 0 })
    for (const log of beginning.logs) this.state(log).positions.set(source, beginning.from)
  }

  /** Messages were read up to `through`; `first` and `last` are the times of the outermost ones, if there were any. */
  read(source: string, through: bigint, first?: number, last?: number): void {
    const state = this.sources.get(source)
    if (!state) return
    state.read = through
    if (through > state.next) state.next = through
    if (first === undefined || last === undefined) return
    // the first message that a log lacks tells what it is complete to before anything of it is stored
    for (const log of state.logs) {
      const { times } = this.state(log)
      if (!times.has(source)) times.set(source, first)
    }
    state.newest = Math.max(state.newest, last)
    state.marks.push({ through, from: first, at: state.newest })
  }

  /** The end of a source was looked at. */
  end(source: string, next: bigint, at: number): void {
    const state = this.sources.get(source)
    if (!state) return
    state.next = next
    state.at = at
  }

  forget(source: string): void {
    this.sources.delete(source)
    for (const log of this.logs.values()) {
      log.positions.delete(source)
      log.times.delete(source)
    }
  }

  written(log: EntityName, positions: ReadonlyMap<string, bigint>, applied: number): void {
    const state = this.state(log)
    for (const [source, position] of positions) {
      const from = this.sources.get(source)
      if (!from) continue
      state.positions.set(source, position)
      const mark = from.marks.findLast(({ through }) => through <= position)
      if (mark) state.times.set(source, mark.at)
      this.dropMarks(source, from)
    }
    state.applied += applied
    if (applied === 0) return
    state.batches += 1
    state.lastBatch = applied
  }

  /**
   * Progress of every log that this process feeds. A log that has everything its sources hold is complete as of the last
   * look at their ends; one that is behind, as of the partition that is furthest behind. `isIdle`: nothing of the log is
   * queued or being written.
   */
  report(isIdle: (log: EntityName) => boolean): LogProgress[] {
    return [...this.logs].flatMap(([log, state]) => {
      const fed = [...this.sources].filter(([, source]) => source.logs.includes(log))
      // a log whose streams are read elsewhere, or not yet, is not ours to speak of
      if (fed.every(([, source]) => source.isAside)) return []
      const idle = isIdle(log)
      const complete: number[] = []
      const partitions = fed.map(([name, source]): PartitionProgress => {
        const watermark = state.positions.get(name) ?? 0n
        // what was read and held nothing for this log does not make it late
        const behind = source.next - (idle ? source.read : watermark)
        const lag = behind > 0n ? behind : 0n
        const lacked = source.marks.find(({ through }) => through > watermark)?.from ?? 0
        const reached = idle ? source.newest : Math.max(state.times.get(name) ?? 0, lacked)
        if (!source.isAside) complete.push(lag === 0n ? source.at : Math.min(reached, source.at))
        return { topic: source.topic, partition: source.partition, watermark, next: source.next, lag }
      })
      const { applied, batches, lastBatch } = state
      const lag = partitions.reduce((sum, one) => sum + one.lag, 0n)
      return [{ log, lag, applied, batches, lastBatch, completeAt: Math.min(...complete), partitions }]
    })
  }

  private dropMarks(name: string, source: SourceState): void {
    const passed = source.logs.map(log => this.state(log).positions.get(name) ?? 0n)
    const least = passed.reduce((low, one) => (one < low ? one : low), passed[0] ?? 0n)
    source.marks = source.marks.filter(({ through }) => through > least)
  }

  private state(log: EntityName): LogState {
    let state = this.logs.get(log)
    if (!state) {
      state = { positions: new Map(), times: new Map(), applied: 0, batches: 0, lastBatch: 0 }
      this.logs.set(log, state)
    }
    return state
  }
}
