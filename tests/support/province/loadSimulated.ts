import type { ClickHouseClient } from '@clickhouse/client'
import { Outbox, openSink } from '../../../ingest/demo/sink.ts'
import { loadMappings } from '../../../ingest/mapping/load.ts'
import { ENTITY_NAMES } from '../../../warehouse/catalogue/entities.ts'
import { refreshTree } from '../../../warehouse/orgs/refresh.ts'
import { createLog } from '../../../warehouse/platform/log.ts'
import { formatInstant } from '../../../warehouse/platform/time/day.ts'
import { startIngest } from '../ingest/ingest.ts'
import { until } from '../until.ts'
import type { TestWarehouse } from '../warehouse.ts'
import type { Simulated } from './simulated.ts'

const FRAME = 1_500

/** Brings the messages of a simulated province into the logs, as the product does, and today's tree up to date. */
export async function loadSimulated(
  test: TestWarehouse,
  { messages, topics }: Pick<Simulated, 'messages' | 'topics'>,
): Promise<void> {
  const sink = await openSink(test.config, createLog('test'), topics)
  const outbox = new Outbox(topics)
  for (const message of messages) {
    outbox.add(message)
    if (outbox.size >= FRAME) await outbox.flush(sink)
  }
  await outbox.flush(sink)
  await sink.close()
  await ingestTopics(test, new Set(messages.map(message => message.topic)))
  // the ingest renews the tree a little later, and not any more once it stops
  await refreshTree(test.warehouse.app, createLog('test'))
}

/** Reads all that the stream holds of these topics, those of them that a mapping reads. */
export async function ingestTopics(test: TestWarehouse, topics: ReadonlySet<string>): Promise<void> {
  const { feeds } = loadMappings(test.config.INGEST_SYSTEMS)
  const fed = [...topics].filter(topic => feeds(topic).length > 0)
  const ingest = startIngest(test.warehouse.app, test.config)
  // a stream that is not assigned yet has no lag either
  await until('the streams of all logs', () => {
    const read = ingest.ingest.report().flatMap(one => one.partitions.map(({ topic }) => topic))
    return fed.every(topic => read.includes(topic)) ? true : undefined
  })
  await ingest.caughtUp(1_200_000)
  await ingest.stop()
}

/** Says, as the ingest does, that every log is complete up to an instant. */
export async function tellComplete(client: ClickHouseClient, completeAt: number): Promise<void> {
  await client.insert({
    table: 'ops.sys_feed',
    format: 'JSONEachRow',
    values: ENTITY_NAMES.map(log => ({
      at: formatInstant(Date.now()),
      process: 'test',
      log,
      complete_at: formatInstant(completeAt),
      lag: 0,
      applied: 0,
    })),
  })
}
