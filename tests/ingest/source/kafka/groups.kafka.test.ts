import { afterEach, expect, test, vi } from 'vitest'
import { createKafkaProducer } from '../../../../ingest/source/kafka/producer.ts'
import { createLog } from '../../../../warehouse/platform/log.ts'
import { kafkaConfig, sharedBroker, unique } from '../../../support/kafka/broker.ts'
import { type Recorder, record } from '../../../support/kafka/recorder.ts'

const { brokers } = sharedBroker()
const SOON = { timeout: 20_000, interval: 20 }
const running: Recorder[] = []

afterEach(async () => {
  await Promise.all(running.splice(0).map(recorder => recorder.source.stop()))
})

/** Whole groups only: no topic is shared, and the topics of a group are together. */
function owners(groups: string[][], members: Recorder[]): (number | undefined)[] {
  return groups.map(group => {
    const holders = members.flatMap((member, i) =>
      group.some(topic => member.held.has(`${topic}/0`)) ? [i] : [],
    )
    const [owner] = holders
    const whole = group.every(topic =>
      [0, 1].every(partition => owner !== undefined && members[owner]?.held.has(`${topic}/${partition}`)),
    )
    return holders.length === 1 && whole ? owner : undefined
  })
}

test('two members share groups whole; joining and leaving loses and doubles nothing', async () => {
  const groups = [['members', 'orgs'], ['bills'], ['payments', 'signups'], ['checkins']].map(group =>
    group.map(unique),
  )
  const topics = groups.flat()
  const config = kafkaConfig(brokers)
  const producer = await createKafkaProducer(config, createLog('test'))
  await producer.ensureTopics(topics, 2)
  // stands for the warehouse: how far each partition is stored, whoever reads it
  const stored = new Map<string, bigint>()
  const members: Recorder[] = []
  const join = () => {
    const member = record(config, groups, { positions: stored })
    members.push(member)
    running.push(member)
    return member
  }

  let sent = 0
  let sending = true
  const sends = (async () => {
    while (sending) {
      for (const topic of topics) {
        const rows = [0, 1].flatMap(partition =>
          [sent, sent + 1].map(n => ({ key: null, value: `${topic}/${partition}#${n}`, partition })),
        )
        await producer.send(topic, rows)
      }
      sent += 2
    }
  })()

  const a = join()
  await vi.waitFor(() => expect(owners(groups, [a])).toEqual([0, 0, 0, 0]), SOON)
  const b = join()
  await vi.waitFor(() => expect(owners(groups, [a, b]).sort()).toEqual([0, 0, 1, 1]), SOON)
  const atJoin = b.taken.length
  await vi.waitFor(() => expect(b.taken.length).toBeGreaterThan(atJoin + 50), SOON)
  await a.source.stop()
  await vi.waitFor(() => expect(owners(groups, [a, b])).toEqual([1, 1, 1, 1]), SOON)
  const c = join()
  await vi.waitFor(() => expect(owners(groups, [b, c]).sort()).toEqual([0, 0, 1, 1]), SOON)
  sending = false
  await sends
  await producer.close()

  const all = () => members.flatMap(member => member.taken.map(one => one.value))
  await vi.waitFor(() => expect(all().length).toBeGreaterThanOrEqual(topics.length * 2 * sent), SOON)
  const expected = topics.flatMap(topic =>
    [0, 1].flatMap(p => Array.from({ length: sent }, (_, n) => `${topic}/${p}#${n}`)),
  )
  expect(all().sort()).toEqual(expected.sort())
  expect(members.flatMap(member => member.faults)).toEqual([])
})

test('a process that was silent longer than its session comes back and goes on where it had stored', async () => {
  const topic = unique('topic')
  const config = kafkaConfig(brokers)
  const producer = await createKafkaProducer(config, createLog('test'))
  await producer.ensureTopics([topic], 1)
  const send = (from: number) =>
    producer.send(
      topic,
      Array.from({ length: 100 }, (_, i) => ({ key: null, value: String(from + i), partition: 0 })),
    )
  await send(0)
  let frozen = false
  const member = record(config, [[topic]], {
    tuning: { sessionMs: 1200, heartbeatMs: 200 },
    slow: async () => {
      if (frozen) return
      frozen = true
      // nothing of this process runs, as in a long garbage collection or a suspended machine
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2500)
    },
  })
  running.push(member)
  await vi.waitFor(() => expect(member.revocations).toBeGreaterThan(0), SOON)
  await send(100)
  await producer.close()
  await vi.waitFor(() => expect(member.taken.length).toBeGreaterThanOrEqual(200), SOON)
  expect(member.taken.map(one => Number(one.value))).toEqual(Array.from({ length: 200 }, (_, n) => n))
  expect(member.faults).toEqual([])
})
