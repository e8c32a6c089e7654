import { afterAll, beforeAll, expect, it } from 'vitest'
import { ORACLES } from './oracles.ts'
import { OracleWarehouse } from './oracleWarehouse.ts'
import { provable } from './provable.ts'
import type { OracleProvince } from './provinces.ts'

/** Holds every metric that the system of a province can answer against its oracle, over what the province lived. */
export function provesMetrics(province: OracleProvince): void {
  const metrics = provable(province)
  let warehouse: OracleWarehouse
  beforeAll(async () => {
    warehouse = await OracleWarehouse.start(province, metrics)
  })
  afterAll(() => warehouse?.stop())

  it.each(metrics)(`%s is what ${province.system} lived, at every level and in every month`, id => {
    const oracle = ORACLES.get(id)
    if (!oracle) throw new Error(`no oracle of ${id}`)
    const { lines, found } = warehouse.compare(id, oracle)
    expect(lines.slice(0, 10)).toEqual([])
    expect(found > 0).toBe(!province.unseen?.includes(id))
  })
}
