import { afterAll, beforeAll, expect, it } from 'vitest'
import { EpochBook, listStreams } from '../../../ingest/pipeline/epochs.ts'
import { openWarehouse } from '../../../warehouse/clickhouse/client.ts'
import { type TestWarehouse, testWarehouse } from '../../support/warehouse.ts'

let test: TestWarehouse
const closing: (() => Promise<void>)[] = []
beforeAll(async () => {
  test = await testWarehouse()
})
afterAll(async () => {
  for (const close of closing) await close()
  await test.stop()
})

/** A book with a connection of its own, as another process has it. */
function open(): EpochBook {
  const warehouse = openWarehouse(test.connection, 'test')
  closing.push(() => warehouse.close())
  return new EpochBook(warehouse.app)
}
const tables = (...names: string[]) => names.map(table => ({ system: 'testland', table }))

it('a stream keeps its epoch', async () => {
  const book = open()
  const first = await book.epochOf('spool:a/keeps', tables('keeps'))
  expect(first).toBe(1)
  expect(await open().epochOf('spool:a/keeps', tables('keeps'))).toBe(1)
})

it('another stream of the same table takes a later one, and the first keeps its own', async () => {
  const book = open()
  expect(await book.epochOf('spool:a/moves', tables('moves'))).toBe(1)
  expect(await book.epochOf('kafka:b/moves', tables('moves'))).toBe(2)
  expect(await book.epochOf('spool:a/moves', tables('moves'))).toBe(1)
  expect(await book.epochOf('spool:a/else', tables('else'))).toBe(1)
})

it('many processes at once: one epoch for a stream, different ones for different streams', async () => {
  const names = ['kafka:a/race', 'kafka:b/race', 'kafka:c/race']
  const asked = await Promise.all(
    [...names, ...names].map(async stream => [stream, await open().epochOf(stream, tables('race'))] as const),
  )
  const found = new Map(asked)
  for (const [stream, epoch] of asked) expect(epoch).toBe(found.get(stream))
  expect([...found.values()].sort()).toEqual([1, 2, 3])
  const written = (await listStreams(test.warehouse.app)).filter(one => one.table === 'race')
  expect(written).toHaveLength(3)
})

it('a stream that comes to feed another table takes a new epoch for all of them', async () => {
  const book = open()
  expect(await book.epochOf('spool:a/grows', tables('grows'))).toBe(1)
  expect(await book.epochOf('spool:a/grows', tables('grows', 'more'))).toBe(2)
  expect(await book.epochOf('spool:a/grows', tables('grows', 'more'))).toBe(2)
})

it('renewed, a stream begins a later epoch, with the reason on record', async () => {
  const book = open()
  await book.epochOf('spool:a/renewed', tables('renewed'))
  expect(await book.renew('spool:a/renewed', tables('renewed'), 'snapshot of May')).toBe(2)
  expect(await book.epochOf('spool:a/renewed', tables('renewed'))).toBe(2)
  expect((await listStreams(test.warehouse.app))[0]).toMatchObject({ epoch: 2, reason: 'snapshot of May' })
})

it('says so when the 255 epochs of a table are used up', async () => {
  await test.warehouse.app.command({
    query: `insert into ops.sys_source_epoch (n, system, table, stream, epoch, reason)
      select max(n) + 1, 'testland', 'full', 'spool:a/full', 255, '' from ops.sys_source_epoch`,
  })
  await expect(open().epochOf('spool:b/full', tables('full'))).rejects.toThrow('would need epoch 256')
})
