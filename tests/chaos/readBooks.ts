import type { Kafka } from 'kafkajs'
import { createClient } from '../../ingest/source/kafka/client.ts'
import type { KafkaConfig } from '../../ingest/source/kafka/explain.ts'
import { ENTITY_NAMES, logTable } from '../../warehouse/catalogue/entities.ts'
import type { Warehouse } from '../../warehouse/platform/clickhouse/client.ts'
import type { Log } from '../../warehouse/platform/log.ts'
import { TOPICS } from '../support/province/simulated.ts'
import type { Entry, Kind, Stored } from './books.ts'
import { NUMBER, POISON } from './production.ts'

/** Bits of a version above the offset's lowest one, and the offset's mask (`versionOf`). */
const OFFSET = 'bitAnd(bitShiftRight(ver, 16), 0xffffffffff)'

/** Everything that the topics hold, read by a consumer of our own from the first offset to the last. */
export async function readTopics(config: KafkaConfig, log: Log): Promise<Map<string, Entry[]>> {
  const client = createClient(config, log)
  const ends = await endsOf(client)
  const sent = new Map([...ends.keys()].map(partition => [partition, [] as Entry[]]))
  const open = new Set([...ends].filter(([, end]) => end > 0).map(([partition]) => partition))
  if (open.size === 0) return sent
  const consumer = client.consumer({ groupId: `audit-${Date.now()}` })
  await consumer.connect()
  try {
    await consumer.subscribe({ topics: [...TOPICS], fromBeginning: true })
    await new Promise<void>((resolve, reject) => {
      consumer.on(consumer.events.CRASH, ({ payload }) => reject(payload.error))
      consumer
        .run({
          autoCommit: false,
          partitionsConsumedConcurrently: 8,
          eachBatch: async ({ batch }) => {
            const partition = `${batch.topic}/${batch.partition}`
            const entries = sent.get(partition) ?? []
            for (const message of batch.messages) {
              const kind = kindOf(message.key, message.value)
              entries[Number(message.offset)] = { number: Number(message.headers?.[NUMBER]), kind }
            }
            if (entries.length < (ends.get(partition) ?? 0)) return
            open.delete(partition)
            if (open.size === 0) resolve()
          },
        })
        .catch(reject)
    })
  } finally {
    await consumer.disconnect()
  }
  return sent
}

function kindOf(key: Buffer | null, value: Buffer | null): Kind {
  if (value === null) return 'nothing'
  return key?.toString('latin1').startsWith(POISON) ? 'poison' : 'change'
}

/** `topic/partition` → one past its last offset. */
async function endsOf(client: Kafka): Promise<Map<string, number>> {
  const admin = client.admin()
  await admin.connect()
  try {
    const ends = new Map<string, number>()
    for (const topic of TOPICS)
      for (const { partition, high } of await admin.fetchTopicOffsets(topic))
        ends.set(`${topic}/${partition}`, Number(high))
    return ends
  } finally {
    await admin.disconnect()
  }
}

/** `topic/partition` → one past its last offset, as the broker says now. */
export function readEnds(config: KafkaConfig, log: Log): Promise<Map<string, number>> {
  return endsOf(createClient(config, log))
}

/** How many versions of the logs stem from each offset. */
export async function readVersions(warehouse: Warehouse): Promise<Stored> {
  const all = new Map<string, Map<number, number>>()
  for (const entity of ENTITY_NAMES)
    await addRows(
      warehouse,
      `select source, ${OFFSET} as at, count() as n from ${logTable(entity)} where ev = 1 group by source, at`,
      all,
    )
  return all
}

/** How many raw changes stem from each offset. */
export async function readChanges(warehouse: Warehouse): Promise<Stored> {
  return addRows(
    warehouse,
    `select source, ${OFFSET} as at, count() as n from ops.ods_change final group by source, at`,
  )
}

/** How many dead letters stem from each offset. */
export async function readLetters(warehouse: Warehouse): Promise<Stored> {
  return addRows(
    warehouse,
    'select source, position as at, count() as n from ops.sys_dead_letter final group by source, at',
  )
}

async function addRows(
  warehouse: Warehouse,
  query: string,
  into = new Map<string, Map<number, number>>(),
): Promise<Map<string, Map<number, number>>> {
  const result = await warehouse.app.query({ query, format: 'JSONCompactEachRow' })
  for await (const rows of result.stream<[string, string, string]>()) {
    for (const row of rows) {
      const [source, at, n] = row.json()
      const partition = partitionOf(source)
      let counts = into.get(partition)
      if (!counts) {
        counts = new Map()
        into.set(partition, counts)
      }
      counts.set(Number(at), (counts.get(Number(at)) ?? 0) + Number(n))
    }
  }
  return into
}

/** `kafka:<cluster>/<topic>/<partition>@<epoch>` without cluster and epoch: two epochs of a partition would double it. */
function partitionOf(source: string): string {
  return source.replace(/^[^/]*\//, '').replace(/@\d+$/, '')
}
