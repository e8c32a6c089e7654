import type { EntityName } from '../../warehouse/catalogue/entities.ts'

/** How far one log is. */
export interface LogProgress {
  log: EntityName
  /** The log holds everything up to this instant, milliseconds since 1970; 0 before anything is known. */
  completeAt: number
  /** Messages that the log is behind. */
  lag: bigint
  /** Changes applied since the process started. */
  applied: number
}

interface SourceState {
  logs: readonly EntityName[]
  /** Feeds the logs beside their real streams (replayed dead letters): says nothing about how complete they are. */
  isAside: boolean
  read: bigint
  next: bigint
}

interface LogState {
  positions: Map<string, bigint>
  applied: number
  /** Newest change written, milliseconds since 1970. */
  latest: number
}

/** What the process knows of how far it is; the numbers of the wall's freshness and of the ops page. */
export class Progress {
  private readonly sources = new Map<string, SourceState>()
  private readonly logs = new Map<EntityName, LogState>()

  begin(source: string, logs: readonly EntityName[], from: bigint, next: bigint, isAside: boolean): void {
    this.sources.set(source, { logs, isAside, read: from, next })
    for (const log of logs) this.state(log).positions.set(source, from)
  }

  read(source: string, through: bigint): void {
    const state = this.sources.get(source)
    if (!state) return
    state.read = through
    if (through > state.next) state.next = through
  }

  end(source: string, next: bigint): void {
    const state = this.sources.get(source)
    if (state) state.next = next
  }

  forget(source: string): void {
    this.sources.delete(source)
    for (const log of this.logs.values()) log.positions.delete(source)
  }

  written(log: EntityName, positions: ReadonlyMap<string, bigint>, applied: number, latest: number): void {
    const state = this.state(log)
    for (const [source, position] of positions)
      if (this.sources.has(source)) state.positions.set(source, position)
    state.applied += applied
    if (latest > state.latest) state.latest = latest
  }

  /**
   * Progress of every log that this process feeds. A log that has everything its sources hold is complete as of `now`;
   * one that is behind, as of the newest change it holds. `isIdle`: nothing of the log is queued or being written.
   */
  report(now: number, isIdle: (log: EntityName) => boolean): LogProgress[] {
    return [...this.logs].flatMap(([log, state]) => {
      const fed = [...this.sources].filter(([, source]) => source.logs.includes(log))
      // a log whose streams are read elsewhere, or not yet, is not ours to speak of
      if (fed.every(([, source]) => source.isAside)) return []
      const idle = isIdle(log)
      const lag = fed.reduce((sum, [name, source]) => {
        // what was read and held nothing for this log does not make it late
        const behind = source.next - (idle ? source.read : (state.positions.get(name) ?? 0n))
        return sum + (behind > 0n ? behind : 0n)
      }, 0n)
      return [{ log, lag, applied: state.applied, completeAt: lag === 0n ? now : state.latest }]
    })
  }

  private state(log: EntityName): LogState {
    let state = this.logs.get(log)
    if (!state) {
      state = { positions: new Map(), applied: 0, latest: 0 }
      this.logs.set(log, state)
    }
    return state
  }
}
