import { afterAll, beforeAll, expect, it } from 'vitest'
import { startIngest } from '../../support/ingest/ingest.ts'
import { MemoryTopic } from '../../support/ingest/memoryTopic.ts'
import { debezium, topicOf } from '../../support/messages/guangdong.ts'
import { type TestWarehouse, testWarehouse } from '../../support/warehouse.ts'

const TOPIC = topicOf('tb_member')

const write = (topic: MemoryTopic, partition: number, at: string, branch: number) =>
  topic.write(partition, debezium('tb_member', at, { member_id: 7, branch_id: branch }))

let test: TestWarehouse
beforeAll(async () => {
  test = await testWarehouse()
})
afterAll(() => test.stop())

const ask = async (query: string) => {
  const result = await test.warehouse.app.query({ query, format: 'JSONCompactEachRow' })
  return result.json<unknown[]>()
}

it('a key that moves to another partition when partitions are added keeps the order of its changes', async () => {
  const topic = new MemoryTopic(TOPIC, 2)
  for (let i = 0; i < 5; i++) write(topic, 1, '2026-05-01', 30 + i)
  const ingest = startIngest(test.warehouse.app, test.config, topic)
  await expect.poll(() => ask('select toUInt32(count()) from app.dwd_member_log where ev = 1')).toEqual([[5]])

  // its next changes have small offsets in the new partition, and later ones larger offsets in an old one
  topic.addPartition()
  write(topic, 2, '2026-05-02', 50)
  write(topic, 0, '2026-05-03', 99)
  await topic.assign()
  write(topic, 2, '2026-05-04', 51)
  await expect.poll(() => ask('select toUInt32(count()) from app.dwd_member_log where ev = 1')).toEqual([[8]])
  await ingest.stop()

  expect(
    await ask(
      'select source, toUInt32(count()) from app.dwd_member_log where ev = 1 group by source order by source',
    ),
  ).toEqual([
    [`kafka:c/${TOPIC}/0@1`, 1],
    [`kafka:c/${TOPIC}/1@1`, 5],
    [`kafka:c/${TOPIC}/2@2`, 2],
  ])
  // the last word is that of 4 May
  expect(
    await ask(
      "select toString(max(day)), toInt32(sum(sign)) from app.dwd_member_log where transition = 'move_in' and changed_on = '2026-05-04' or transition = 'enter'",
    ),
  ).toEqual([['2026-05-04', 2]])
  expect(await ask('select toUInt32(count()) from app.dwd_member')).toEqual([[1]])

  // a later start goes on in the second epoch of every partition
  write(topic, 1, '2026-05-05', 60)
  const again = startIngest(test.warehouse.app, test.config, topic)
  await expect
    .poll(() => ask("select source from app.dwd_member_log where ev = 1 and changed_on = '2026-05-05'"))
    .toEqual([[`kafka:c/${TOPIC}/1@2`]])
  await again.stop()
})
