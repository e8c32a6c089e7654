import { ENTITIES, type EntityName, isSumming } from '../catalogue/entities.ts'
import { getOrSet } from './getOrSet.ts'

/** A summing projection of a log: the columns that it groups by, and the fields that it sums beside the signs. */
interface Grouping {
  name: string
  columns: readonly string[]
  sums: readonly string[]
}

const smallestFirst = new Map<EntityName, readonly Grouping[]>()

/**
 * The smallest projection that holds these columns, and the sum of this field if one is asked; `''` when only the log itself
 * does. Figures that the same one can answer are asked together, others apart, so that a wide question never falls back to
 * the whole log.
 */
export function projectionFor(entity: EntityName, columns: Iterable<string>, sum?: string): string {
  const needed = [...columns]
  const groupings = getOrSet(smallestFirst, entity, () => groupingsOf(entity))
  const found = groupings.find(
    held =>
      needed.every(column => held.columns.includes(column)) && (sum === undefined || held.sums.includes(sum)),
  )
  return found?.name ?? ''
}

/** Without the organisation there is a row for the province where there is one a branch; then fewer columns are fewer rows. */
function groupingsOf(entity: EntityName): Grouping[] {
  const { org, projections = {} } = ENTITIES[entity]
  return Object.entries(projections)
    .flatMap(([name, one]) => (isSumming(one) ? [{ name, columns: one.by, sums: one.sums ?? [] }] : []))
    .sort(
      (a, b) =>
        Number(a.columns.includes(org)) - Number(b.columns.includes(org)) ||
        a.columns.length - b.columns.length,
    )
}
