import { afterAll, beforeAll, expect, it } from 'vitest'
import { ChangeStore } from '../../../ingest/pipeline/store.ts'
import { makeChange } from '../../support/ingest/changes.ts'
import { type TestWarehouse, testWarehouse } from '../../support/warehouse.ts'

let test: TestWarehouse
beforeAll(async () => {
  test = await testWarehouse()
})
afterAll(() => test.stop())

async function ask(query: string): Promise<unknown> {
  const { app } = test.warehouse
  const answer = await app.query({ query, format: 'JSONCompactEachRow' })
  return answer.json()
}

it('what the logs store at one beat is one statement, and all of it', async () => {
  const store = new ChangeStore(test.warehouse.app, 1)
  await Promise.all([
    store.put([
      makeChange('activity', 1, 1, '2026-05-01', {}),
      makeChange('activity', 2, 2, '2026-05-01', {}),
    ]),
    store.put([]),
    store.put([makeChange('checkin', 3, 3, '2026-05-01', {})]),
  ])
  await store.put([makeChange('signup', 4, 4, '2026-05-01', {})])
  expect(await ask('select entity, toUInt32(id) from ops.ods_change order by id')).toEqual([
    ['activity', 1],
    ['activity', 2],
    ['checkin', 3],
    ['signup', 4],
  ])
  await test.warehouse.app.command({ query: 'system flush logs' })
  expect(
    await ask(
      `select toUInt32(count()) from system.query_log where type = 'QueryFinish' and query_kind = 'Insert' and has(tables, 'ops.ods_change')`,
    ),
  ).toEqual([[2]])
})

it('who waits for a statement that failed hears of it, and may ask again', async () => {
  const store = new ChangeStore(test.warehouse.app, 1)
  const put = () =>
    Promise.allSettled([
      store.put([makeChange('activity', 5, 5, '2026-05-01', {})]),
      store.put([makeChange('checkin', 6, 6, '2026-05-01', {})]),
    ])
  await test.warehouse.app.command({ query: 'rename table ops.ods_change to ops.away' })
  expect((await put()).map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  await test.warehouse.app.command({ query: 'rename table ops.away to ops.ods_change' })
  expect((await put()).map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled'])
  expect(await ask('select toUInt32(id) from ops.ods_change where id > 4 order by id')).toEqual([[5], [6]])
})
