import { readDivisions } from '../../../ingest/demo/divisions.ts'
import { Faults } from '../../../ingest/demo/faults.ts'
import { Journal, type OutMessage } from '../../../ingest/demo/journal.ts'
import { Simulation } from '../../../ingest/demo/simulation.ts'
import { Truth } from './truth.ts'

export interface SimulatedOptions {
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
  messages: OutMessage[]
  truth: Truth
  simulation: Simulation
}

export function simulate(options: SimulatedOptions): Simulated {
  const { province = '460000', members, seed = 7, faults = 0 } = options
  const messages: OutMessage[] = []
  const truth = new Truth()
  const transport = new Faults({ seed, rate: faults }, message => messages.push(message))
  const journal = new Journal({ write: message => transport.write(message), witness: truth })
  const start = instant(options.from)
  const simulation = new Simulation({ province: readDivisions(province), members, seed, start }, journal)
  simulation.advance(instant(options.until))
  return { messages, truth, simulation }
}

/** Milliseconds since 1970 of a Shanghai time. */
export function instant(text: string): number {
  return Date.parse(`${text.replace(' ', 'T')}+08:00`)
}
