import { Random } from '../../ingest/demo/random.ts'

/**
 * What a run does to the processes. `ingest`, `engine`, `broker`: kill -9 of one; `both`: of both ingests at once;
 * `rebalance`: of the second ingest while the group still settles after the first; `zombie`: an ingest is frozen for
 * longer than its session lasts, loses its partitions, and wakes up with a batch in its hands.
 */
export type FaultKind = 'ingest' | 'both' | 'rebalance' | 'zombie' | 'engine' | 'broker'

const WEIGHTS: Readonly<Record<FaultKind, number>> = {
  ingest: 26,
  both: 8,
  rebalance: 16,
  zombie: 18,
  engine: 20,
  broker: 12,
}

export const FAULT_KINDS: readonly FaultKind[] = ['ingest', 'both', 'rebalance', 'zombie', 'engine', 'broker']

export interface Fault {
  kind: FaultKind
  /** Share of all changes that the logs have passed when it strikes, 0 to 1. */
  at: number
  /** Which of the two ingests it strikes, or strikes first. */
  target: 0 | 1
  /** Milliseconds from that share to the strike, so that it falls anywhere in a batch. */
  delayMs: number
  /** Milliseconds that a killed process stays away; of a `rebalance` also between the two kills. */
  downMs: number
  /** A frozen process wakes after this many sessions. */
  sessions: number
  /** Whether the next fault waits until a frozen process has woken. */
  alone: boolean
}

/** The faults of a run, in order; the same seed gives the same ones. Every kind is there as soon as there is room. */
export function planFaults(seed: number, count: number): Fault[] {
  const random = new Random(seed, 'faults')
  const kinds = Array.from({ length: count }, (_, i) => FAULT_KINDS[i] ?? random.weighted(WEIGHTS))
  for (let i = kinds.length - 1; i > 0; i--) {
    const j = random.between(0, i)
    const [a, b] = [kinds[i], kinds[j]]
    if (a && b) [kinds[i], kinds[j]] = [b, a]
  }
  return kinds.map((kind, i) => ({
    kind,
    // the last ones leave something to do
    at: ((i + random.next()) / count) * 0.95,
    target: random.chance(0.5) ? 0 : 1,
    delayMs: random.between(0, 400),
    downMs: random.between(0, 1_500),
    sessions: 1.2 + random.next() * 0.6,
    alone: random.chance(0.5),
  }))
}
