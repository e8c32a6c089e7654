import { readDivisions } from '../../ingest/demo/divisions.ts'
import { Faults } from '../../ingest/demo/faults.ts'
import { Journal, type OutMessage } from '../../ingest/demo/journal.ts'
import { Random } from '../../ingest/demo/random.ts'
import { Simulation } from '../../ingest/demo/simulation.ts'
import { instant, TOPICS } from '../support/province/simulated.ts'
import { Truth } from '../support/province/truth.ts'
import { reorder } from './reorder.ts'

/** Header with the number of a message; its copies carry the same. */
export const NUMBER = 'n'
/** Of a value that nobody can decode. */
export const POISON = 'poison'

export interface NumberedMessage {
  key: Buffer
  value: Buffer | null
  timestamp: number
  headers: Record<string, string>
}

export interface Parcel {
  topic: string
  messages: NumberedMessage[]
}

const PROVINCE = '460000'
// over before today: a broker that stamps messages with its own clock would move what lies ahead of it
const FROM = '2023-01-01 00:00:00'
/** Messages per member that a year and a quarter bring, roughly. */
const PER_MEMBER = 18
const WINDOW = { least: 300, most: 3_000 }
/** Share of messages that are delivered again, at once, later, or as whole ranges. */
const REPEATED = 0.12
const POISONED = 0.002
/** Chance of a topic to be held back for a window, so that facts come before what they refer to. */
const HELD_BACK = 0.2
const TASKS = 20
const NO_END = Date.UTC(2100, 0, 1)

/**
 * The messages of a run: a simulated province, every message numbered, some delivered again or late, some unreadable,
 * shuffled across keys and topics. The truth stays what the province lived.
 */
export class Production {
  readonly truth = new Truth()
  /** By number: how often the message was handed out. */
  readonly copies: number[] = []
  private readonly random: Random
  private readonly numbers = new WeakMap<OutMessage, number>()
  private readonly waiting = new Map<string, NumberedMessage[]>(TOPICS.map(topic => [topic, []]))
  private readonly journal: Journal
  private readonly simulation: Simulation
  private filled = 0

  constructor(
    seed: number,
    private changes: number,
  ) {
    this.random = new Random(seed, 'production')
    const transport = new Faults({ seed, rate: REPEATED, hasPositions: true }, message =>
      this.deliver(message),
    )
    this.journal = new Journal({
      witness: this.truth,
      write: message => {
        this.numbers.set(message, this.number())
        transport.write(message)
      },
    })
    const members = Math.max(50, Math.round(changes / PER_MEMBER))
    this.simulation = new Simulation(
      { province: readDivisions(PROVINCE), members, seed, start: instant(FROM) },
      this.journal,
    )
  }

  /** Messages of the province so far, without copies and without unreadable ones. */
  get lived(): number {
    return this.journal.count
  }

  /** Now in the province, milliseconds since 1970. */
  get now(): number {
    return this.simulation.model.now
  }

  /** What is sent next, in this order; undefined when the province has lived all its changes and all is out. */
  next(): Parcel[] | undefined {
    const window = this.random.between(WINDOW.least, WINDOW.most)
    this.filled = 0
    while (this.filled < window && this.lived < this.changes) this.simulation.advance(NO_END, TASKS)
    const isLast = this.lived >= this.changes
    const parcels = TOPICS.flatMap(topic => {
      const messages = this.waiting.get(topic) ?? []
      if (messages.length === 0 || (!isLast && this.random.chance(HELD_BACK))) return []
      this.waiting.set(topic, [])
      return { topic, messages: reorder(messages, this.random), turn: this.random.next() }
    })
    if (parcels.length === 0 && isLast) return undefined
    return parcels.sort((a, b) => a.turn - b.turn)
  }

  /** Lives no further; `next` hands out what is left. */
  finish(): void {
    this.changes = Math.min(this.changes, this.lived)
  }

  private deliver(message: OutMessage): void {
    const number = this.numbers.get(message)
    if (number === undefined) throw new Error('a message without a number')
    this.put(message.topic, message, number)
    if (this.random.chance(POISONED)) this.poison(message)
  }

  private poison({ topic, timestamp }: OutMessage): void {
    const number = this.number()
    const key = Buffer.from(`${POISON}-${number}`)
    this.put(topic, { key, value: Buffer.from(`{"${POISON}":${number}`), timestamp }, number)
  }

  private put(
    topic: string,
    { key, value, timestamp }: Pick<OutMessage, 'key' | 'value' | 'timestamp'>,
    number: number,
  ): void {
    if (!key) throw new Error('a message without a key has no order')
    this.copies[number] = (this.copies[number] ?? 0) + 1
    this.filled += 1
    this.waiting.get(topic)?.push({ key, value, timestamp, headers: { [NUMBER]: String(number) } })
  }

  private number(): number {
    return this.copies.push(0) - 1
  }
}
