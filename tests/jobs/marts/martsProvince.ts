import { beforeAll } from 'vitest'
import { monthMart } from '../../../jobs/marts/monthMart.ts'
import { endOf } from '../../../warehouse/platform/time/comparison.ts'
import { dayOf } from '../../../warehouse/platform/time/day.ts'
import { jobContext } from '../../support/jobContext.ts'
import { plantedWarehouse } from '../../support/plantedWarehouse.ts'
import { loadSimulated } from '../../support/province/loadSimulated.ts'
import { instant, type Simulated, simulate } from '../../support/province/simulated.ts'
import type { TestWarehouse } from '../../support/warehouse.ts'
import { at } from '../../warehouse/query/world.ts'

export const SCOPE = { org: 'root' }
export const SEPTEMBER = at('2026-09-01')
export const UNTIL = '2026-10-20 15:00:00'
export const TODAY = dayOf(instant(UNTIL))

/** More than a year of a simulated province, whose September is written into the month mart. */
export interface MartsProvince {
  test: TestWarehouse
  readonly world: Simulated
  rows(query: string): Promise<unknown[]>
  /** Number and content of the rows of a table. */
  hash(table: string, where: string): Promise<unknown[]>
  /** The organisations of September's tree down to a level, by their ids in the source. */
  orgsAbove(level: number): string[]
}

/** Registers what happens before and after the tests of the file. */
export function martsProvince(): MartsProvince {
  const test = plantedWarehouse()
  let world: Simulated
  beforeAll(async () => {
    world = simulate({ members: 500, seed: 5, from: '2025-08-10 00:00:00', until: UNTIL })
    await loadSimulated(test, world)
    await monthMart.run({ from: SEPTEMBER, to: endOf('month', SEPTEMBER) }, jobContext(test, instant(UNTIL)))
  })
  const rows = async (query: string): Promise<unknown[]> => {
    const answer = await test.warehouse.app.query({ query, format: 'JSONCompactEachRow' })
    return answer.json<unknown[]>()
  }
  return {
    test,
    get world() {
      return world
    },
    rows,
    hash: (table, where) =>
      rows(
        `select count(), sum(cityHash64(*)) from (select * from app.${table} where ${where} order by all)`,
      ),
    orgsAbove: level => {
      const tree = world.truth.treeOn(endOf('month', SEPTEMBER))
      return tree.all().filter(id => tree.pathOf(id).length + 1 <= level)
    },
  }
}
