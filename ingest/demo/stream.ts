import { setImmediate as yieldToOthers } from 'node:timers/promises'
import { orgKey } from '../../warehouse/orgs/orgKey.ts'
import { addMonths, dayOf, monthOf, startOfDay } from '../../warehouse/platform/time/day.ts'
import type { DemoOptions, DemoState } from './demoState.ts'
import { demoSystems, partsOf } from './demoSystems.ts'
import { readDivisions } from './divisions.ts'
import { Faults } from './faults.ts'
import { Journal } from './journal.ts'
import { Persons } from './persons.ts'
import { Simulation, TICK_MS } from './simulation.ts'
import { type MessageSink, Outbox } from './sink.ts'
import { simulatedSystem } from './system.ts'

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
  /** Messages of the model so far, by system. */
  systems: readonly { name: string; messages: number }[]
}

/** One of the systems that tell of the province. */
interface Part {
  name: string
  simulation: Simulation
  journal: Journal
  /** Its part of the live changes. */
  share: number
  /** How far the history has been sent to its end. */
  hasMore: boolean
}

/**
 * The demo's messages as one sequence that is the same every time: first the history, then the live sessions. Of several
 * systems whichever is furthest behind goes on. What an earlier run has sent is lived again and not sent again.
 */
export class DemoStream {
  private readonly parts: readonly Part[]
  private readonly outbox: Outbox
  private readonly start: number

  constructor(
    private readonly state: DemoState,
    private readonly sink: MessageSink,
  ) {
    const { options } = state
    this.start = historyStart(state.end, options.months)
    const sizes = partsOf(demoSystems(options.systems))
    const whole = [...sizes.values()].reduce((sum, size) => sum + size, 0)
    const persons = sizes.size > 1 ? { persons: new Persons() } : {}
    this.parts = [...sizes].map(([name, size]) => ({
      ...this.simulate(name, Math.max(1, Math.round(options.members * size)), persons),
      share: size / whole,
      hasMore: true,
    }))
    this.outbox = new Outbox(this.parts.flatMap(({ simulation }) => simulation.model.system.topics))
  }

  /** Messages of the model so far. */
  get messages(): number {
    return this.parts.reduce((sum, { journal }) => sum + journal.count, 0)
  }

  /** The `dim_org` ids of the top organisations, in the order in which the systems count. */
  get tops(): string[] {
    return this.parts.map(({ simulation: { model } }) =>
      orgKey(model.system.number, model.system.orgText(model.world.top.row.id)),
    )
  }

  /**
   * Lives the history and what earlier sessions did, and sends what is missing. `step` is called after every batch and can
   * hold it up; it ends early when the signal says so.
   */
  async catchUp(signal: AbortSignal, step: (step: HistoryStep) => Promise<void>): Promise<void> {
    const { state } = this
    for (const { simulation } of this.parts) simulation.snapshot()
    // rows of the snapshot must not share a batch with later changes: a batch may be sent twice after a crash
    await this.flush(step)
    await this.advance(state.end, signal, step)
    for (const session of state.sessions) {
      await this.advance(session.start, signal, step)
      for (let i = 1; i <= session.ticks && !signal.aborted; i++) {
        this.tick(session.start + i * TICK_MS, session.rate)
        await this.flushLarge(step)
      }
    }
    await this.flush(step)
  }

  /** Lives up to the start of a new live session without further changes. */
  async resume(at: number, signal: AbortSignal): Promise<void> {
    const step = () => Promise.resolve()
    await this.advance(at, signal, step)
    await this.flush(step)
  }

  /** One step of live operation; the messages wait for `send`. */
  tick(at: number, rate: number): void {
    for (const { simulation, share } of this.parts) simulation.tick(at, rate * share)
  }

  /** Sends what waits and notes in the state how far the stream is. */
  async send(): Promise<number> {
    const { size } = this.outbox
    await this.outbox.flush(this.sink)
    for (const { name, journal } of this.parts)
      this.state.sent[name] = Math.max(this.state.sent[name] ?? 0, journal.count)
    return size
  }

  private simulate(
    system: string,
    members: number,
    persons: { persons?: Persons },
  ): Pick<Part, 'name' | 'simulation' | 'journal'> {
    const { province, seed, faults: rate } = this.state.options
    const { dialect } = simulatedSystem(system)
    const faults = new Faults({ seed, rate, hasPositions: dialect.hasPositions }, message =>
      this.outbox.add(message),
    )
    const skip = this.state.sent[system] ?? 0
    const journal = new Journal({ skip, dialect, write: message => faults.write(message) })
    const options = {
      province: readDivisions(province),
      members,
      seed,
      start: this.start,
      system,
      ...persons,
    }
    return { name: system, journal, simulation: new Simulation(options, journal) }
  }

  private async advance(
    until: number,
    signal: AbortSignal,
    step: (step: HistoryStep) => Promise<void>,
  ): Promise<void> {
    for (const part of this.parts) part.hasMore = true
    while (!signal.aborted) {
      const waiting = this.parts.filter(({ hasMore }) => hasMore)
      const [first] = waiting.sort((a, b) => nowOf(a) - nowOf(b))
      if (!first) return
      first.hasMore = first.simulation.advance(until, TASKS)
      await this.flushLarge(step)
    }
  }

  private async flushLarge(step: (step: HistoryStep) => Promise<void>): Promise<void> {
    if (this.outbox.size >= BATCH) await this.flush(step)
    else await yieldToOthers()
  }

  private async flush(step: (step: HistoryStep) => Promise<void>): Promise<void> {
    const sent = await this.send()
    const now = Math.min(...this.parts.map(nowOf))
    const share = (now - this.start) / (this.state.end - this.start)
    await step({
      share: Math.min(1, Math.max(0, share)),
      day: dayOf(now),
      messages: this.messages,
      sent,
      systems: this.parts.map(({ name, journal }) => ({ name, messages: journal.count })),
    })
  }
}

function nowOf({ simulation }: Part): number {
  return simulation.model.now
}

/** The history begins on the first of a month, so that its first month is a whole one. */
export function historyStart(end: number, months: DemoOptions['months']): number {
  return startOfDay(addMonths(monthOf(dayOf(end)), -months))
}
