import { startOfDay } from '../../warehouse/platform/time/day.ts'
import { type TestWarehouse, testWarehouse } from '../support/warehouse.ts'
import { member, plantOrgs, plantTree, sign, TODAY } from '../warehouse/query/world.ts'
import { type Answer, signedIn, type TestServer, testServer } from './server.ts'

export const NOON = startOfDay(TODAY) + 12 * 3_600_000

/** A server over the small province at noon, asked by its administrator. */
export interface FiguresDesk {
  test: TestWarehouse
  server: TestServer
  get(url: string): Promise<Answer>
  stop(): Promise<void>
}

export async function figuresDesk(options: { page?: string } = {}): Promise<FiguresDesk> {
  const test = await testWarehouse()
  await plantTree(test.warehouse)
  await plantOrgs(test.warehouse)
  await sign(test.warehouse, 'member', [
    ...Array.from({ length: 5 }, () => member(111, '2026-05-01')),
    ...Array.from({ length: 4 }, () => member(111, '2026-05-01', { gender: 'male' })),
    member(111, '2026-05-01', { gender: 'unknown' }),
  ])
  await sign(test.warehouse, 'dues_payment', [
    {
      org_id: 111,
      day: '2026-11-03',
      paid_on: '2026-11-03',
      bill_month: '2026-11-01',
      amount_fen: 1205,
      channel: 'cash',
    },
  ])
  const server = await testServer(test, { now: () => NOON, ...options })
  const headers = await signedIn(server, { role: 'admin', org: 'root' })
  return {
    test,
    server,
    get: url => server.ask(url, { headers, redirect: 'follow' }),
    stop: async () => {
      await server.stop()
      await test.stop()
    },
  }
}
