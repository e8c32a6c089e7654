import { afterAll, beforeAll, expect, it } from 'vitest'
import { startOfDay } from '../../warehouse/platform/time/day.ts'
import { type TestWarehouse, testWarehouse } from '../support/warehouse.ts'
import { member, plantOrgs, plantTree, sign, TODAY } from '../warehouse/query/world.ts'
import { signedIn, type TestServer, testServer } from './server.ts'

/** Every organisation of this world is called 组N for short and 组织N in full. */
const NOON = startOfDay(TODAY) + 12 * 3_600_000
let test: TestWarehouse
let server: TestServer
let admin: { cookie: string }

beforeAll(async () => {
  test = await testWarehouse({ MAIL_CATCHER: 'true' })
  await plantTree(test.warehouse)
  await plantOrgs(test.warehouse)
  await sign(
    test.warehouse,
    'member',
    Array.from({ length: 7 }, () => member(111, '2026-09-01')),
  )
  server = await testServer(test, { now: () => NOON })
  admin = await signedIn(server, { role: 'admin', org: '10' })
  await signedIn(server, { role: 'committee', org: '10', email: 'city10@example.cn' })
})
afterAll(async () => {
  await server?.stop()
  await test?.stop()
})

async function ask(path: string, body?: object): Promise<string> {
  const response = await fetch(`${server.url}${path}`, {
    headers: { ...admin, ...(body ? { 'content-type': 'application/json', origin: server.url } : {}) },
    ...(body ? { method: 'POST', body: JSON.stringify(body) } : {}),
  })
  const text = await response.text()
  expect(response.ok, `${path}: ${text}`).toBe(true)
  return text
}

it.each([
  ['the account', '/api/session'],
  ['a report', '/api/reports/member_growth?org=10'],
  ['the catalogue of metrics', '/api/metrics/MEM01?org=10&rows=children&from=2026-10-01&to=2026-10-31'],
  ['the wall', '/api/scenes/overview?org=10'],
  ['a mailing', '/api/mailings'],
  ['what a mailing would be sent to', '/api/mailings/monthly/send?period=2026-10'],
  ['a wall link', '/api/kiosks', { name: '一楼', org: '10' }],
  ['an export', '/api/exports', { kind: 'monthly', org: '10', month: '2026-10' }],
])('%s calls an organisation by the one name it has everywhere', async (_surface, path, body?: object) => {
  const text = await ask(path, body)
  expect(text).toContain('组10')
  expect(text).not.toContain('组织1')
})
