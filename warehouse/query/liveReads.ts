import type { EntityName } from '../catalogue/entities.ts'
import { type Org, ROOT } from '../orgs/readOrgs.ts'
import { groupReads, type Part, placeKey, plan } from './plan.ts'
import { projectionFor } from './projections.ts'
import type { Ask } from './types.ts'

/**
 * Throws an error that names the metric when one of these questions, which are asked again as soon as a log has changed,
 * would read a log whole: no projection of it holds the columns. Logs without any projection are small. Pure.
 */
export function requireLiveReads(asks: readonly Ask[], today: number): void {
  for (const ask of asks)
    for (const org of [ROOT, CITY])
      for (const metric of ask.metrics) {
        const one = { ...ask, org: org.id, metrics: [metric] }
        const { parts } = plan([one], new Map([[placeKey(one), org]]), today, new Map())
        const log = parts.map(wholeLogOf).find(each => each !== undefined)
        if (log)
          throw new Error(
            `metric ${metric}: no projection of ${log} holds what it needs, so "${ask.name}" would read the whole log each time that it changes`,
          )
      }
}

/** Any organisation below the province. */
const CITY: Org = { ...ROOT, id: '2', level: 3, path: ['1', '2'] }

function wholeLogOf(part: Part): EntityName | undefined {
  const reads =
    part.kind === 'sum' ? [{ entity: part.entity, projection: part.projection }] : groupReads(part)
  return reads.find(({ entity, projection }) => projection === '' && projectionFor(entity, []) !== '')?.entity
}
