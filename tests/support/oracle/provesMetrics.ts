import { afterAll, beforeAll, expect, it } from 'vitest'
import { loadMappings } from '../../../ingest/mapping/load.ts'
import { ENTITIES } from '../../../warehouse/catalogue/entities.ts'
import { METRICS, type MetricId } from '../../../warehouse/catalogue/metrics.ts'
import type { SimulatedOptions } from '../province/simulated.ts'
import { entitiesOf, fieldsRead } from './entitiesOf.ts'
import { ORACLES } from './oracles.ts'
import { OracleWarehouse } from './oracleWarehouse.ts'

/**
 * Holds every metric that a system can answer, because its mappings fill what the metric looks at, against its oracle, over one simulated province of the system. `unseen` names
 * those of which this province has none: nothing is proven of them but that nothing is counted. `only`: no others.
 */
export function provesMetrics(
  options: SimulatedOptions & { system: string; unseen?: readonly MetricId[]; only?: readonly MetricId[] },
): void {
  const { all } = loadMappings([options.system])
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
  const provable: MetricId[] = []
  for (const [id, metric] of METRICS)
    if (
      options.only?.includes(id) !== false &&
      ORACLES.has(id) &&
      entitiesOf(metric).every(entity => mapped.has(entity)) &&
      fieldsRead(metric).every(({ entity, field }) => filled.has(`${entity}.${field}`))
    )
      provable.push(id)

  let warehouse: OracleWarehouse
  beforeAll(async () => {
    warehouse = await OracleWarehouse.start(options)
  })
  afterAll(() => warehouse?.stop())

  it.each(provable)(`%s is what ${options.system} lived, at every level and in every month`, async id => {
    const oracle = ORACLES.get(id)
    if (!oracle) throw new Error(`no oracle of ${id}`)
    const { lines, found } = await warehouse.compare(id, oracle)
    expect(lines.slice(0, 10)).toEqual([])
    expect(found > 0).toBe(!options.unseen?.includes(id))
  })
}
