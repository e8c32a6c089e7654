import { setTimeout as sleep } from 'node:timers/promises'
import kafkajs, { type Admin } from 'kafkajs'
import type { Extent } from '../port.ts'

const PAUSE_MS = 250
const ATTEMPTS = 40

/**
 * What the wanted partitions of a topic hold, keyed by partition. Asks again for ten seconds: right after partitions
 * were added, a broker says that it does not lead them, and kafkajs' admin does not ask twice.
 */
export async function readExtents(
  admin: Admin,
  topic: string,
  partitions: number[],
  over: AbortSignal,
): Promise<Map<number, Extent>> {
  for (let attempt = 1; ; attempt++) {
    try {
      const rows = await admin.fetchTopicOffsets(topic)
      const extents = new Map(
        rows.map(row => [row.partition, { low: BigInt(row.low), next: BigInt(row.high) }]),
      )
      const missing = partitions.filter(partition => !extents.has(partition))
      if (missing.length === 0) return extents
      if (attempt >= ATTEMPTS || over.aborted)
        throw new kafkajs.KafkaJSNonRetriableError(
          `topic ${topic}: the broker does not know partition ${missing.join(', ')}`,
        )
    } catch (error) {
      if (!passes(error) || attempt >= ATTEMPTS || over.aborted) throw error
    }
    await sleep(PAUSE_MS)
  }
}

/** Whether the broker's own answer was one that time heals; kafkajs may have wrapped it. */
function passes(error: unknown): boolean {
  for (let e = error; e instanceof Error; e = e.cause)
    if (e instanceof kafkajs.KafkaJSProtocolError) return e.retriable
  return false
}
