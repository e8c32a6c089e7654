import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { SnapshotDesk } from '../../support/ingest/snapshotDesk.ts'
import { maxwell } from '../../support/messages/formats.ts'
import { debezium } from '../../support/messages/guangdong.ts'
import { type TestWarehouse, testWarehouse } from '../../support/warehouse.ts'

const IDS = [1, 2, 3, 4, 5, 6]
const BEGAN = Date.parse('2026-06-01T10:00:00+08:00')
const PARTITIONS = 3

describe('a bootstrap of Maxwell', () => {
  let test: TestWarehouse
  let desk: SnapshotDesk
  /** Seconds since the first message. */
  let now = 0
  beforeAll(async () => {
    test = await testWarehouse()
    desk = new SnapshotDesk(test)
    await desk.open()
  })
  afterAll(() => test.stop())
  beforeEach(() => desk.renew(PARTITIONS))

  const send = (partition: number, type: string, data: object = {}) => {
    now += 1
    const timestamp = BEGAN + now * 1_000
    const value = maxwell(type, data, { table: 'tb_member', ts: timestamp / 1_000 })
    desk.write(partition, { key: null, value: Buffer.from(JSON.stringify(value)), timestamp, headers: {} })
  }
  const row = (id: number) =>
    JSON.parse(
      debezium('tb_member', '2026-06-01', { member_id: id, branch_id: 30 }, 'r').value?.toString() ?? '',
    ).after
  /** Its marks go where messages without a key go, its rows to the partitions of their keys. */
  const bootstrap = (ids: readonly number[], upTo = ids.length, marksIn = 0) => {
    send(marksIn, 'bootstrap-start')
    for (const id of ids.slice(0, upTo)) send(id % PARTITIONS, 'bootstrap-insert', row(id))
    if (upTo === ids.length) send(marksIn, 'bootstrap-complete')
  }
  const states = async () => {
    const [last] = await desk.book.list()
    return last && [last.number, last.state]
  }

  it('is a full snapshot of its table, which begins and ends with messages of their own', async () => {
    bootstrap(IDS)
    await desk.readAll()
    expect(await states()).toEqual([1, 'closing'])
    expect(await desk.doubt()).toBeNull()
    await desk.complete()
    expect(await desk.members()).toEqual(IDS)

    desk.renew(PARTITIONS)
    bootstrap([2, 3, 5])
    await desk.readAll()
    expect(await desk.doubt()).toBeNull()
    await desk.complete()
    expect(await desk.members()).toEqual([2, 3, 5])
  })

  it.each([1, 3, 5])(
    'that was broken off after %s of 6 rows and is taken again has its own rows only, whatever was deleted between',
    async upTo => {
      bootstrap(IDS, upTo)
      await desk.readAll()
      expect(await states()).toEqual([1, 'begun'])
      bootstrap([2, 4, 6], 3, 1)
      await desk.readAll([2, 1])
      expect(await states()).toEqual([2, 'closing'])
      // it may have been taken with a condition: somebody says that it was not, and need not say since when
      expect(await desk.doubt()).toBe('snapshot')
      await desk.say()
      await desk.complete()
      expect(await desk.members()).toEqual([2, 4, 6])
    },
  )

  it('that comes into a running stream may be of a part of the table, and waits for a person', async () => {
    for (const id of IDS) send(id % PARTITIONS, 'insert', row(id))
    bootstrap([1, 2, 3])
    send(1, 'insert', row(7))
    await desk.readAll()
    expect(await desk.doubt()).toBe('changes')
    await desk.say()
    await desk.complete()
    expect(await desk.members()).toEqual([1, 2, 3, 7])
  })

  it('of a table that is not mapped marks nothing', async () => {
    const value = maxwell('bootstrap-start', {}, { table: 'tb_other' })
    desk.write(0, { key: null, value: Buffer.from(JSON.stringify(value)), timestamp: BEGAN, headers: {} })
    await desk.readAll()
    expect((await desk.book.list()).filter(({ id }) => id.table === 'zhtj.tb_other')).toEqual([])
  })
})
