import fs from 'node:fs'
import path from 'node:path'
import { crc32c } from '@node-rs/crc32'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { createKafkaProducer, type KafkaProducer } from '../../../../ingest/source/kafka/producer.ts'
import { createLog } from '../../../../warehouse/platform/log.ts'
import { kafkaConfig, sharedBroker, unique } from '../../../support/kafka/broker.ts'
import { record } from '../../../support/kafka/recorder.ts'

const { brokers, data } = sharedBroker()
const SOON = { timeout: 20_000, interval: 20 }
const EACH = 10
let producer: KafkaProducer

beforeAll(async () => {
  producer = await createKafkaProducer(kafkaConfig(brokers), createLog('test'))
})
afterAll(() => producer.close())

/** A topic of three batches with ten messages each. */
async function threeBatches(): Promise<string> {
  const topic = unique('topic')
  await producer.ensureTopics([topic], 2)
  for (let batch = 0; batch < 3; batch++) {
    const numbers = Array.from({ length: EACH }, (_, i) => batch * EACH + i)
    await producer.send(
      topic,
      numbers.map(n => ({ key: null, value: `value ${n}`, partition: 1 })),
    )
  }
  return topic
}

/** Changes a batch where it lies on the disk of the broker, which serves it as it is. */
function spoil(topic: string, nth: number, change: (batch: Buffer) => void): () => void {
  const file = path.join(data ?? '', `${topic}-1`, '00000000000000000000.log')
  const segment = fs.readFileSync(file)
  let at = 0
  for (let i = 0; i < nth; i++) at += 12 + segment.readInt32BE(at + 8)
  const whole = Buffer.from(segment.subarray(at, at + 12 + segment.readInt32BE(at + 8)))
  const spoiled = Buffer.from(whole)
  change(spoiled)
  const write = (bytes: Buffer) => {
    const fd = fs.openSync(file, 'r+')
    fs.writeSync(fd, bytes, 0, bytes.length, at)
    fs.closeSync(fd)
  }
  write(spoiled)
  return () => write(whole)
}

/** As its producer would have written it. */
function seal(batch: Buffer): void {
  batch.writeUInt32BE(crc32c(batch.subarray(21)), 17)
}

const SPOILT: [string, (batch: Buffer) => void, RegExp][] = [
  [
    'a byte that fell over on the disk',
    batch => batch.writeUInt8(batch.readUInt8(90) ^ 1, 90),
    /its checksum does not fit its content\. .*replica.*kafka-delete-records/,
  ],
  [
    'a codec of the future',
    batch => {
      batch.writeInt16BE(5, 21)
      seal(batch)
    },
    /codec number 5, which is not known here\. Set compression\.type/,
  ],
  [
    'content that is not what the codec says',
    batch => {
      batch.writeInt16BE(4, 21)
      seal(batch)
    },
    /cannot be unpacked as zstd .*correct the producer/,
  ],
]

describe.runIf(data !== undefined)('a batch that cannot be read', () => {
  test.each(SPOILT)(
    '%s: what stands before it is read, then the run ends and says where',
    async (_, how, why) => {
      const topic = await threeBatches()
      spoil(topic, 1, how)
      const reader = record(kafkaConfig(brokers), [[topic]])
      await expect(reader.done).rejects.toMatchObject({
        code: 'gap',
        message: expect.stringMatching(why),
      })
      await expect(reader.done).rejects.toThrow(
        `topic ${topic}, partition 1: the batch of offsets 10 to 19 cannot be read`,
      )
      await expect(reader.done).rejects.toThrow('delete the records before offset 20')
      expect(reader.taken.map(one => one.value)).toEqual(Array.from({ length: EACH }, (_, n) => `value ${n}`))
    },
  )

  test('once it is whole again, reading goes on where it ended', async () => {
    const topic = await threeBatches()
    const repair = spoil(topic, 0, batch => batch.writeUInt8(batch.readUInt8(90) ^ 1, 90))
    const config = kafkaConfig(brokers)
    await expect(record(config, [[topic]]).done).rejects.toMatchObject({ code: 'gap' })
    repair()
    const reader = record(config, [[topic]])
    await vi.waitFor(() => expect(reader.taken).toHaveLength(3 * EACH), SOON)
    await reader.source.stop()
  })
})
