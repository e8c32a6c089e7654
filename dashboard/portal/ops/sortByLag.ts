import type { IngestAnswer } from '../../../api/contract.ts'

type LogState = IngestAnswer['logs'][number]

/** Logs as somebody looks for trouble: silent processes first, then by messages behind, then by how old their data are. */
export function sortByLag(logs: readonly LogState[]): LogState[] {
  return [...logs].sort(
    (a, b) =>
      Number(a.isAlive) - Number(b.isAlive) ||
      b.lag - a.lag ||
      (b.lagSeconds ?? Number.POSITIVE_INFINITY) - (a.lagSeconds ?? Number.POSITIVE_INFINITY) ||
      a.log.localeCompare(b.log),
  )
}
