import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { HeadWatch } from '../../api/live/headWatch.ts'
import { sqlFile } from '../../warehouse/platform/clickhouse/sqlFile.ts'
import { type TestWarehouse, testWarehouse } from '../support/warehouse.ts'
import { member, sign } from '../warehouse/query/world.ts'

/** Those of two scenes; another set is asked for at once. */
const LOGS = ['member', 'dues_bill', 'signup'] as const

let test: TestWarehouse
beforeAll(async () => {
  test = await testWarehouse()
})
afterAll(() => test.stop())

it('a log that has grown or was exchanged has another head, and no log is asked for it', async () => {
  const { app, reader } = test.warehouse
  const queries = vi.spyOn(reader, 'query')
  const asked = (isMeant: (query: string) => boolean) =>
    queries.mock.calls.filter(([{ query }]) => isMeant(query)).length
  const treesAsked = () => asked(query => query === sqlFile('live_tree'))
  const clock = vi.spyOn(performance, 'now').mockReturnValue(0)
  const heads = new HeadWatch(test.warehouse)

  const first = await heads.read(LOGS)
  expect(await heads.read(LOGS)).toEqual(first)
  expect(treesAsked()).toBe(1)

  await sign(test.warehouse, 'member', [member(111, '2026-05-01')])
  const grown = await heads.read(LOGS)
  expect(grown.member).not.toBe(first.member)
  expect({ ...grown, member: first.member }).toEqual(first)
  expect(treesAsked()).toBe(2)

  await app.command({ query: 'create table app.other as app.dwd_signup_log' })
  await app.command({ query: 'exchange tables app.other and app.dwd_signup_log' })
  expect((await heads.read(LOGS)).signup).not.toBe(first.signup)
  expect(treesAsked()).toBe(3)

  // the tree changes without a log
  await heads.read(LOGS)
  expect(treesAsked()).toBe(3)
  clock.mockReturnValue(2_000)
  await heads.read(LOGS)
  expect(treesAsked()).toBe(4)

  // what jobs compute changes once a night
  const martsAsked = () => asked(query => query.includes('app.ads_org_measure'))
  expect(martsAsked()).toBe(1)
  clock.mockReturnValue(10_000)
  expect((await heads.read(LOGS)).marts).toBeDefined()
  expect(martsAsked()).toBe(2)

  expect(asked(query => query.includes('max(batch)'))).toBe(0)
  vi.restoreAllMocks()
})

it('a log whose table does not know its rows is asked for its last batch', async () => {
  const { app } = test.warehouse
  await app.command({ query: 'rename table app.dwd_dues_bill_log to app.far' })
  await app.command({ query: 'create view app.dwd_dues_bill_log as select * from app.far' })
  const heads = new HeadWatch(test.warehouse)
  for (const batch of [7, 8]) {
    await app.command({
      query: `insert into app.far (ev, batch, transition) values (0, ${batch}, 'none')`,
    })
    expect((await heads.read(['dues_bill'])).dues_bill).toBe(String(batch))
  }
})
