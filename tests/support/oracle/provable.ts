import { loadMappings } from '../../../ingest/mapping/load.ts'
import { ENTITIES } from '../../../warehouse/catalogue/entities.ts'
import { METRICS, type MetricId } from '../../../warehouse/catalogue/metrics.ts'
import { fieldsRead, type Read, waysToTell } from './entitiesOf.ts'
import { ORACLES } from './oracles.ts'
import type { OracleProvince } from './provinces.ts'

/** The metrics that are held against their oracle in a province: its system's mappings fill all that they look at. */
export function provable({ system, only }: Pick<OracleProvince, 'system' | 'only'>): MetricId[] {
  const { all } = loadMappings([system])
  const mapped = new Set(all.map(({ entity }) => entity))
  const filled = new Set(
    all.flatMap(({ entity, fields, constants, parents }) =>
      [...fields, ...constants]
        .map(({ name }) => `${entity}.${name}`)
        .concat(
          parents.flatMap(link =>
            link.fields.map(({ field }) => `${entity}.${ENTITIES[entity].fields[field]?.name}`),
          ),
        ),
    ),
  )
  const isTold = (read: Read) =>
    mapped.has(read.entity) && fieldsRead(read).every(field => filled.has(`${read.entity}.${field}`))
  return [...METRICS].flatMap(([id, metric]) => {
    const isMeant = ORACLES.has(id) && only?.includes(id) !== false
    return isMeant && waysToTell(metric).some(reads => reads.every(isTold)) ? [id] : []
  })
}
