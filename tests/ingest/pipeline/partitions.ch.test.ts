import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Message, Partition, Source, SourceHandler } from '../../../ingest/source/port.ts'
import { debezium, topicOf } from '../../support/guangdong.ts'
import { startIngest } from '../../support/ingest.ts'
import { type TestWarehouse, testWarehouse } from '../../support/warehouse.ts'

const TOPIC = topicOf('tb_member')

/** A topic in memory whose partitions can be added while it is read, as Kafka does it: all are assigned anew. */
class GrowingTopic implements Source {
  readonly partitions: Message[][] = []
  private handler: SourceHandler | undefined
  private stopped: () => void = () => {}

  constructor(partitions: number) {
    for (let i = 0; i < partitions; i++) this.partitions.push([])
  }

  async run(_: unknown, handler: SourceHandler): Promise<void> {
    this.handler = handler
    await this.readAll()
    await new Promise<void>(resolve => {
      this.stopped = resolve
    })
  }

  async passed(): Promise<void> {}

  async stop(): Promise<void> {
    this.stopped()
  }

  write(partition: number, at: string, branch: number): void {
    const messages = this.partitions[partition] ?? []
    const message = debezium('tb_member', at, { member_id: 7, branch_id: branch })
    messages.push({ ...message, offset: BigInt(messages.length) })
  }

  /** A new generation of the group: what is read is taken away, and all partitions are assigned and read to their ends. */
  async readAll(): Promise<void> {
    const { handler } = this
    if (!handler) throw new Error('not running yet')
    const all = this.partitions.map(
      (_, partition): Partition => ({ kind: 'kafka', cluster: 'c', topic: TOPIC, partition }),
    )
    await handler.revoked(all)
    const extents = new Map(
      this.partitions.map((messages, i) => [i, { low: 0n, next: BigInt(messages.length) }]),
    )
    for (const partition of all) {
      const messages = this.partitions[partition.partition] ?? []
      const next = BigInt(messages.length)
      const start = await handler.assigned(partition, { low: 0n, next }, extents)
      if (start < next)
        await handler.messages(
          partition,
          messages.filter(({ offset }) => offset >= start),
          next,
        )
    }
  }

  /** Messages behind the end that was assigned. */
  async readOn(partition: number, from: number): Promise<void> {
    const messages = this.partitions[partition] ?? []
    const place: Partition = { kind: 'kafka', cluster: 'c', topic: TOPIC, partition }
    await this.handler?.messages(place, messages.slice(from), BigInt(messages.length))
  }
}

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
  const topic = new GrowingTopic(2)
  for (let i = 0; i < 5; i++) topic.write(1, '2026-05-01', 30 + i)
  const ingest = startIngest(test.warehouse.app, test.config, topic)
  await expect.poll(() => ask('select toUInt32(count()) from app.dwd_member_log where ev = 1')).toEqual([[5]])

  // its next changes have small offsets in the new partition, and later ones larger offsets in an old one
  topic.partitions.push([])
  topic.write(2, '2026-05-02', 50)
  topic.write(0, '2026-05-03', 99)
  await topic.readAll()
  topic.write(2, '2026-05-04', 51)
  await topic.readOn(2, 1)
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
  topic.write(1, '2026-05-05', 60)
  const again = startIngest(test.warehouse.app, test.config, topic)
  await expect
    .poll(() => ask("select source from app.dwd_member_log where ev = 1 and changed_on = '2026-05-05'"))
    .toEqual([[`kafka:c/${TOPIC}/1@2`]])
  await again.stop()
})
