import { execFile } from 'node:child_process'
import path from 'node:path'
import { promisify } from 'node:util'
import kafkajs from 'kafkajs'
import { beforeAll, describe, expect, test, vi } from 'vitest'
import { registerCodecs } from '../../../../ingest/source/kafka/codecs.ts'
import { createKafkaProducer } from '../../../../ingest/source/kafka/producer.ts'
import { createLog } from '../../../../warehouse/platform/log.ts'
import { bareClient, kafkaConfig, sharedBroker, unique } from '../../../support/kafka/broker.ts'
import { record } from '../../../support/kafka/recorder.ts'

const { brokers, lib } = sharedBroker()
const { CompressionTypes } = kafkajs
const COUNT = 500
/** Unpacked; more than any decoder gives room for at first. */
const LARGE_MB = 20
const SOON = { timeout: 20_000, interval: 20 }
const CODECS = [
  ['gzip', CompressionTypes.GZIP],
  ['snappy', CompressionTypes.Snappy],
  ['lz4', CompressionTypes.LZ4],
  ['zstd', CompressionTypes.ZSTD],
] as const

beforeAll(registerCodecs)

async function newTopic(): Promise<string> {
  const topic = unique('topic')
  const producer = await createKafkaProducer(kafkaConfig(brokers), createLog('test'))
  await producer.ensureTopics([topic], 1)
  await producer.close()
  return topic
}

async function numbersIn(topic: string, count = COUNT): Promise<number[]> {
  const reader = record(kafkaConfig(brokers), [[topic]])
  await vi.waitFor(() => expect(reader.taken).toHaveLength(count), SOON)
  await reader.source.stop()
  await reader.done
  return reader.taken.map(one => JSON.parse(one.value).n)
}

const ALL = Array.from({ length: COUNT }, (_, n) => n)

test.each(CODECS)('%s: what we compress the broker takes and we read', async (_, compression) => {
  const topic = await newTopic()
  const producer = bareClient(brokers).producer({
    createPartitioner: kafkajs.Partitioners.DefaultPartitioner,
  })
  await producer.connect()
  const messages = ALL.map(n => ({
    key: `k${n}`,
    value: JSON.stringify({ n, name: `团员${n}`, filler: '青年'.repeat(40) }),
  }))
  await producer.send({ topic, compression, messages })
  await producer.disconnect()
  expect(await numbersIn(topic)).toEqual(ALL)
})

// the jars of the Java client come with the broker that we start
describe.runIf(lib !== undefined)('batches of a Java producer', () => {
  const topics = new Map<string, string>()
  beforeAll(async () => {
    for (const [codec] of CODECS) topics.set(codec, await newTopic())
    const program = path.join(import.meta.dirname, '../../../support/kafka/Produce.java')
    const pairs = [...topics].map(([codec, topic]) => `${topic}=${codec}=${LARGE_MB}`)
    await promisify(execFile)('java', [
      '-XX:TieredStopAtLevel=1',
      '-cp',
      `${lib}/*`,
      program,
      brokers,
      String(COUNT),
      ...pairs,
    ])
  })

  test.each(CODECS)('%s', async codec => {
    expect(await numbersIn(topics.get(codec) ?? '', COUNT + 1)).toEqual([...ALL, COUNT])
  })
})
