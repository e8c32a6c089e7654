import { setTimeout as sleep } from 'node:timers/promises'
import kafkajs from 'kafkajs'
import { TuanshuError } from '../../../warehouse/platform/errors.ts'
import type { Log } from '../../../warehouse/platform/log.ts'
import { createClient, RETRY } from './client.ts'
import { explainKafkaError, isKafkaError, type KafkaConfig } from './explain.ts'
import { readExtents } from './extents.ts'

/** New partitions are known after this long. */
const METADATA_AGE_MS = 2000
const PAUSE_MS = 500
/** A broker that was killed is back within a quarter of a minute; an outage may take longer. */
const OUTAGE_LIMIT_MS = 120_000
const UNKNOWN_LIMIT_MS = 10_000

export interface OutgoingMessage {
  key: string | Buffer | null
  value: string | Buffer | null
  /** Milliseconds since 1970; the broker's clock when left out. */
  timestamp?: number
  /** By the hash of the key when left out, as the Java clients do; needed without a key. */
  partition?: number
  headers?: Record<string, string>
}

export interface KafkaProducer {
  /** Creates the topics that do not exist, with this many partitions each. Existing ones stay as they are. */
  ensureTopics(names: readonly string[], partitions: number): Promise<void>
  /** Resolves when all replicas in sync have the messages. Each is in the topic once, in this order per partition. */
  send(topic: string, messages: readonly OutgoingMessage[]): Promise<void>
  close(): Promise<void>
}

/**
 * Connects an idempotent producer; it outlives a restart of the broker. All errors are `TuanshuError`s that say
 * what to change.
 */
export async function createKafkaProducer(config: KafkaConfig, log: Log): Promise<KafkaProducer> {
  const client = createClient(config, log)
  const admin = client.admin({ retry: RETRY })
  const producer = client.producer({
    createPartitioner: kafkajs.Partitioners.DefaultPartitioner,
    idempotent: true,
    metadataMaxAge: METADATA_AGE_MS,
    // with more in flight, a retry could overtake what was sent after it
    maxInFlightRequests: 1,
    allowAutoTopicCreation: false,
    retry: RETRY,
  })
  const explained = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work()
    } catch (error) {
      throw explainKafkaError(error, config)
    }
  }
  let last: Promise<void> = Promise.resolve()
  const closing = new AbortController()
  const close = async () => {
    closing.abort()
    await last
    await Promise.allSettled([producer.disconnect(), admin.disconnect()])
  }

  async function write(topic: string, messages: readonly OutgoingMessage[]): Promise<void> {
    let unsent = messages.map(({ timestamp, ...message }) => ({
      ...message,
      ...(timestamp !== undefined && { timestamp: String(timestamp) }),
    }))
    // kafkajs would deal such a message out anew when it sends again, and the broker could not tell the two apart
    if (unsent.some(({ key, partition }) => key === null && partition === undefined))
      throw new TuanshuError(
        'input',
        `a message for topic ${topic} has neither key nor partition: give one of them`,
      )
    const began = Date.now()
    while (unsent.length > 0) {
      try {
        const rows = await explained(() => producer.send({ topic, acks: -1, messages: unsent }))
        const written = new Set(rows.map(row => row.partition))
        // kafkajs passes over messages for partitions that it does not know yet, and says nothing
        unsent = unsent.filter(({ partition }) => partition !== undefined && !written.has(partition))
        if (unsent.length === 0) return
        if (Date.now() - began > UNKNOWN_LIMIT_MS)
          throw new TuanshuError(
            'input',
            `topic ${topic} has no partition ${unsent.map(one => one.partition).join(', ')}`,
          )
      } catch (error) {
        const outage =
          error instanceof TuanshuError && error.code === 'unavailable' && isKafkaError(error.cause)
        if (!outage || closing.signal.aborted || Date.now() - began > OUTAGE_LIMIT_MS) throw error
        log.debug({ topic, error: error.message }, 'sending again')
      }
      await sleep(PAUSE_MS)
    }
  }

  try {
    await explained(() => admin.connect())
    await explained(() => producer.connect())
  } catch (error) {
    await close()
    throw error
  }

  return {
    ensureTopics: (names, partitions) =>
      explained(async () => {
        const known = new Set(await admin.listTopics())
        const missing = names.filter(topic => !known.has(topic))
        if (missing.length === 0) return
        const topics = missing.map(topic => ({ topic, numPartitions: partitions }))
        await admin.createTopics({ topics, waitForLeaders: false })
        // kafkajs' own wait for leaders throws when the broker has not heard of the topic yet
        const all = Array.from({ length: partitions }, (_, partition) => partition)
        for (const topic of missing) await readExtents(admin, topic, all, closing.signal)
      }),
    send(topic, messages) {
      // one after the other: what is sent again takes the sequence numbers that it had, which holds only while
      // nothing else was sent in between
      const sent = last.then(() => write(topic, messages))
      last = sent.catch(() => {})
      return sent
    },
    close,
  }
}
