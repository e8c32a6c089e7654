import { afterAll, beforeAll, expect, it } from 'vitest'
import type { TicketPage } from '../../api/contract.ts'
import { tickets } from '../../jobs/tickets/tickets.ts'
import { plantTroubles } from '../jobs/alerts/world.ts'
import { contextOf } from '../jobs/support.ts'
import { type TestWarehouse, testWarehouse } from '../support/warehouse.ts'
import { at, member, sign } from '../warehouse/query/world.ts'
import { signedIn, type TestServer, testServer } from './server.ts'

const MORNING = Date.parse('2026-11-05T09:00:00+08:00')
/** What stands above each organisation that an account is bound to here, itself included. */
const PATHS: Readonly<Record<string, readonly string[]>> = {
  root: [],
  1: ['1'],
  10: ['1', '10'],
  11: ['1', '10', '11'],
  12: ['1', '10', '12'],
  111: ['1', '10', '11', '110', '111'],
  20: ['1', '20'],
  21: ['1', '20', '21'],
}
const TICKETS = ['10', '11', '21'] as const
const idOf = (org: string) => `2026-10:members:${org}`
let test: TestWarehouse
let server: TestServer

beforeAll(async () => {
  test = await testWarehouse()
  server = await testServer(test, { now: () => MORNING })
  await plantTroubles(test.warehouse)
  for (const [branch, from] of [
    [111, 1_000],
    [211, 2_000],
  ] as const)
    await sign(
      test.warehouse,
      'member',
      Array.from({ length: 20 }, (_, i) => member(branch, '2026-10-12', { id: from + i })),
    )
  const window = { from: at('2026-10-01'), to: at('2026-10-31') }
  await tickets.run(window, contextOf(test, { now: () => MORNING }))
})
afterAll(async () => {
  await server?.stop()
  await test?.stop()
})

/** How the account's organisation stands to that of a ticket. */
function standing(account: string, org: string): 'own' | 'above' | 'foreign' {
  if (account === org) return 'own'
  return account === 'root' || PATHS[org]?.includes(account) ? 'above' : 'foreign'
}

it.each(Object.keys(PATHS))(
  'an account of %s sees, explains and decides what it may, by every route',
  async account => {
    const who = await signedIn(server, { role: account === 'root' ? 'admin' : 'committee', org: account })
    const ask = async (path: string, body?: object) => {
      const response = await fetch(`${server.url}/api/tickets${path}`, {
        headers: { ...who, ...(body ? { 'content-type': 'application/json' } : {}) },
        ...(body ? { method: 'POST', body: JSON.stringify(body) } : {}),
      })
      return { status: response.status, body: JSON.parse(await response.text()) }
    }
    const listed: TicketPage = (await ask('')).body
    const seen = ['10', '11', '20', '21'].filter(org => standing(account, org) !== 'foreign')
    expect(listed.tickets.map(({ org }) => org)).toEqual(seen)
    expect(listed.counts.unexplained).toBe(seen.length)
    for (const org of TICKETS) {
      const is = standing(account, org)
      const told = {
        own: { read: 200, list: 200, explain: 409, decide: 403 },
        above: { read: 200, list: 200, explain: 403, decide: 409 },
        foreign: { read: 404, list: 404, explain: 404, decide: 404 },
      }[is]
      // of a version that it never had: whoever may act is told that it has changed, and nothing changes
      const version = 900
      const found = {
        read: (await ask(`/${idOf(org)}`)).status,
        list: (await ask(`?org=${org}`)).status,
        explain: (await ask(`/${idOf(org)}/explain`, { text: '说明', version })).status,
        decide: (await ask(`/${idOf(org)}/accept`, { version })).status,
      }
      expect([org, found]).toEqual([org, told])
      expect((await ask(`/${idOf(org)}/return`, { reason: '理由', version })).status).toBe(told.decide)
    }
  },
)
