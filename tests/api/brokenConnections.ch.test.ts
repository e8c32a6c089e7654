import { afterAll, beforeAll, expect, it } from 'vitest'
import { openWarehouse, type Warehouse } from '../../warehouse/platform/clickhouse/client.ts'
import { BreakingProxy, carryAll, diesIdle } from '../support/servers/breakingProxy.ts'
import { type TestWarehouse, testWarehouse } from '../support/warehouse.ts'
import { plantOrgs, plantTree } from '../warehouse/query/world.ts'
import { signedIn, type TestServer, testServer } from './server.ts'

let test: TestWarehouse
let proxy: BreakingProxy
let warehouse: Warehouse
let server: TestServer

beforeAll(async () => {
  test = await testWarehouse()
  await plantTree(test.warehouse)
  await plantOrgs(test.warehouse)
  proxy = await BreakingProxy.before(test.connection)
  warehouse = openWarehouse(proxy.connection, 'api')
  server = await testServer({ ...test, warehouse }, { config: { WALL_OPEN: false } })
})
afterAll(async () => {
  await server?.stop()
  await warehouse?.close()
  await proxy?.stop()
  await test?.stop()
})

it('a request is answered although every idle connection to the warehouse has died', async () => {
  const headers = await signedIn({ ...server, warehouse: test.warehouse }, { role: 'committee', org: '10' })
  proxy.carry = diesIdle
  const answers = [warehouse.app, warehouse.reader].flatMap(client =>
    Array.from({ length: 8 }, async () =>
      (await client.query({ query: 'select 1', format: 'JSONEachRow' })).json(),
    ),
  )
  await Promise.all(answers)
  expect(proxy.open.size).toBe(16)
  proxy.carry = carryAll
  // the look-up of the session goes through one client, that of the organisations through the other
  const paths = [
    '/api/orgs?search=x',
    '/api/orgs/11',
    '/api/metrics/MEM01',
    '/api/scenes/overview',
    '/api/exports',
  ]
  const statuses = await Promise.all(
    paths.map(async path => (await fetch(`${server.url}${path}`, { headers })).status),
  )
  expect(statuses).toEqual(paths.map(() => 200))
})
