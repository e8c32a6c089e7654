import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { EpochBook } from '../../../ingest/pipeline/epochs.ts'
import { SnapshotBook } from '../../../ingest/snapshot/book.ts'
import { removeAddress, writeAddress } from '../../../warehouse/platform/embedded/address.ts'
import { mappingsOf, type RunningIngest, startIngest } from '../../support/ingest/ingest.ts'
import { MemoryTopic } from '../../support/ingest/memoryTopic.ts'
import { maxwell } from '../../support/messages/formats.ts'
import { debezium, topicOf } from '../../support/messages/guangdong.ts'
import { sendSnapshot, snapshotRow } from '../../support/messages/snapshotRows.ts'
import { runScript } from '../../support/processes/runScript.ts'
import { type TestWarehouse, testWarehouse } from '../../support/warehouse.ts'

const TOPIC = topicOf('tb_member')
const TABLE = { system: 'guangdong', table: 'zhtj.tb_member' }
const STREAM = `kafka:c/${TOPIC}`

describe('full snapshots', () => {
  let test: TestWarehouse
  let topic: MemoryTopic
  let ingest: RunningIngest
  let books: { epochs: EpochBook; snapshots: SnapshotBook }
  beforeAll(async () => {
    test = await testWarehouse()
    writeAddress(test.config.dataDir, test.connection)
    books = { epochs: new EpochBook(test.warehouse.app), snapshots: new SnapshotBook(test.warehouse.app) }
  })
  afterAll(async () => {
    removeAddress(test.config.dataDir)
    await test.stop()
  })

  beforeEach(async () => {
    for (const table of ['app.dwd_member_log', 'ops.ods_change', 'ops.sys_snapshot', 'ops.sys_dead_letter'])
      await test.warehouse.app.command({ query: `truncate table ${table}` })
    await books.epochs.renew(STREAM, [TABLE], 'the next test')
    topic = new MemoryTopic(TOPIC, 2)
    for (let id = 1; id <= 6; id++) topic.write(id % 2, stream('2026-05-01', id))
    start()
    await members([1, 2, 3, 4, 5, 6])
  })
  afterEach(() => ingest.stop())

  const start = (mappings = mappingsOf(test.config, TABLE.table)) => {
    ingest = startIngest(test.warehouse.app, test.config, topic, mappings)
  }
  /** The mappings after one more code of gender was added to the file. */
  const corrected = (code: string) => {
    const mappings = mappingsOf(test.config, TABLE.table)
    for (const { table, fields } of mappings.all)
      for (const { name, conversion } of table === TABLE.table ? fields : [])
        if (name === 'gender' && conversion.as === 'enum')
          Object.assign(conversion.values, { [code]: 'female' })
    return mappings
  }
  const ask = async (query: string) => {
    const result = await test.warehouse.app.query({ query, format: 'JSONCompactEachRow' })
    return result.json<unknown[]>()
  }
  const counted = async () => (await ask('select toUInt32(id) from app.dwd_member order by id')).flat()
  const members = (ids: number[]) => expect.poll(counted).toEqual(ids)
  const states = async () =>
    (await books.snapshots.list()).map(({ id, number, state }) => [id.epoch, number, state])
  const lastState = async () => (await states())[0]?.slice(1)
  const run = (...args: string[]) =>
    runScript('ingest/commands/sources.ts', args, { TUANSHU_DATA: test.config.dataDir })
  const lastWait = async () => {
    const [last] = await books.snapshots.list()
    return last && [last.number, last.state, last.waitsFor]
  }
  /** The same topic with nothing in it, as a connector fills it that was set up anew. */
  const renew = async () => {
    await ingest.stop()
    topic = new MemoryTopic(TOPIC, 2)
    await books.epochs.renew(STREAM, [TABLE], 'sent again')
    start()
  }
  const stream = (at: string, id: number, branch = 30) =>
    debezium('tb_member', at, { member_id: id, branch_id: branch }, 'c')
  const row = (id: number, mark: string, columns: Record<string, unknown> = {}, pos = 4_000) =>
    snapshotRow(id, mark, { at: '2026-06-01', pos }, columns)

  it('end what they do not mention, once every partition has passed its end', async () => {
    await renew()
    topic.hold(1)
    topic.write(0, row(2, 'first_in_data_collection'))
    topic.write(1, row(1, 'true'))
    topic.write(1, row(3, 'true'))
    topic.write(1, row(5, 'true'))
    topic.write(0, row(4, 'last_in_data_collection'))
    // the last row is read, but members 1, 3 and 5 are still unread in the other partition
    await expect.poll(lastState).toEqual([1, 'ended'])
    expect(await counted()).toEqual([1, 2, 3, 4, 5, 6])
    topic.release(1)
    await members([1, 2, 3, 4, 5])
    await expect.poll(lastState).toEqual([1, 'complete'])
    expect(
      await ask("select toUInt32(id), toString(day) from app.dwd_member_log where transition = 'leave'"),
    ).toEqual([[6, '2026-06-01']])

    // killed before it was noted that all is done, it is done again with the same result
    const rows = () => ask('select toUInt32(count()) from app.dwd_member_log where ev = 1 or sign != 0')
    const before = await rows()
    await ingest.stop()
    const [done] = await books.snapshots.list()
    if (done) await books.snapshots.advance(done, { state: 'ended' })
    start()
    await expect.poll(lastState).toEqual([1, 'complete'])
    expect(await rows()).toEqual(before)
    // who is there again is there again
    topic.write(0, stream('2026-06-05', 6))
    await members([1, 2, 3, 4, 5, 6])
  })

  it('begin and end with the messages that say so, where no row does: a bootstrap of Maxwell', async () => {
    await renew()
    const send = (partition: number, type: string, data: object = {}) => {
      const timestamp = Date.parse('2026-06-01T10:00:00+08:00')
      const value = maxwell(type, data, { table: 'tb_member', ts: timestamp / 1_000 })
      topic.write(partition, {
        key: null,
        value: Buffer.from(JSON.stringify(value)),
        timestamp,
        headers: {},
      })
    }
    send(1, 'bootstrap-start')
    for (const id of [1, 2, 4, 5])
      send(id % 2, 'bootstrap-insert', JSON.parse(stream('2026-06-01', id).value?.toString() ?? '').after)
    await expect.poll(lastState).toEqual([1, 'begun'])
    expect(await counted()).toEqual([1, 2, 3, 4, 5, 6])
    send(1, 'bootstrap-complete')
    await expect.poll(lastState).toEqual([1, 'complete'])
    await members([1, 2, 4, 5])
  })

  it('end nothing when they were aborted, or when their beginning was not read', async () => {
    await renew()
    topic.write(0, row(2, 'true'))
    topic.write(0, row(4, 'last_in_data_collection'))
    await expect.poll(lastWait).toEqual([1, 'ended', 'first row'])
    // a connector that begins again sends all anew, from where the source is then
    const again = (id: number, mark: string) => snapshotRow(id, mark, { at: '2026-06-02', pos: 5_000 })
    for (const id of [1, 3, 5]) topic.write(1, again(id, id === 1 ? 'first_in_data_collection' : 'true'))
    await expect.poll(lastState).toEqual([2, 'begun'])
    expect(await counted()).toEqual([1, 2, 3, 4, 5, 6])
    topic.write(0, again(2, 'true'))
    topic.write(0, again(4, 'last_in_data_collection'))
    // the one before it ended, so this one may be of a part of the table
    await expect.poll(lastWait).toEqual([2, 'ended', 'snapshot'])
    const [waiting] = await books.snapshots.list()
    if (waiting) await books.snapshots.close(waiting.id, { at: 0, since: null })
    await members([1, 2, 3, 4, 5])
  })

  it('that were broken off and are sent again have only the rows of the repetition', async () => {
    await renew()
    sendSnapshot(topic, 2, [1, 2, 3, 4, 5, 6], { at: '2026-06-01 10:00:00', pos: 1_000, upTo: 5 })
    await expect.poll(lastState).toEqual([1, 'begun'])
    sendSnapshot(topic, 2, [2, 3, 6], { at: '2026-06-01 10:05:00', pos: 2_000 })
    await expect.poll(lastState).toEqual([2, 'complete'])
    expect(await counted()).toEqual([2, 3, 6])
  })

  it('in the middle of a stream wait for a person, who knows whether they are of the whole table', async () => {
    topic.write(0, row(2, 'first_in_data_collection'))
    for (const id of [1, 3]) topic.write(1, row(id, 'true'))
    topic.write(1, stream('2026-06-01', 9))
    topic.write(0, row(4, 'last_in_data_collection'))
    topic.write(0, row(8, 'incremental'))
    await expect.poll(lastState).toEqual([1, 'ended'])
    await members([1, 2, 3, 4, 5, 6, 8, 9])
    await expect.poll(lastWait).toEqual([1, 'ended', 'changes'])
    const listed = await run()
    expect(listed.out).toContain('middle of a stream')
    expect(listed.out).toContain(`npm run sources -- snapshot ${TOPIC}`)
    expect(listed.out).toContain('1 snapshots wait for a person')
    expect(await run('snapshot', '--all-waiting')).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^guangdong\/zhtj\.tb_member@\d+\n/),
    })
    // what was said of them before the snapshot does not count, what was said since does
    await members([1, 2, 3, 4, 8, 9])
    expect(await states()).toHaveLength(1)
    expect(
      await ask('select toUInt32(id) from app.dwd_member_log where ev = 1 and alive = 0 order by id'),
    ).toEqual([[5], [6]])
  })

  it('wait while one of their rows is a dead letter', async () => {
    await renew()
    topic.write(0, row(2, 'first_in_data_collection'))
    for (const id of [1, 3, 5]) topic.write(1, row(id, 'true', id === 3 ? { gender: 77 } : {}))
    topic.write(0, row(4, 'last_in_data_collection'))
    await expect.poll(lastState).toEqual([1, 'ended'])
    await expect.poll(() => ask('select toUInt32(count()) from ops.sys_dead_letter')).toEqual([[1]])
    await expect
      .poll(() => ask('select toUInt32(sum(arraySum(mapValues(watermark)))) > 0 from app.dwd_member_log'))
      .toEqual([[1]])
    expect(await counted()).toEqual([1, 2, 3, 4, 5, 6])
    await test.warehouse.app.command({ query: 'truncate table ops.sys_dead_letter' })
    await members([1, 2, 4, 5])
  })

  it('end once more what a replayed message from before them brings back', async () => {
    const refused = debezium('tb_member', '2026-05-02', { member_id: 9, branch_id: 30, gender: 77 }, 'c')
    topic.write(1, refused)
    await expect.poll(() => ask('select toUInt32(count()) from ops.sys_dead_letter')).toEqual([[1]])
    await renew()
    for (const id of [2, 4, 6]) topic.write(0, row(id, id === 2 ? 'first_in_data_collection' : 'true'))
    for (const id of [1, 3]) topic.write(1, row(id, 'true'))
    topic.write(1, row(5, 'last_in_data_collection'))
    await expect.poll(lastState).toEqual([1, 'complete'])
    await ingest.stop()
    start(corrected('77'))
    const replay = await runScript('ingest/commands/deadletters.ts', ['replay', '--all'], {
      TUANSHU_DATA: test.config.dataDir,
    })
    expect(replay).toMatchObject({ code: 0 })
    const story =
      "select alive, startsWith(source, 'snapshot:') from app.dwd_member_log where ev = 1 and id = 9"
    await expect
      .poll(() => ask(`${story} order by ver`))
      .toEqual([
        [1, 0],
        [0, 1],
      ])
    await members([1, 2, 3, 4, 5, 6])
    expect(await lastState()).toEqual([1, 'complete'])
  })

  it('of a source without marks are told by a person, on the command line', async () => {
    await ingest.stop()
    topic = new MemoryTopic(TOPIC, 2)
    expect(await run('renew', TOPIC)).toMatchObject({ code: 0, out: expect.stringContaining(`${STREAM} @`) })
    start()
    for (const id of [2, 4]) topic.write(0, stream('2026-06-01', id))
    for (const id of [1, 5]) topic.write(1, stream('2026-06-01', id))
    await expect
      .poll(() => ask('select toUInt32(count()) from app.dwd_member_log where ev = 1'))
      .toEqual([[10]])
    expect(await counted()).toEqual([1, 2, 3, 4, 5, 6])
    expect(await run('snapshot', TOPIC)).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^guangdong\/zhtj\.tb_member@\d+\n/),
    })
    // a running ingest looks for it now and then, one that starts at once
    await ingest.stop()
    start()
    await members([1, 2, 4, 5])
    await expect.poll(lastState).toEqual([1, 'complete'])
    const listed = await run()
    expect(listed.out).toMatch(
      /\nsnapshot 1 of guangdong\/zhtj\.tb_member@\d+\tcomplete\toperator … operator\n/,
    )
    expect(listed.out).toMatch(/\trenewed by hand\n/)
    expect(await run('snapshot', 'nowhere')).toMatchObject({
      code: 1,
      err: expect.stringContaining('no mapping reads topic nowhere'),
    })
  })

  it('of a source without marks count from when a person says that they were begun', async () => {
    await renew()
    for (const id of [2, 4]) topic.write(0, stream('2026-06-01', id))
    // a load of a later day, in which one of the rows is missing
    for (const id of [1, 4]) topic.write(id % 2, stream('2026-06-03', id))
    await expect
      .poll(() => ask('select toUInt32(count()) from app.dwd_member_log where ev = 1'))
      .toEqual([[10]])
    expect(await run('snapshot', TOPIC, '--since', '2026-06-04 00:00')).toMatchObject({
      code: 1,
      err: expect.stringContaining('nothing of zhtj.tb_member was sent since 2026-06-04 00:00'),
    })
    expect(await run('snapshot', TOPIC, '--since', '2026-06-02 00:00')).toMatchObject({ code: 0 })
    await ingest.stop()
    start()
    await members([1, 4])
  })
})
