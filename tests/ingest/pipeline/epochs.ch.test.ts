import { afterAll, beforeAll, expect, it } from 'vitest'
import { EpochBook, listStreams } from '../../../ingest/pipeline/epochs.ts'
import { openWarehouse } from '../../../warehouse/platform/clickhouse/client.ts'
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
/** The epoch of a topic with this many partitions, all of which end at 100. */
async function epochOf(book: EpochBook, stream: string, of: ReturnType<typeof tables>, partitions = 1) {
  const ends = new Map(Array.from({ length: partitions }, (_, i) => [i, 100n]))
  return (await book.incarnations(stream, of, ends)).at(-1)?.epoch
}
const tables = (...names: string[]) => names.map(table => ({ system: 'testland', table }))

it('a stream keeps its epoch', async () => {
  const book = open()
  const first = await epochOf(book, 'spool:a/keeps', tables('keeps'))
  expect(first).toBe(1)
  expect(await epochOf(open(), 'spool:a/keeps', tables('keeps'))).toBe(1)
})

it('another stream of the same table takes a later one, and the first keeps its own', async () => {
  const book = open()
  expect(await epochOf(book, 'spool:a/moves', tables('moves'))).toBe(1)
  expect(await epochOf(book, 'kafka:b/moves', tables('moves'))).toBe(2)
  expect(await epochOf(book, 'spool:a/moves', tables('moves'))).toBe(1)
  expect(await epochOf(book, 'spool:a/else', tables('else'))).toBe(1)
})

it('many processes at once: one epoch for a stream, different ones for different streams', async () => {
  const names = ['kafka:a/race', 'kafka:b/race', 'kafka:c/race']
  const asked = await Promise.all(
    [...names, ...names].map(
      async stream => [stream, await epochOf(open(), stream, tables('race'))] as const,
    ),
  )
  const found = new Map(asked)
  for (const [stream, epoch] of asked) expect(epoch).toBe(found.get(stream))
  expect([...found.values()].sort()).toEqual([1, 2, 3])
  const written = (await listStreams(test.warehouse.app)).filter(one => one.table === 'race')
  expect(written).toHaveLength(3)
})

it('a stream that comes to feed another table takes a new epoch for all of them', async () => {
  const book = open()
  expect(await epochOf(book, 'spool:a/grows', tables('grows'))).toBe(1)
  expect(await epochOf(book, 'spool:a/grows', tables('grows', 'more'))).toBe(2)
  expect(await epochOf(book, 'spool:a/grows', tables('grows', 'more'))).toBe(2)
})

it('renewed, a stream begins a later epoch, with the reason on record', async () => {
  const book = open()
  await epochOf(book, 'spool:a/renewed', tables('renewed'))
  expect(await book.renew('spool:a/renewed', tables('renewed'), 'snapshot of May')).toBe(2)
  expect(await epochOf(book, 'spool:a/renewed', tables('renewed'))).toBe(2)
  expect((await listStreams(test.warehouse.app))[0]).toMatchObject({ epoch: 2, reason: 'snapshot of May' })
})

it('says so when the 255 epochs of a table are used up', async () => {
  await test.warehouse.app.command({
    query: `insert into ops.sys_source_epoch (n, system, table, stream, epoch, reason)
      select max(n) + 1, 'testland', 'full', 'spool:a/full', 255, '' from ops.sys_source_epoch`,
  })
  await expect(epochOf(open(), 'spool:b/full', tables('full'))).rejects.toThrow('would need epoch 256')
})

it('partitions that are added begin an epoch where the others ended, and the one before stays to be read', async () => {
  const stream = 'kafka:a/raised'
  await epochOf(open(), stream, tables('raised'), 2)
  const ends = new Map([
    [0, 40n],
    [1, 50n],
    [2, 3n],
  ])
  // every process finds it; the first one decides
  const found = await Promise.all([1, 2, 3].map(() => open().incarnations(stream, tables('raised'), ends)))
  for (const one of found)
    expect(one).toEqual([
      { epoch: 1, partitions: 2, starts: [] },
      { epoch: 2, partitions: 3, starts: [40n, 50n] },
    ])
  await open().renew(stream, tables('raised'), 'created anew')
  expect(await open().incarnations(stream, tables('raised'), ends)).toEqual([
    { epoch: 3, partitions: 3, starts: [] },
  ])
})
