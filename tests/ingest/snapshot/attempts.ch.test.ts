import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { SnapshotDesk } from '../../support/ingest/snapshotDesk.ts'
import { debezium } from '../../support/messages/guangdong.ts'
import { sendSnapshot, snapshotRow } from '../../support/messages/snapshotRows.ts'
import { type TestWarehouse, testWarehouse } from '../../support/warehouse.ts'

const IDS = [1, 2, 3, 4, 5, 6, 7, 8]
/** The time at which an attempt begins, half a minute after the one before. */
const atOf = (attempt: number) => `2026-06-01 10:${String(attempt).padStart(2, '0')}:00`

describe('a full snapshot that was broken off and is sent again', () => {
  let test: TestWarehouse
  let desk: SnapshotDesk
  /** Positions differ between the tests: the binlog goes on. */
  let pos = 1_000
  beforeAll(async () => {
    test = await testWarehouse()
    desk = new SnapshotDesk(test)
    await desk.open()
  })
  afterAll(() => test.stop())
  const places = (partitions: number) => {
    desk.renew(partitions)
    pos += 1_000
  }
  const stream = (id: number, at: string, op: 'c' | 'd' = 'c', partitions = 3) =>
    desk.write(id % partitions, debezium('tb_member', at, { member_id: id, branch_id: 30 }, op))

  const borders = [
    ...[1, 4, 8].map(upTo => ({ partitions: 1, upTo })),
    ...IDS.map((_, i) => ({ partitions: 3, upTo: i + 1 })),
  ]
  it.each(borders)(
    'has only its own rows: $partitions partitions, broken off after $upTo of 8',
    async ({ partitions, upTo }) => {
      places(partitions)
      sendSnapshot(desk, partitions, IDS, { at: atOf(0), pos, upTo })
      const left = IDS.filter(id => id !== 1 && id !== 3 && id !== upTo)
      sendSnapshot(desk, partitions, left, { at: atOf(1), pos: pos + 10 })
      await desk.readAll()
      // a table that was sent whole may come again in part; one that broke off comes again whole
      expect(await desk.doubt()).toBe(upTo === IDS.length ? 'snapshot' : null)
      await desk.say()
      await desk.complete()
      expect(await desk.members()).toEqual(left)
    },
  )

  describe('of a table that had been sent whole before', () => {
    const orgs = (marks: string[], at: string, place: number) =>
      marks.map((mark, i) => snapshotRow(i + 1, mark, { at, pos: place }, {}, 'tb_org'))
    const begun = ['first_in_data_collection', 'true']
    const whole = [...begun, 'last_in_data_collection']

    it('is of the whole table if another table shows that the first attempt was broken off', async () => {
      places(3)
      sendSnapshot(desk, 3, IDS, { at: atOf(0), pos })
      sendSnapshot(desk, 3, [2, 4], { at: atOf(1), pos: pos + 10 })
      await desk.readAll()
      await desk.readOrgs([...orgs(begun, atOf(0), pos), ...orgs(whole, atOf(1), pos + 10)])
      // until all of the other table was read, the last row of its first attempt may still come
      expect(await desk.doubt()).toBe('snapshot')
      await desk.completeOrgs()
      expect(await desk.doubt()).toBeNull()
      await desk.complete()
      expect(await desk.members()).toEqual([2, 4])
    })

    it('waits for a person if the first one had sent the other table whole too', async () => {
      places(3)
      sendSnapshot(desk, 3, IDS, { at: atOf(0), pos })
      sendSnapshot(desk, 3, [2, 4], { at: atOf(1), pos: pos + 10 })
      await desk.readAll()
      await desk.readOrgs([...orgs(whole, atOf(0), pos), ...orgs(whole, atOf(1), pos + 10)])
      await desk.completeOrgs()
      expect(await desk.doubt()).toBe('snapshot')
    })
  })

  it('is told by the order of its rows where the source names no position', async () => {
    places(3)
    sendSnapshot(desk, 3, IDS, { at: atOf(0), pos: 0, upTo: 6 })
    sendSnapshot(desk, 3, [2, 4, 8], { at: atOf(1), pos: 0 })
    await desk.readAll()
    expect(await desk.doubt()).toBeNull()
    await desk.complete()
    expect(await desk.members()).toEqual([2, 4, 8])
  })

  it('does not keep the rows of a partition in which it has none', async () => {
    places(3)
    sendSnapshot(desk, 3, IDS, { at: atOf(0), pos, upTo: 7 })
    sendSnapshot(desk, 3, [3, 6], { at: atOf(1), pos: pos + 10 })
    stream(7, '2026-06-01 11:00:00')
    stream(8, '2026-06-01 11:00:00')
    stream(8, '2026-06-01 11:00:01', 'd')
    await desk.readAll()
    expect(await desk.doubt()).toBeNull()
    await desk.complete()
    expect(await desk.members()).toEqual([3, 6, 7])
  })

  it('is told apart by its position whatever the clocks of the two workers say', async () => {
    places(3)
    sendSnapshot(desk, 3, IDS, { at: atOf(0), pos, upTo: 7, aheadMs: 300_000 })
    sendSnapshot(desk, 3, [2, 4, 5, 6], { at: atOf(1), pos: pos + 10, aheadMs: -300_000 })
    await desk.readAll()
    await desk.complete()
    expect(await desk.members()).toEqual([2, 4, 5, 6])
  })

  it('does not keep the rows of another attempt in a partition in which it has none, whatever the clocks say', async () => {
    places(3)
    sendSnapshot(desk, 3, IDS, { at: atOf(0), pos, upTo: 7, aheadMs: 300_000 })
    sendSnapshot(desk, 3, [1, 7], { at: atOf(1), pos: pos + 10, aheadMs: -300_000 })
    await desk.readAll()
    expect(await desk.doubt()).toBeNull()
    await desk.complete()
    expect(await desk.members()).toEqual([1, 7])
  })

  it('keeps what both attempts took from one position, for every later change comes as one', async () => {
    places(3)
    sendSnapshot(desk, 3, IDS, { at: atOf(0), pos, upTo: 5 })
    sendSnapshot(desk, 3, [1, 2, 3, 4, 6, 7, 8], { at: atOf(1), pos })
    stream(5, '2026-06-01 11:00:00', 'd')
    await desk.readAll()
    expect(await desk.doubt()).toBeNull()
    await desk.complete()
    expect(await desk.members()).toEqual([1, 2, 3, 4, 6, 7, 8])
  })

  it('of a table with one row has the last mark alone', async () => {
    places(3)
    sendSnapshot(desk, 3, IDS, { at: atOf(0), pos, upTo: 5 })
    sendSnapshot(desk, 3, [4], { at: atOf(1), pos: pos + 10 })
    await desk.readAll()
    expect(await desk.doubt()).toBeNull()
    await desk.complete()
    expect(await desk.members()).toEqual([4])
  })

  it('waits for a person when its first row is lost', async () => {
    places(3)
    desk.write(1, snapshotRow(1, 'true', { at: atOf(0), pos }))
    desk.write(2, snapshotRow(2, 'last_in_data_collection', { at: atOf(0), pos }))
    await desk.readAll()
    expect(await desk.doubt()).toBe('first row')
  })

  it('waits for a person behind changes of the table, where it may be of a part', async () => {
    places(3)
    sendSnapshot(desk, 3, IDS, { at: atOf(0), pos })
    stream(9, '2026-06-01 10:30:00')
    sendSnapshot(desk, 3, [1, 2], { at: atOf(40), pos: pos + 10 })
    await desk.readAll()
    expect(await desk.doubt()).toBe('changes')
  })

  it('is judged by its own rows when a person says it of one that was complete', async () => {
    places(3)
    sendSnapshot(desk, 3, IDS, { at: atOf(0), pos, upTo: 6 })
    sendSnapshot(desk, 3, [2, 4], { at: atOf(1), pos: pos + 10 })
    await desk.readAll()
    const found = await desk.ended()
    await desk.book.advance(found, { state: 'complete', ends: found.ends })
    await desk.say()
    await desk.complete()
    expect(await desk.members()).toEqual([2, 4])
  })

  it('leaves what the source has, for whatever was sent before and in whatever order it is read', async () => {
    const attempt = fc.record({
      gone: fc.uniqueArray(fc.constantFrom(...IDS), { maxLength: 4 }),
      upTo: fc.integer({ min: 0, max: 9 }),
      aheadMs: fc.integer({ min: -120_000, max: 120_000 }),
    })
    const plan = fc.record({
      partitions: fc.constantFrom(1, 3),
      isNamed: fc.boolean(),
      isFirstTable: fc.boolean(),
      attempts: fc.array(attempt, { minLength: 1, maxLength: 4 }),
      order: fc.shuffledSubarray([0, 1, 2]),
      later: fc.uniqueArray(fc.constantFrom(...IDS), { maxLength: 3 }),
    })
    await fc.assert(
      fc.asyncProperty(plan, async ({ partitions, isNamed, isFirstTable, attempts, order, later }) => {
        places(partitions)
        let source = new Set(IDS)
        const last = attempts.length - 1
        for (const [i, { gone, upTo, aheadMs }] of attempts.entries()) {
          const left = [...source].filter(id => !gone.includes(id))
          // a table that is empty is sent by no row, and one of one row has no first mark
          if (left.length >= 2) source = new Set(left)
          const sent = {
            at: atOf(i),
            pos: isNamed ? pos + 10 * i : 0,
            aheadMs: isNamed ? aheadMs : 0,
            isFirstTable,
          }
          sendSnapshot(desk, partitions, [...source], i === last ? sent : { ...sent, upTo })
        }
        for (const id of later) {
          stream(id, '2026-06-02 10:00:00', source.has(id) ? 'd' : 'c', partitions)
          if (!source.delete(id)) source.add(id)
        }
        await desk.readAll(order)
        if ((await desk.doubt()) !== null) await desk.say()
        await desk.complete()
        expect(await desk.members()).toEqual([...source].sort((a, b) => a - b))
      }),
      { numRuns: 12 },
    )
  }, 240_000)
})

describe('a full load of a source without marks that a person tells of', () => {
  let test: TestWarehouse
  let desk: SnapshotDesk
  beforeAll(async () => {
    test = await testWarehouse()
    desk = new SnapshotDesk(test)
    await desk.open()
  })
  afterAll(() => test.stop())
  const row = (id: number, at: string) =>
    desk.write(id % 3, debezium('tb_member', at, { member_id: id, branch_id: 30 }, 'c'))

  it('counts from when it was begun, whatever a load before it sent', async () => {
    desk.renew(3)
    for (const id of IDS) row(id, '2026-06-01 10:00:00')
    for (const id of [3, 6]) row(id, '2026-06-01 12:00:00')
    row(8, '2026-06-01 13:00:00')
    await desk.readAll()
    await desk.say(Date.parse('2026-06-01T11:00:00+08:00'))
    await desk.complete()
    expect(await desk.members()).toEqual([3, 6, 8])
  })

  it('of a table that is empty now ends all its rows', async () => {
    desk.renew(3)
    for (const id of IDS) row(id, '2026-06-01 10:00:00')
    await desk.readAll()
    await desk.say(Date.parse('2026-06-01T11:00:00+08:00'))
    await desk.complete()
    expect(await desk.members()).toEqual([])
  })
})
