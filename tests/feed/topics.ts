import type kafkajs from 'kafkajs'
import { bareClient, unique } from '../support/kafka/broker.ts'
import { until } from '../support/until.ts'

export interface TopicMessage {
  topic: string
  partition: number
  offset: string
  timestamp: string
  key: string | null
  value: string | null
  /** Their names. */
  headers: string[]
}

/** What stands in the broker. */
export class Topics {
  private constructor(
    private readonly client: kafkajs.Kafka,
    private readonly admin: kafkajs.Admin,
  ) {}

  static async open(brokers: string): Promise<Topics> {
    const client = bareClient(brokers)
    const admin = client.admin()
    await admin.connect()
    return new Topics(client, admin)
  }

  async close(): Promise<void> {
    await this.admin.disconnect()
  }

  async names(): Promise<string[]> {
    return this.admin.listTopics()
  }

  /** The offset behind the last message of each partition; a topic that is not there has none. */
  async ends(topic: string): Promise<Map<number, bigint>> {
    const found = await this.admin.fetchTopicOffsets(topic).catch(() => [])
    return new Map(found.map(({ partition, high }) => [partition, BigInt(high)]))
  }

  async count(topic: string): Promise<number> {
    const ends = await this.ends(topic)
    return Number([...ends.values()].reduce((sum, end) => sum + end, 0n))
  }

  /** All messages of the topics as they stand now, a topic and a partition at a time, in order. */
  async read(topics: readonly string[]): Promise<TopicMessage[]> {
    const missing = new Map<string, bigint>()
    for (const topic of topics)
      for (const [partition, end] of await this.ends(topic))
        if (end > 0n) missing.set(`${topic}/${partition}`, end)
    const messages: TopicMessage[] = []
    if (missing.size === 0) return messages
    const consumer = this.client.consumer({ groupId: unique('feed') })
    await consumer.connect()
    try {
      await consumer.subscribe({ topics: [...topics], fromBeginning: true })
      await consumer.run({
        autoCommit: false,
        eachMessage: async ({ topic, partition, message }) => {
          const { offset, timestamp, key, value, headers } = message
          messages.push({
            topic,
            partition,
            offset,
            timestamp,
            key: key === null ? null : key.toString(),
            value: value === null ? null : value.toString(),
            headers: Object.keys(headers ?? {}),
          })
          const place = `${topic}/${partition}`
          const end = missing.get(place)
          if (end !== undefined && BigInt(offset) >= end - 1n) missing.delete(place)
        },
      })
      await until('the topics are read', () => missing.size === 0 || undefined, 300_000)
    } finally {
      await consumer.disconnect()
    }
    return messages.sort(
      (a, b) =>
        a.topic.localeCompare(b.topic) ||
        a.partition - b.partition ||
        Number(BigInt(a.offset) - BigInt(b.offset)),
    )
  }
}
