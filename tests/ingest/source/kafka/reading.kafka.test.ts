import kafkajs from 'kafkajs'
import { afterEach, beforeAll, expect, test, vi } from 'vitest'
import { createKafkaProducer, type KafkaProducer } from '../../../../ingest/source/kafka/producer.ts'
import type { Config } from '../../../../warehouse/platform/config.ts'
import { createLog } from '../../../../warehouse/platform/log.ts'
import { bareClient, kafkaConfig, sharedBroker, unique, withAdmin } from '../../../support/kafka/broker.ts'
import { type Recorder, record, valuesOf } from '../../../support/kafka/recorder.ts'

const { brokers } = sharedBroker()
let producer: KafkaProducer
const running: Recorder[] = []
const LARGE_BYTES = 20 << 20
const SOON = { timeout: 15_000, interval: 20 }

beforeAll(async () => {
  producer = await createKafkaProducer(kafkaConfig(brokers), createLog('test'))
  return () => producer.close()
})

afterEach(async () => {
  for (const recorder of running.splice(0)) {
    await recorder.source.stop()
    await recorder.done
    expect(recorder.faults).toEqual([])
  }
})

function read(...args: Parameters<typeof record>): Recorder {
  const recorder = record(...args)
  running.push(recorder)
  return recorder
}

async function topicWith(partitions: number, perPartition = 0): Promise<string> {
  const topic = unique('topic')
  await producer.ensureTopics([topic], partitions)
  for (let partition = 0; partition < partitions; partition++) await fill(topic, partition, 0, perPartition)
  return topic
}

function fill(topic: string, partition: number, from: number, to: number): Promise<void> {
  const values = numbers(from, to)
  return producer.send(
    topic,
    values.map(value => ({ key: value, value, partition })),
  )
}

async function committed(config: Config, topic: string): Promise<string | undefined> {
  const [found] = await withAdmin(brokers, admin =>
    admin.fetchOffsets({ groupId: config.KAFKA_GROUP, topics: [topic] }),
  )
  return found?.partitions.at(0)?.offset
}

function numbers(from: number, to: number): string[] {
  return Array.from({ length: to - from }, (_, i) => String(from + i))
}

test('every message comes once and in order, also those sent while reading', async () => {
  const topic = await topicWith(3, 500)
  const recorder = read(kafkaConfig(brokers), [[topic]])
  await vi.waitFor(() => expect(recorder.taken).toHaveLength(1500), SOON)
  for (const partition of [0, 1, 2]) await fill(topic, partition, 500, 700)
  await vi.waitFor(() => expect(recorder.taken.length).toBeGreaterThanOrEqual(2100), SOON)
  for (const partition of [0, 1, 2])
    expect(valuesOf(recorder, `${topic}/${partition}`)).toEqual(numbers(0, 700))
})

test('key, value, timestamp and headers arrive as sent; a tombstone is null', async () => {
  const topic = await topicWith(1)
  const timestamp = Date.UTC(2026, 10, 20)
  await producer.send(topic, [
    { key: '键', value: '值', timestamp, headers: { source: '团务通' } },
    { key: 'gone', value: null, timestamp },
  ])
  const recorder = read(kafkaConfig(brokers), [[topic]])
  await vi.waitFor(() => expect(recorder.taken.map(one => one.value)).toEqual(['值', '']), SOON)
  expect(recorder.partitions.get(`${topic}/0`)).toMatchObject({
    kind: 'kafka',
    cluster: expect.stringMatching(/^.{22}$/),
  })
  expect(recorder.extents.get(`${topic}/0`)).toEqual({ low: 0n, next: 2n })
})

test('reading begins where the handler says, not at the commit', async () => {
  const topic = await topicWith(1, 100)
  const config = kafkaConfig(brokers)
  const before = read(config, [[topic]])
  await vi.waitFor(() => expect(before.taken).toHaveLength(100), SOON)
  await before.source.stop()
  expect(await committed(config, topic)).toBe('100')

  const behind = read(config, [[topic]], { start: () => 40n })
  await vi.waitFor(() => expect(behind.positions.get(`${topic}/0`)).toBe(100n), SOON)
  expect(valuesOf(behind, `${topic}/0`)).toEqual(numbers(40, 100))
  await behind.source.stop()

  const ahead = read(config, [[topic]], { start: () => 97n })
  await vi.waitFor(() => expect(ahead.taken.map(one => one.value)).toEqual(numbers(97, 100)), SOON)
})

test('what was passed is committed, also on the way out', async () => {
  const topic = await topicWith(1, 10)
  const config = kafkaConfig(brokers)
  const recorder = read(config, [[topic]], { tuning: { commitMs: 60_000 } })
  await vi.waitFor(() => expect(recorder.taken).toHaveLength(10), SOON)
  await recorder.source.stop()
  expect(await committed(config, topic)).toBe('10')
})

test('markers and aborted messages are passed over, also at the very end and right after the start', async () => {
  const topic = await topicWith(1, 5)
  const writer = bareClient(brokers).producer({
    transactionalId: unique('tx'),
    maxInFlightRequests: 1,
    idempotent: true,
  })
  await writer.connect()
  for (const [value, how] of [
    ['kept', 'commit'],
    ['dropped', 'abort'],
    ['kept too', 'commit'],
    ['dropped', 'abort'],
  ] as const) {
    const transaction = await writer.transaction()
    await transaction.send({
      topic,
      messages: [
        { value, partition: 0 },
        { value, partition: 0 },
      ],
    })
    await transaction[how]()
  }
  await writer.disconnect()

  // 5 plain messages, then 4 transactions of 2 messages and a marker each
  const recorder = read(kafkaConfig(brokers), [[topic]])
  await vi.waitFor(() => expect(recorder.positions.get(`${topic}/0`)).toBe(17n), SOON)
  expect(recorder.taken.slice(5).map(one => [one.value, one.offset])).toEqual([
    ['kept', 5n],
    ['kept', 6n],
    ['kept too', 11n],
    ['kept too', 12n],
  ])

  // 13 is the marker behind the last kept message, and only what was aborted follows
  const late = read(kafkaConfig(brokers), [[topic]], { start: () => 13n })
  await vi.waitFor(() => expect(late.positions.get(`${topic}/0`)).toBe(17n), SOON)
  await fill(topic, 0, 0, 1)
  await vi.waitFor(() => expect(late.taken.map(one => one.offset)).toEqual([17n]), SOON)
})

test('partitions that are added while reading are read from their beginning', async () => {
  const topic = await topicWith(1, 10)
  const recorder = read(kafkaConfig(brokers), [[topic]])
  await vi.waitFor(() => expect(recorder.taken).toHaveLength(10), SOON)
  await withAdmin(brokers, admin => admin.createPartitions({ topicPartitions: [{ topic, count: 3 }] }))
  await vi.waitFor(() => expect(recorder.held).toContain(`${topic}/2`), SOON)
  await fill(topic, 2, 0, 10)
  await vi.waitFor(() => expect(valuesOf(recorder, `${topic}/2`)).toEqual(numbers(0, 10)), SOON)
  expect(recorder.taken).toHaveLength(20)
})

test('a topic that does not exist holds nothing up, is not created, and is read once it is there', async () => {
  const topic = await topicWith(1, 10)
  const later = unique('later')
  const recorder = read(kafkaConfig(brokers), [[topic], [later]])
  await vi.waitFor(() => expect(recorder.taken).toHaveLength(10), SOON)
  expect(await withAdmin(brokers, admin => admin.listTopics())).not.toContain(later)
  await producer.ensureTopics([later], 1)
  await fill(later, 0, 0, 10)
  await vi.waitFor(() => expect(valuesOf(recorder, `${later}/0`)).toEqual(numbers(0, 10)), SOON)
  expect(recorder.taken).toHaveLength(20)
})

test('an error of the handler ends the run with that error', async () => {
  const topic = await topicWith(1, 1)
  const refusal = new Error('no such epoch')
  const atStart = record(kafkaConfig(brokers), [[topic]], { start: () => Promise.reject(refusal) })
  await expect(atStart.done).rejects.toBe(refusal)
  const later = record(kafkaConfig(brokers), [[topic]], { slow: () => Promise.reject(refusal) })
  await expect(later.done).rejects.toBe(refusal)
})

test('a position that the broker lost is a gap, not a jump to the beginning', async () => {
  const topic = await topicWith(1, 50)
  let room: (() => void) | undefined
  const slow = () =>
    new Promise<void>(resolve => {
      room = resolve
    })
  const recorder = record(kafkaConfig(brokers), [[topic]], { slow })
  await vi.waitFor(() => expect(room).toBeDefined(), SOON)
  // the reader holds the first 50; retention takes them and the next 50 before it comes back for those
  await fill(topic, 0, 50, 120)
  await withAdmin(brokers, async admin => {
    // kafkajs only deletes from topics that it has heard of
    await admin.fetchTopicOffsets(topic)
    await admin.deleteTopicRecords({ topic, partitions: [{ partition: 0, offset: '100' }] })
  })
  room?.()
  await expect(recorder.done).rejects.toMatchObject({
    code: 'gap',
    message: expect.stringMatching(/begins at offset 100, but 50/),
  })
})

test('back-pressure outlasts the session, keeps the membership and does not hold up other partitions', async () => {
  const topic = await topicWith(2, 20)
  let room: () => void = () => {}
  const full = new Promise<void>(resolve => {
    room = resolve
  })
  const recorder = read(kafkaConfig(brokers), [[topic]], {
    tuning: { sessionMs: 1500, heartbeatMs: 200, graceMs: 30, partitionBytes: 2000 },
    slow: async name => {
      if (name.endsWith('/0')) await full
    },
  })
  await vi.waitFor(() => expect(valuesOf(recorder, `${topic}/1`)).toHaveLength(20), SOON)
  const began = Date.now()
  // messages that come one by one on the other partition show that reading goes on beyond the session time-out
  for (let i = 20; Date.now() - began < 3000; i++) {
    await fill(topic, 1, i, i + 1)
    await vi.waitFor(() => expect(valuesOf(recorder, `${topic}/1`)).toHaveLength(i + 1), SOON)
  }
  expect(valuesOf(recorder, `${topic}/0`)).toEqual([])
  await fill(topic, 0, 20, 40)
  room()
  await vi.waitFor(() => expect(valuesOf(recorder, `${topic}/0`)).toEqual(numbers(0, 40)), SOON)
  expect(recorder.revocations).toBe(0)
})

test('a message larger than a fetch comes through, also behind a partition that never rests', async () => {
  const [busy, large] = [unique('a-busy'), unique('b-large')]
  await producer.ensureTopics([busy, large], 1)
  await withAdmin(brokers, admin =>
    admin.alterConfigs({
      validateOnly: false,
      resources: [
        {
          type: kafkajs.ConfigResourceTypes.TOPIC,
          name: large,
          configEntries: [{ name: 'max.message.bytes', value: String(LARGE_BYTES + 100_000) }],
        },
      ],
    }),
  )
  await fill(busy, 0, 0, 10)
  const recorder = read(kafkaConfig(brokers), [[busy], [large]], { tuning: { partitionBytes: 100_000 } })
  await vi.waitFor(() => expect(recorder.taken).toHaveLength(10), SOON)
  let sent = 10
  let sending = true
  const sends = (async () => {
    for (; sending; sent += 50) await fill(busy, 0, sent, sent + 50)
  })()
  const own = await createKafkaProducer(kafkaConfig(brokers), createLog('test'))
  await own.send(large, [{ key: null, value: Buffer.alloc(LARGE_BYTES, 'x'), partition: 0 }])
  await own.close()
  await vi.waitFor(() => expect(valuesOf(recorder, `${large}/0`)).toHaveLength(1), { timeout: 60_000 })
  sending = false
  await sends
  expect(valuesOf(recorder, `${large}/0`)[0]).toHaveLength(LARGE_BYTES)
  await vi.waitFor(() => expect(valuesOf(recorder, `${busy}/0`)).toEqual(numbers(0, sent)), SOON)
})

test('while the memory is full nothing is handed over; then all comes, in order', async () => {
  const topic = await topicWith(3, 300)
  let open: () => void = () => {}
  let full: Promise<void> | undefined = new Promise(resolve => {
    open = resolve
  })
  let refused = 0
  const recorder = read(kafkaConfig(brokers), [[topic]], {
    room: () => {
      if (full) refused += 1
      return full
    },
  })
  await vi.waitFor(() => expect(refused).toBeGreaterThanOrEqual(3), SOON)
  expect(recorder.taken).toEqual([])
  full = undefined
  open()
  await vi.waitFor(() => expect(recorder.taken).toHaveLength(900), SOON)
  for (const partition of [0, 1, 2])
    expect(valuesOf(recorder, `${topic}/${partition}`)).toEqual(numbers(0, 300))
  expect(recorder.revocations).toBe(0)
})
