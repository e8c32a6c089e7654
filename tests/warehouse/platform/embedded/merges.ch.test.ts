import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { type TestWarehouse, testWarehouse } from '../../../support/warehouse.ts'

const BATCHES = 24
/** So many parts are merged together at the least. */
const MERGED_AT_ONCE = 5

let test: TestWarehouse
beforeAll(async () => {
  test = await testWarehouse()
})
afterAll(() => test.stop())

async function count(query: string): Promise<number> {
  const answer = await test.warehouse.app.query({ query, format: 'JSONCompactEachRow' })
  const [row] = await answer.json<[number]>()
  return row?.[0] ?? 0
}

it('a batch of some rows does not rewrite the whole log behind which it stands', async () => {
  const { app } = test.warehouse
  await app.command({
    query: 'create table app.grown (id UInt64, text String) engine = MergeTree order by id',
  })
  const insert = (rows: number) =>
    app.command({
      query: `insert into app.grown select rand64(), randomPrintableASCII(60) from numbers(${rows})`,
    })
  await insert(10_000)
  for (let batch = 0; batch < BATCHES; batch++) {
    await insert(1 + (batch % 3))
    await vi.waitFor(
      async () =>
        expect(await count(`select toUInt32(count()) from system.merges where table = 'grown'`)).toBe(0),
      { timeout: 20_000 },
    )
  }
  await app.command({ query: 'system flush logs part_log' })
  const rewritten = await count(
    `select toUInt32(count()) from system.part_log where table = 'grown' and event_type = 'MergeParts' and rows > 10000`,
  )
  expect(rewritten).toBeLessThanOrEqual(BATCHES / MERGED_AT_ONCE)
})
