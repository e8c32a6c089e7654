import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openWarehouse, type Warehouse } from '../../../../warehouse/platform/clickhouse/client.ts'
import {
  count,
  flag,
  instant,
  listOf,
  named,
  oneOf,
  text,
  timeSince,
  wideId,
  written,
} from '../../../../warehouse/platform/clickhouse/columns.ts'
import { versioned } from '../../../../warehouse/platform/clickhouse/versioned.ts'
import { type TestWarehouse, testWarehouse } from '../../../support/warehouse.ts'

const RACERS = 6
const CHANGES_EACH = 3
const WRITES_WATCHED = 20

const THINGS = versioned({
  table: 'test_thing',
  key: 'name',
  columns: {
    name: text,
    total: count,
    isOpen: named('is_open', flag),
    state: oneOf(['new', 'old']),
    wide: wideId,
    at: instant,
    days: listOf(
      found => Number(found),
      day => String(day),
    ),
    pair: written<[number, string]>(
      found => JSON.parse(found),
      pair => JSON.stringify(pair),
    ),
  },
  computed: { idleMs: named('written_at', timeSince) },
})

const FIRST = {
  total: 1,
  isOpen: true,
  state: 'new' as const,
  wide: '18446744073709551615',
  at: Date.UTC(2026, 1, 28, 16, 0, 0, 7),
  days: [1, 2],
  pair: [3, `'"\\\n团`] as [number, string],
}

let server: TestWarehouse
let processes: Warehouse[]

beforeAll(async () => {
  server = await testWarehouse()
  processes = Array.from({ length: RACERS }, () => openWarehouse(server.connection, 'test'))
})

beforeEach(async () => {
  const { app } = server.warehouse
  await app.command({ query: 'drop table if exists ops.test_thing sync' })
  await app.command({
    query: `create table ops.test_thing (name String, seq UInt64, writer String, total UInt32, is_open UInt8,
        state Enum8('new' = 1, 'old' = 2), wide UInt64, at DateTime64(3, 'UTC'), days Array(String), pair String,
        written_at DateTime64(3, 'UTC') default now64(3))
      engine = ReplacingMergeTree(seq) order by name
      settings non_replicated_deduplication_window = 100`,
  })
})

afterAll(async () => {
  await Promise.all((processes ?? []).map(each => each.close()))
  await server?.stop()
})

describe('a store', () => {
  it('answers what was written, of every kind of column', async () => {
    const { app } = server.warehouse
    expect(await THINGS.write(app, 0, { name: 'a', ...FIRST })).toEqual({ name: 'a', ...FIRST, seq: 1 })
    expect(await THINGS.find(app, 'a')).toEqual({
      name: 'a',
      ...FIRST,
      seq: 1,
      idleMs: expect.any(Number),
    })
    expect(await THINGS.find(app, 'b')).toBeUndefined()
  })

  it('lists by what the things are now, not by what they were', async () => {
    const { app } = server.warehouse
    for (const [name, total] of [
      ['a', 3],
      ['b', 1],
      ['c', 2],
    ] as const)
      await THINGS.write(app, 0, { name, ...FIRST, total })
    await THINGS.write(app, 1, { name: 'b', ...FIRST, total: 4, state: 'old' })
    const names = (found: readonly { name: string }[]) => found.map(({ name }) => name)
    expect(names(await THINGS.list(app))).toEqual(['a', 'b', 'c'])
    expect(names(await THINGS.list(app, { where: { state: ['new'] } }))).toEqual(['a', 'c'])
    expect(names(await THINGS.list(app, { where: { state: ['new'], total: [1, 2] } }))).toEqual(['c'])
    expect(names(await THINGS.list(app, { where: { name: [] } }))).toEqual([])
    expect(names(await THINGS.list(app, { orderBy: 'total', descending: true, limit: 2 }))).toEqual([
      'b',
      'a',
    ])
    expect(names(await THINGS.findAll(app, ['c', 'x', 'a']))).toEqual(['a', 'c'])
  })

  it('refuses a state that follows another one than the last', async () => {
    const { app } = server.warehouse
    await THINGS.write(app, 0, { name: 'a', ...FIRST })
    expect(await THINGS.write(app, 0, { name: 'a', ...FIRST, total: 9 })).toBeUndefined()
    expect(await THINGS.write(app, 2, { name: 'a', ...FIRST, total: 9 })).toBeUndefined()
    expect(await THINGS.find(app, 'a')).toMatchObject({ total: 1, seq: 1 })
  })
})

describe('processes that change the same thing at once', () => {
  it('lose no change', async () => {
    const { app } = server.warehouse
    await THINGS.write(app, 0, { name: 'a', ...FIRST, total: 0 })
    await Promise.all(
      processes.map(async process => {
        for (let i = 0; i < CHANGES_EACH; i++)
          await THINGS.change(process.app, 'a', found => found && { ...found, total: found.total + 1 })
      }),
    )
    expect(await THINGS.find(app, 'a')).toMatchObject({
      total: RACERS * CHANGES_EACH,
      seq: RACERS * CHANGES_EACH + 1,
    })
  })

  it('do not hide it from who reads meanwhile, nor show an older state after a newer one', async () => {
    const { app } = server.warehouse
    await THINGS.write(app, 0, { name: 'a', ...FIRST, total: 0 })
    let isWriting = true
    const look = async ({ app: reader }: Warehouse) => {
      const seen: (number | undefined)[] = []
      while (isWriting) seen.push((await THINGS.find(reader, 'a'))?.total)
      return seen
    }
    const looking = Promise.all(processes.map(look))
    for (let seq = 1; seq <= WRITES_WATCHED; seq++)
      await THINGS.write(app, seq, { name: 'a', ...FIRST, total: seq })
    isWriting = false
    for (const seen of await looking) {
      expect(seen).not.toContain(undefined)
      expect(seen).toEqual(seen.toSorted((a, b) => Number(a) - Number(b)))
    }
  })

  it('make it once', async () => {
    const made = await Promise.all(
      processes.map(({ app }, i) => THINGS.write(app, 0, { name: 'a', ...FIRST, total: i })),
    )
    const winner = made.findIndex(one => one !== undefined)
    expect(made.filter(one => one !== undefined)).toHaveLength(1)
    expect(await THINGS.find(server.warehouse.app, 'a')).toMatchObject({ total: winner, seq: 1 })
  })

  it('change several things together or none of them', async () => {
    const names = ['a', 'b', 'c']
    const together = async ({ app }: Warehouse) => {
      for (;;) {
        const all = await THINGS.list(app)
        const last = Math.max(0, ...all.map(({ seq }) => seq))
        const next = names.map(name => ({
          ...FIRST,
          name,
          total: (all.find(one => one.name === name)?.total ?? 0) + 1,
        }))
        if (await THINGS.writeTogether(app, last, next)) return
      }
    }
    await Promise.all(processes.map(together))
    expect(await THINGS.list(server.warehouse.app)).toMatchObject(
      names.map(name => ({ name, total: RACERS, seq: RACERS })),
    )
  })
})

it('goes on where a writer was killed between the token and the row', async () => {
  const { app } = server.warehouse
  await app.command({
    query: `insert into ops.test_thing (name, seq, writer, state) select 'other', 1, 'dead', 'new'`,
    clickhouse_settings: { insert_deduplication_token: 'test_thing:a:1' },
  })
  expect(await THINGS.write(app, 0, { name: 'a', ...FIRST })).toMatchObject({ seq: 1 })
})
