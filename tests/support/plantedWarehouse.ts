import { afterAll, beforeAll } from 'vitest'
import type { Warehouse } from '../../warehouse/platform/clickhouse/client.ts'
import { type TestWarehouse, testWarehouse } from './warehouse.ts'

/** A warehouse for the tests of a file, planted, if at all, before the first and given back after the last; there is none outside them. */
export function plantedWarehouse(plant?: (warehouse: Warehouse) => Promise<void>): TestWarehouse {
  let test: TestWarehouse
  beforeAll(async () => {
    test = await testWarehouse()
    await plant?.(test.warehouse)
  })
  afterAll(() => test?.stop())
  return {
    get config() {
      return test.config
    },
    get connection() {
      return test.connection
    },
    get warehouse() {
      return test.warehouse
    },
    stop: () => test.stop(),
  }
}
