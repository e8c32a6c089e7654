import { readDivisions } from '../../../ingest/demo/divisions.ts'
import { Faults } from '../../../ingest/demo/faults.ts'
import { Journal, type OutMessage } from '../../../ingest/demo/journal.ts'
import { Simulation } from '../../../ingest/demo/simulation.ts'
import { simulatedSystem } from '../../../ingest/demo/system.ts'
import { Truth } from './truth.ts'

/** Every topic of 广东智慧团建. */
export const TOPICS = simulatedSystem('guangdong').topics

export interface SimulatedOptions {
  /** The source system; 广东智慧团建 by default. */
  system?: string
  province?: string
  members: number
  seed?: number
  /** Both as `YYYY-MM-DD HH:mm:ss` of Shanghai; the history begins at the start of the first's day. */
  from: string
  until: string
  /** Share of the messages that the transport repeats. */
  faults?: number
}

/** A small simulated province: the messages of its history, and its truth. */
export interface Simulated {
  /** Every topic of its system. */
  topics: readonly string[]
  messages: OutMessage[]
  truth: Truth
  simulation: Simulation
}

export function simulate(options: SimulatedOptions): Simulated {
  const { province = '460000', members, seed = 7, faults = 0, system = 'guangdong' } = options
  const messages: OutMessage[] = []
  const truth = new Truth()
  const { dialect, topics } = simulatedSystem(system)
  const { hasPositions } = dialect
  const transport = new Faults({ seed, rate: faults, hasPositions }, message => messages.push(message))
  const journal = new Journal({ write: message => transport.write(message), witness: truth, dialect })
  const start = instant(options.from)
  const simulation = new Simulation(
    { province: readDivisions(province), members, seed, start, system },
    journal,
  )
  simulation.advance(instant(options.until))
  return { topics, messages, truth, simulation }
}

/** Milliseconds since 1970 of a Shanghai time. */
export function instant(text: string): number {
  return Date.parse(`${text.replace(' ', 'T')}+08:00`)
}
