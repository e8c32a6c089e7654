import { setImmediate as yieldToOthers } from 'node:timers/promises'
import { addMonths, dayOf, monthOf, startOfDay } from '../../warehouse/platform/time/day.ts'
import type { DemoOptions, DemoState } from './demoState.ts'
import { readDivisions } from './divisions.ts'
import { Faults } from './faults.ts'
import { Journal } from './journal.ts'
import { Simulation, TICK_MS } from './simulation.ts'
import { type MessageSink, Outbox } from './sink.ts'

/** Messages that are sent together while the history is loaded. */
const BATCH = 4_000
/** Tasks of the model between two looks at anything else. */
const TASKS = 150

/** How far the history has been lived. */
export interface HistoryStep {
  /** Of its time, 0 to 1. */
  share: number
  /** The day it has come to. */
  day: number
  /** Messages of the model so far. */
  messages: number
  /** Messages of this batch, with repeated ones. */
  sent: number
}

/**
 * The demo's messages as one sequence that is the same every time: first the history, then the live sessions. What an
 * earlier run has sent is lived again and not sent again.
 */
export class DemoStream {
  readonly journal: Journal
  private readonly simulation: Simulation
  private readonly outbox: Outbox
  private readonly start: number

  constructor(
    private readonly state: DemoState,
    private readonly sink: MessageSink,
  ) {
    const { options } = state
    const { seed: faultSeed, faults: rate } = options
    const faults = new Faults({ seed: faultSeed, rate, hasPositions: true }, message =>
      this.outbox.add(message),
    )
    this.journal = new Journal({ skip: state.sent, write: message => faults.write(message) })
    this.start = historyStart(state.end, options.months)
    const { province, members, seed } = options
    this.simulation = new Simulation(
      { province: readDivisions(province), members, seed, start: this.start },
      this.journal,
    )
    this.outbox = new Outbox(this.simulation.model.system.topics)
  }

  /**
   * Lives the history and what earlier sessions did, and sends what is missing. `step` is called after every batch and can
   * hold it up; it ends early when the signal says so.
   */
  async catchUp(signal: AbortSignal, step: (step: HistoryStep) => Promise<void>): Promise<void> {
    const { state, simulation } = this
    simulation.snapshot()
    // rows of the snapshot must not share a batch with later changes: a batch may be sent twice after a crash
    await this.flush(step)
    while (!signal.aborted && simulation.advance(state.end, TASKS)) await this.flushLarge(step)
    for (const session of state.sessions) {
      while (!signal.aborted && simulation.advance(session.start, TASKS)) await this.flushLarge(step)
      for (let i = 1; i <= session.ticks && !signal.aborted; i++) {
        simulation.tick(session.start + i * TICK_MS, session.rate)
        await this.flushLarge(step)
      }
    }
    await this.flush(step)
  }

  /** Lives up to the start of a new live session without further changes. */
  async resume(at: number, signal: AbortSignal): Promise<void> {
    const step = () => Promise.resolve()
    while (!signal.aborted && this.simulation.advance(at, TASKS)) await this.flushLarge(step)
    await this.flush(step)
  }

  /** One step of live operation; the messages wait for `send`. */
  tick(at: number, rate: number): void {
    this.simulation.tick(at, rate)
  }

  /** Sends what waits and notes in the state how far the stream is. */
  async send(): Promise<number> {
    const { size } = this.outbox
    await this.outbox.flush(this.sink)
    this.state.sent = Math.max(this.state.sent, this.journal.count)
    return size
  }

  private async flushLarge(step: (step: HistoryStep) => Promise<void>): Promise<void> {
    if (this.outbox.size >= BATCH) await this.flush(step)
    else await yieldToOthers()
  }

  private async flush(step: (step: HistoryStep) => Promise<void>): Promise<void> {
    const sent = await this.send()
    const { now } = this.simulation.model
    const share = (now - this.start) / (this.state.end - this.start)
    await step({
      share: Math.min(1, Math.max(0, share)),
      day: dayOf(now),
      messages: this.journal.count,
      sent,
    })
  }
}

/** The history begins on the first of a month, so that its first month is a whole one. */
export function historyStart(end: number, months: DemoOptions['months']): number {
  return startOfDay(addMonths(monthOf(dayOf(end)), -months))
}
