import type { EntityName } from '../catalogue/entities.ts'
import { type Org, ROOT } from '../orgs/readOrgs.ts'
import { groupReads, type Part, placeKey, plan } from './plan.ts'
import { projectionFor } from './projections.ts'
import type { Ask } from './types.ts'

/**
 * What is wrong with questions that are asked again as soon as a log has changed, in words: each that would read a log whole,
 * because no projection of it holds what its metric needs. Logs without any projection are small. Pure.
 */
export function liveReadFaults(asks: readonly Ask[], today: number): string[] {
  const faults = asks.flatMap(ask =>
    ask.metrics.flatMap(metric =>
      [ROOT, CITY].flatMap(org => {
        const one = { ...ask, org: org.id, metrics: [metric] }
        const { parts } = plan([one], new Map([[placeKey(one), org]]), today, new Map())
        return parts.flatMap(part => {
          const log = wholeLogOf(part)
          return log
            ? [`${metric} would read the whole log ${log} each time that it changes: no projection holds it`]
            : []
        })
      }),
    ),
  )
  return [...new Set(faults)]
}

/** Any organisation below the province. */
const CITY: Org = { ...ROOT, id: '2', level: 3, path: ['1', '2'] }

function wholeLogOf(part: Part): EntityName | undefined {
  const reads =
    part.kind === 'sum' ? [{ entity: part.entity, projection: part.projection }] : groupReads(part)
  return reads.find(({ entity, projection }) => projection === '' && projectionFor(entity, []) !== '')?.entity
}
