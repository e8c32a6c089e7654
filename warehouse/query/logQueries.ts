import type { ClickHouseSettings } from '@clickhouse/client'
import type { EntityName } from '../catalogue/entities.ts'
import type { Part } from './plan.ts'

/** Parts of the plan that are asked together, and the logs they read. */
export interface LogQuery {
  parts: readonly number[]
  logs: readonly EntityName[]
}

/** One query per log; logs that a figure joins are asked in the same one, so that it agrees with the others of both. */
export function queriesOf(parts: readonly Part[]): LogQuery[] {
  const queries: { parts: number[]; logs: Set<EntityName> }[] = []
  parts.forEach((part, index) => {
    const logs = part.kind === 'sum' ? [part.entity] : [part.groups.of.entity, part.groups.inner.entity]
    const joined = queries.filter(query => logs.some(log => query.logs.has(log)))
    for (const query of joined) queries.splice(queries.indexOf(query), 1)
    queries.push({
      parts: [...joined.flatMap(query => query.parts), index],
      logs: new Set([...joined.flatMap(query => [...query.logs]), ...logs]),
    })
  })
  return queries.map(query => ({ parts: query.parts, logs: [...query.logs] }))
}

/** Settings of every query over the logs. */
export const LOG_QUERY_SETTINGS: ClickHouseSettings = {
  // The index helps for a branch or a town; for a province with 30,000 owners, trying it on every projection took 20 ms
  // of processor time per part, more than the reading itself.
  use_index_for_in_with_subqueries_max_values: '1000',
  // only counts without a condition profit from them, and looking for them costs 5 ms per part
  optimize_use_implicit_projections: 0,
}
