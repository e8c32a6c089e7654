import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { headsQuery } from '../../api/live/heads.ts'
import { HeadWatch } from '../../api/live/headWatch.ts'
import { type TestWarehouse, testWarehouse } from '../support/warehouse.ts'
import { member, sign } from '../warehouse/query/world.ts'

/** Those of two scenes; another set is asked for at once. */
const LOGS = ['member', 'dues_bill', 'signup'] as const

let test: TestWarehouse
beforeAll(async () => {
  test = await testWarehouse()
})
afterAll(() => test.stop())

it('the heads of the chains are asked for again when a log has grown or was exchanged, and not before', async () => {
  const { app, reader } = test.warehouse
  const queries = vi.spyOn(reader, 'query')
  const asked = () => queries.mock.calls.filter(([{ query }]) => query === headsQuery(LOGS)).length
  const clock = vi.spyOn(performance, 'now').mockReturnValue(0)
  const martsAsked = () =>
    queries.mock.calls.filter(
      ([{ clickhouse_settings: settings }]) => settings?.log_comment === 'api: live marts',
    ).length
  const heads = new HeadWatch(test.warehouse)

  const first = await heads.read(LOGS)
  expect(await heads.read(LOGS)).toEqual(first)
  expect(asked()).toBe(1)

  await sign(test.warehouse, 'member', [member(111, '2026-05-01')])
  await heads.read(LOGS)
  await heads.read(LOGS)
  expect(asked()).toBe(2)

  await app.command({ query: 'create table app.other as app.dwd_signup_log' })
  await app.command({ query: 'exchange tables app.other and app.dwd_signup_log' })
  await heads.read(LOGS)
  expect(asked()).toBe(3)

  // the tree changes without a log
  clock.mockReturnValue(2_000)
  await heads.read(LOGS)
  expect(asked()).toBe(4)

  await heads.read(['member'])
  await heads.read(LOGS)
  expect(asked()).toBe(5)

  // what jobs compute changes once a night
  expect(martsAsked()).toBe(1)
  clock.mockReturnValue(10_000)
  expect((await heads.read(LOGS)).marts).toBeDefined()
  expect(martsAsked()).toBe(2)
})
