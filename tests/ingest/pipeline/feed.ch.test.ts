import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { LogWriter } from '../../../ingest/log/writer.ts'
import { LogFeed, type Piece } from '../../../ingest/pipeline/feed.ts'
import { createLog } from '../../../warehouse/platform/log.ts'
import { makeChange } from '../../support/ingest/changes.ts'
import { type TestWarehouse, testWarehouse } from '../../support/warehouse.ts'

const DAY_MS = 24 * 3_600_000
/** So many that no beat is waited for. */
const MANY = Array.from({ length: 200 }, (_, i) => i + 1)
const SOURCES = ['spool:test/t/0@1', 'spool:test/t/1@1'] as const

function gate(): { passed: Promise<void>; open: () => void } {
  let open = () => {}
  const passed = new Promise<void>(resolve => {
    open = resolve
  })
  return { passed, open }
}

describe('the feed of a log', () => {
  let test: TestWarehouse
  beforeAll(async () => {
    test = await testWarehouse()
  })
  afterAll(() => test.stop())
  afterEach(() => test.warehouse.app.command({ query: 'truncate table app.dwd_activity_log' }))

  /** A feed that is writing its first batch, of one change, which is not stored before `store` is called. */
  async function writing({
    batch = 100,
    beatMs = 1,
    unseenBeatMs,
    first = [1],
    isLookedAt = () => true,
  }: {
    batch?: number
    beatMs?: number
    unseenBeatMs?: number
    first?: number[]
    isLookedAt?: () => boolean
  } = {}) {
    const sizes: number[] = []
    const begun = gate()
    const stored = gate()
    const hooks = { collided: async () => {} }
    const writer = new LogWriter(test.warehouse.app, 'activity', 1, createLog('test'), hooks)
    const feed = new LogFeed(
      writer,
      { batch, beatMs, unseenBeatMs: unseenBeatMs ?? beatMs },
      {
        store: async ({ changes }) => {
          sizes.push(changes.length)
          begun.open()
          await stored.passed
        },
        persist: step => step(),
        isLookedAt,
        written: () => {},
      },
    )
    const running = feed.run()
    await feed.offer(pieceOf(first))
    await begun.passed
    return { feed, sizes, store: stored.open, running }
  }
  function pieceOf(ids: number[], source: string = SOURCES[0]): Piece & { passed: Promise<void> } {
    const { passed, open: done } = gate()
    const changes = ids.map(id => makeChange('activity', id, id, '2026-05-01', {}, source))
    return { source, through: BigInt(Math.max(...ids) + 1), changes, deadLetters: [], done, passed }
  }
  async function idsInLog(): Promise<number[]> {
    const result = await test.warehouse.app.query({
      query: 'select toUInt32(id) from app.dwd_activity_log where ev = 1 order by id',
      format: 'JSONCompactEachRow',
    })
    return (await result.json<[number]>()).map(([id]) => id)
  }

  it('writes what arrived during a batch as one batch', async () => {
    const { feed, sizes, store } = await writing()
    const pieces = [pieceOf([2, 3]), pieceOf([7], SOURCES[1]), pieceOf([4])]
    for (const piece of pieces) await feed.offer(piece)
    store()
    await Promise.all(pieces.map(piece => piece.passed))
    await feed.stop()
    expect(sizes).toEqual([1, 4])
    expect([...feed.positions]).toEqual([
      [SOURCES[0], 5n],
      [SOURCES[1], 8n],
    ])
    expect(await idsInLog()).toEqual([1, 2, 3, 4, 7])
  })

  it('writes at the beat that all logs have', async () => {
    const beatMs = 400
    const offeredAt = Date.now()
    const { feed, store } = await writing({ beatMs })
    const beat = (Math.floor(offeredAt / beatMs) + 1) * beatMs
    expect(Date.now()).toBeGreaterThanOrEqual(beat)
    store()
    await feed.stop()
  })

  it('writes at longer beats while nobody looks at the log, and soon when somebody begins to', async () => {
    const looks = vi.fn(() => false)
    const begun = writing({ unseenBeatMs: DAY_MS, isLookedAt: looks })
    // at every beat that the log would have
    await vi.waitFor(() => expect(looks.mock.calls.length).toBeGreaterThan(5), { timeout: 20_000 })
    looks.mockReturnValue(true)
    const { feed, sizes, store } = await begun
    store()
    await feed.stop()
    expect(sizes).toEqual([1])
  })

  it('lets no other log wait for a position while nobody looks', async () => {
    const { feed, sizes, store } = await writing({
      unseenBeatMs: DAY_MS,
      isLookedAt: () => false,
      first: MANY,
    })
    store()
    await feed.put({ source: SOURCES[1], through: 3n, changes: [] }, new AbortController().signal)
    await feed.stop()
    expect(sizes).toEqual([MANY.length, 0])
  })

  it('does not wait for the beat with many changes', async () => {
    const { feed, sizes, store } = await writing({ batch: 50_000, beatMs: DAY_MS, first: MANY })
    store()
    await feed.stop()
    expect(sizes).toEqual([200])
  })

  it('ends a batch at its size, and lets nobody offer more than two of them', async () => {
    const { feed, sizes, store } = await writing({ batch: 2 })
    await feed.offer(pieceOf([2, 3]))
    await feed.offer(pieceOf([4]))
    await feed.offer(pieceOf([5]))
    let isTaken = false
    const last = pieceOf([6])
    const offering = feed.offer(last).then(() => {
      isTaken = true
    })
    await new Promise(resolve => setImmediate(resolve))
    expect(isTaken).toBe(false)
    store()
    await Promise.all([offering, last.passed])
    await feed.stop()
    expect(sizes).toEqual([1, 2, 2, 1])
    expect(await idsInLog()).toEqual([1, 2, 3, 4, 5, 6])
  })

  it('forgets what is queued of a source that is taken away, and ends what is being written', async () => {
    const { feed, sizes, store } = await writing()
    const gone = pieceOf([2, 3])
    const kept = pieceOf([7], SOURCES[1])
    await feed.offer(gone)
    await feed.offer(kept)
    const dropping = feed.drop(new Set([SOURCES[0]]))
    await gone.passed
    store()
    await dropping
    expect(await idsInLog()).toContain(1)
    expect(feed.positions.has(SOURCES[0])).toBe(false)
    await kept.passed
    await feed.stop()
    expect(sizes).toEqual([1, 1])
    expect(await idsInLog()).toEqual([1, 7])
  })

  it('writes when stopped what is in flight, and nothing else', async () => {
    const { feed, sizes, store, running } = await writing()
    await feed.offer(pieceOf([2]))
    const stopping = feed.stop()
    store()
    await stopping
    await running
    expect(sizes).toEqual([1])
    expect(await idsInLog()).toEqual([1])
  })
})
