import { tellComplete } from '../support/province/loadSimulated.ts'
import { type TestWarehouse, testWarehouse } from '../support/warehouse.ts'
import { type LogRow, plantOrgs, plantTree, sign } from '../warehouse/query/world.ts'
import { type Answer, signedIn, type TestServer, testServer } from './server.ts'

/** A server over the small province whose logs are complete up to now, and the administrator of city 10. */
export interface CityDesk {
  test: TestWarehouse
  server: TestServer
  /** Headers of the administrator. */
  city: Record<string, string>
  ask(url: string, headers: Record<string, string>, body?: unknown): Promise<Answer>
  stop(): Promise<void>
}

export async function cityDesk(now: number, members: readonly LogRow[] = []): Promise<CityDesk> {
  const test = await testWarehouse()
  await plantTree(test.warehouse)
  await plantOrgs(test.warehouse)
  if (members.length > 0) await sign(test.warehouse, 'member', members)
  await tellComplete(test.warehouse.app, now)
  const server = await testServer(test, { now: () => now })
  return {
    test,
    server,
    city: await signedIn(server, { role: 'admin', org: '10' }),
    ask: (url, headers, body) => server.ask(url, { headers, body }),
    stop: async () => {
      await server.stop()
      await test.stop()
    },
  }
}
