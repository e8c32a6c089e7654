import type { Batch, IHeaders, KafkaMessage } from 'kafkajs'
import type { Message } from '../port.ts'
import type { Fetched } from './reading.ts'
import { unreadableOf } from './recordBatches.ts'

/** A batch of kafkajs in the words of the port. */
export function toFetched(batch: Batch): Fetched {
  const [first] = batch.messages
  const unreadable = first && unreadableOf(first)
  return {
    topic: batch.topic,
    partition: batch.partition,
    from: fetchedFrom(batch),
    through: BigInt(batch.lastOffset()) + 1n,
    messages: unreadable ? [] : batch.messages.map(toMessage),
    next: BigInt(batch.highWatermark),
    unreadable,
  }
}

/** Where the fetch began. kafkajs carries it in `fetchedOffset`, which its types leave out. */
function fetchedFrom(batch: Batch): bigint {
  if ('fetchedOffset' in batch && typeof batch.fetchedOffset === 'string') return BigInt(batch.fetchedOffset)
  throw new TypeError(
    'kafkajs batches no longer carry fetchedOffset: the position of a batch cannot be checked',
  )
}

function toMessage(message: KafkaMessage): Message {
  return {
    offset: BigInt(message.offset),
    timestamp: timestampOf(message),
    key: message.key,
    value: message.value,
    headers: textHeaders(message.headers ?? {}),
  }
}

/** Producers of old formats send none, which Kafka hands on as -1: the broker's time is then the time of reading. */
function timestampOf({ timestamp }: KafkaMessage): number {
  const at = Number(timestamp)
  return at >= 0 ? at : Date.now()
}

/** Of a header that was sent several times the last counts, as with Kafka's own `lastHeader`. */
function textHeaders(headers: IHeaders): Record<string, string> {
  const text: Record<string, string> = {}
  for (const [name, value] of Object.entries(headers)) {
    const last = Array.isArray(value) ? value.at(-1) : value
    if (last !== undefined && last !== null) text[name] = last.toString()
  }
  return text
}
