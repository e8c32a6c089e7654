import { expect, test, vi } from 'vitest'
import { createKafkaProducer } from '../../../../ingest/source/kafka/producer.ts'
import { createLog } from '../../../../warehouse/platform/log.ts'
import { kafkaConfig, startKafka, unique } from '../../../support/kafka/broker.ts'
import { record } from '../../../support/kafka/recorder.ts'

const SOON = { timeout: 50_000, interval: 50 }

test('reading and writing go on after the broker was killed and started again; nothing is lost or doubled', {
  timeout: 120_000,
}, async () => {
  const broker = await startKafka()
  try {
    const topic = unique('topic')
    const config = kafkaConfig(broker.brokers)
    const producer = await createKafkaProducer(config, createLog('test'))
    await producer.ensureTopics([topic], 2)
    const reader = record(config, [[topic]])

    let sent = 0
    let sending = true
    const sends = (async () => {
      while (sending) {
        const rows = Array.from({ length: 20 }, (_, i) => ({
          key: null,
          value: String(sent + i),
          partition: i % 2,
        }))
        await producer.send(topic, rows)
        sent += rows.length
      }
    })()
    sends.catch(() => {})
    await vi.waitFor(() => expect(reader.taken.length).toBeGreaterThan(500), SOON)
    await broker.kill9()
    const before = reader.taken.length
    await broker.restart()
    await vi.waitFor(() => expect(reader.taken.length).toBeGreaterThan(before + 500), SOON)
    sending = false
    await sends
    await vi.waitFor(() => expect(reader.taken.length).toBeGreaterThanOrEqual(sent), SOON)

    await reader.source.stop()
    await reader.done
    await producer.close()
    expect(reader.faults).toEqual([])
    expect(reader.taken.map(one => Number(one.value)).sort((a, b) => a - b)).toEqual(
      Array.from({ length: sent }, (_, i) => i),
    )
  } finally {
    await broker.stop()
  }
})
