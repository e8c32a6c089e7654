import fs from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { formatInstant, startOfDay } from '../../warehouse/platform/time/day.ts'
import { fuzzApi } from '../support/servers/fuzzApi.ts'
import { type TestWarehouse, temporaryDir, testWarehouse } from '../support/warehouse.ts'
import { member, plantOrgs, plantTree, sign, TODAY } from '../warehouse/query/world.ts'
import { PROBED_TARGETS } from './probes.ts'
import { signedIn, type TestServer, testServer } from './server.ts'

const NOON = startOfDay(TODAY) + 12 * 3_600_000
const page = temporaryDir()
let test: TestWarehouse
let server: TestServer

beforeAll(async () => {
  fs.mkdirSync(path.join(page.dir, 'portal'))
  for (const file of ['index.html', 'portal/index.html'])
    fs.writeFileSync(path.join(page.dir, file), 'a page')
  test = await testWarehouse()
  await test.warehouse.app.command({ query: 'alter table ops.sys_feed remove ttl' })
  await plantTree(test.warehouse)
  await plantOrgs(test.warehouse)
  await sign(test.warehouse, 'member', [member(111, '2026-05-01'), member(21, '2026-05-01')])
  await test.warehouse.app.insert({
    table: 'ops.sys_feed',
    format: 'JSONEachRow',
    values: [
      {
        at: formatInstant(NOON),
        process: 'test',
        log: 'member',
        complete_at: formatInstant(NOON),
        lag: 0,
        applied: 0,
      },
    ],
  })
  server = await testServer(test, {
    now: () => NOON,
    page: page.dir,
    config: { WALL_OPEN: false, MAIL_CATCHER: true, TARGETS: PROBED_TARGETS },
  })
})
afterAll(async () => {
  await server?.stop()
  await test?.stop()
  page.remove()
})

it('no request makes the server fail, and every refusal has the one shape', async () => {
  const root = await signedIn(server, { role: 'admin', org: 'root' })
  const callers = [
    root,
    root,
    await signedIn(server, { role: 'admin', org: '10' }),
    await signedIn(server, { role: 'committee', org: '20' }),
    { cookie: 'tuanshu_session=x; tuanshu_kiosk=\u00ff' },
    {},
  ]
  const document: unknown = await (await fetch(`${server.url}/api/docs/json`, { headers: root })).json()
  const orgs = ['1', '10', '11', '111', '20', '21', '77']
  const report = await fuzzApi({
    url: server.url,
    document,
    callers,
    orgs,
    requests: 1_000,
    seed: 20_261_128,
  })
  expect(report.faults).toEqual([])
  expect(report.requests).toBe(1_000)
  // the fuzz also gets somewhere
  expect(report.statuses['200']).toBeGreaterThan(100)
}, 300_000)
