import { afterAll, beforeAll, expect, test } from 'vitest'
import { createKafkaProducer, type KafkaProducer } from '../../../../ingest/source/kafka/producer.ts'
import { createLog } from '../../../../warehouse/platform/log.ts'
import { kafkaConfig, sharedBroker, unique, withAdmin } from '../../../support/kafka/broker.ts'

const { brokers } = sharedBroker()
let producer: KafkaProducer
beforeAll(async () => {
  producer = await createKafkaProducer(kafkaConfig(brokers), createLog('test'))
})
afterAll(() => producer?.close())

/** A topic that was made with these settings. */
async function topicWith(settings: Record<string, string>): Promise<string> {
  const topic = unique('topic')
  const configEntries = Object.entries(settings).map(([name, value]) => ({ name, value }))
  await withAdmin(brokers, admin =>
    admin.createTopics({ topics: [{ topic, numPartitions: 1, configEntries }], waitForLeaders: true }),
  )
  return topic
}

test.each([
  ['too large', { 'max.message.bytes': '2000' }, { value: 'x'.repeat(20_000) }, /max\.message\.bytes/],
  [
    'too old',
    { 'message.timestamp.before.max.ms': '86400000' },
    { value: 'x', timestamp: Date.UTC(2020, 0, 1) },
    /message\.timestamp\.before\.max\.ms/,
  ],
])(
  'a message that is %s for the topic is refused at once with what to change',
  async (_, settings, message, hint) => {
    const topic = await topicWith(settings)
    const refused = producer.send(topic, [{ key: 'k', ...message }])
    await expect(refused).rejects.toMatchObject({ code: 'input', message: expect.stringMatching(hint) })
    await producer.send(topic, [{ key: 'k', value: 'y' }])
  },
)
