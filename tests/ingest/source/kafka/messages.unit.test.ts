import { expect, it } from 'vitest'
import { toFetched } from '../../../../ingest/source/kafka/messages.ts'

const batchOf = (timestamp: string) => ({
  topic: 't',
  partition: 0,
  highWatermark: '6',
  fetchedOffset: '5',
  messages: [{ key: null, value: Buffer.from('{}'), timestamp, attributes: 0, offset: '5', headers: {} }],
  isEmpty: () => false,
  firstOffset: () => '5',
  lastOffset: () => '5',
  offsetLag: () => '0',
  offsetLagLow: () => '0',
})

it('a message without a time counts as taken when it is read, not as one of 1969', () => {
  const before = Date.now()
  const [message] = toFetched(batchOf('-1')).messages
  expect(message?.timestamp).toBeGreaterThanOrEqual(before)
  expect(toFetched(batchOf('1779249600000')).messages[0]?.timestamp).toBe(1_779_249_600_000)
})
