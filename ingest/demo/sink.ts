import type { Config } from '../../warehouse/platform/config.ts'
import type { Log } from '../../warehouse/platform/log.ts'
import { createKafkaProducer } from '../source/kafka/producer.ts'
import { openSpoolWriter } from '../source/spool/writer.ts'
import { PARTITIONS } from './dialect.ts'
import type { OutMessage } from './journal.ts'

/** Where the simulator's messages go. */
export interface MessageSink {
  /** Resolves once the stream holds the messages, in this order per key. */
  send(topic: string, messages: readonly OutMessage[]): Promise<void>
  close(): Promise<void>
}

/** The change stream of the configuration, for these topics: Kafka when it names brokers, otherwise the spool. */
export async function openSink(config: Config, log: Log, topics: readonly string[]): Promise<MessageSink> {
  if (!config.KAFKA_BROKERS) {
    const writer = await openSpoolWriter(config, log)
    return {
      async send(topic, messages) {
        await writer.append(
          topic,
          messages.map(({ key, value, timestamp }) => ({ key, value, timestamp, headers: {} })),
        )
      },
      close: () => writer.close(),
    }
  }
  const producer = await createKafkaProducer({ ...config, KAFKA_BROKERS: config.KAFKA_BROKERS }, log)
  await producer.ensureTopics(topics, PARTITIONS)
  return {
    send: (topic, messages) =>
      producer.send(
        topic,
        messages.map(({ topic: _, isSnapshot: _s, ...message }) => message),
      ),
    close: () => producer.close(),
  }
}

/** Collects messages until they are sent together. */
export class Outbox {
  size = 0
  private readonly byTopic: Map<string, OutMessage[]>

  /** `topics`: those of the organisations first, so that what refers to them finds them. */
  constructor(topics: readonly string[]) {
    this.byTopic = new Map(topics.map(topic => [topic, []]))
  }

  add(message: OutMessage): void {
    this.byTopic.get(message.topic)?.push(message)
    this.size++
  }

  /** Sends everything, one topic after the other, organisations first. */
  async flush(sink: MessageSink): Promise<void> {
    for (const [topic, messages] of this.byTopic) {
      if (messages.length === 0) continue
      this.byTopic.set(topic, [])
      await sink.send(topic, messages)
    }
    this.size = 0
  }
}
