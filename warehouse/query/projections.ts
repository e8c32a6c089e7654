import { ENTITIES, type EntityName, isSumming } from '../catalogue/entities.ts'
import { getOrSet } from './getOrSet.ts'

/** A summing projection of a log, by the columns that it groups by. */
interface Grouping {
  name: string
  columns: readonly string[]
}

const smallestFirst = new Map<EntityName, readonly Grouping[]>()

/**
 * The smallest projection that holds these columns, or `''` when only the log itself does. Figures that the same one can
 * answer are asked together, others apart, so that a wide question never falls back to the whole log.
 */
export function projectionFor(entity: EntityName, columns: Iterable<string>): string {
  const needed = [...columns]
  const groupings = getOrSet(smallestFirst, entity, () => groupingsOf(entity))
  return groupings.find(({ columns: held }) => needed.every(column => held.includes(column)))?.name ?? ''
}

/** Without the organisation there is a row for the province where there is one a branch; then fewer columns are fewer rows. */
function groupingsOf(entity: EntityName): Grouping[] {
  const { org, projections = {} } = ENTITIES[entity]
  return Object.entries(projections)
    .flatMap(([name, one]) => (isSumming(one) ? [{ name, columns: one.by }] : []))
    .sort(
      (a, b) =>
        Number(a.columns.includes(org)) - Number(b.columns.includes(org)) ||
        a.columns.length - b.columns.length,
    )
}
