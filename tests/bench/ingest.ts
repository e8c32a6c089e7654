import { Readable } from 'node:stream'
import { startBroker } from '../../ingest/demo/broker.ts'
import { createKafkaProducer } from '../../ingest/source/kafka/producer.ts'
import { createKafkaSource } from '../../ingest/source/kafka/source.ts'
import type { Source } from '../../ingest/source/port.ts'
import type { Config } from '../../warehouse/platform/config.ts'
import { createLog } from '../../warehouse/platform/log.ts'
import { startIngest } from '../support/ingest/ingest.ts'
import { debezium, topicOf } from '../support/messages/guangdong.ts'
import { type OwnWarehouse, ownWarehouse } from '../support/warehouse.ts'
import { describeEngineWork, engineTime } from './engineWork.ts'
import { kafkaEngine, readForNothing } from './kafkaBaselines.ts'
import { collectGarbage, describeUse, startUse, type Use, useColumns } from './processUse.ts'
import { branchOf, identityNumberOf, joinedOn, seedMembers, sequence } from './seed.ts'

const PARTITIONS = 6
const BRANCHES = 4_000
const TOPIC = topicOf('tb_member')
export const ORDERS = ['random', 'new'] as const
export type Order = (typeof ORDERS)[number]

/**
 * Prints changes per second end to end from a filled topic, and beside it the same topic read for nothing, taken by
 * ClickHouse's Kafka engine, and what the engine alone takes of the rows that the changes became.
 */
export async function benchIngest({
  members,
  changes,
  keys,
}: {
  members: number[]
  changes: number
  keys: readonly Order[]
}): Promise<void> {
  for (const count of members) {
    for (const order of keys) {
      if (count === 0 && order === 'random') continue
      // a broker of its own, so that the topic holds this run's changes only
      const broker = await startBroker({ heapMb: 512 })
      const test = await ownWarehouse({ WAREHOUSE_MEMORY_MB: '4096', KAFKA_BROKERS: broker.brokers })
      try {
        await measure(test, count, changes, order)
      } finally {
        await test.stop()
        await broker.stop()
      }
    }
  }
}

async function measure(test: OwnWarehouse, members: number, changes: number, order: Order): Promise<void> {
  const { warehouse, config } = test
  await seedMembers(warehouse, config, members, BRANCHES)
  await fillTopic(config, members, changes, order)
  const before = await logRows(test)
  collectGarbage()
  const since = await engineTime(test.warehouse.app)
  const ours = await endToEnd(test)
  const work = await describeEngineWork(test.warehouse.app, since, changes)
  const rows = (await logRows(test)) - before
  const bare = await bareInsert(test, rows)
  const nothing = await readForNothing(test, TOPIC, changes)
  const engine = await kafkaEngine(test, TOPIC, changes)
  process.stdout.write(
    [
      `${members.toLocaleString('en')} members in place, ${changes.toLocaleString('en')} changes, keys ${order}, ${rows.toLocaleString('en')} log rows`,
      useColumns('changes', 'ours'),
      describeUse('from Kafka into the log', ours, ours, changes),
      describeUse('bare insert of the same rows', bare, ours, changes),
      describeUse('kafkajs consumer for nothing', nothing, ours, changes),
      engine
        ? describeUse('Kafka engine + materialized view', engine, ours, changes)
        : '  Kafka engine + materialized view: this ClickHouse was built without it (system.table_engines)',
      `  the engine's CPU ms per 1,000 changes by statement: ${work}`,
      '',
    ].join('\n'),
  )
}

/** The ingest from its first message on, until everything is in the log. */
async function endToEnd({ warehouse, config, pid }: OwnWarehouse): Promise<Use> {
  let end: (() => Use) | undefined
  const source = onFirstMessage(createKafkaSource(config, createLog('bench')), () => {
    end = startUse(pid)
  })
  const running = startIngest(warehouse.app, config, source)
  try {
    await running.caughtUp(1_200_000)
    if (!end) throw new Error('the topic is empty')
    return end()
  } finally {
    await running.stop()
  }
}

/** Joining the group and opening partitions takes seconds whatever the topic holds; the rate is that of reading. */
function onFirstMessage(source: Source, first: () => void): Source {
  let seen = false
  return {
    run: (groups, handler) =>
      source.run(groups, {
        assigned: (partition, extent, topic) => handler.assigned(partition, extent, topic),
        room: () => handler.room(),
        messages: (partition, messages, through) => {
          if (!seen) first()
          seen = true
          return handler.messages(partition, messages, through)
        },
        extent: (partition, extent) => handler.extent(partition, extent),
        revoked: partitions => handler.revoked(partitions),
      }),
    passed: (partition, through) => source.passed(partition, through),
    stop: () => source.stop(),
  }
}

async function fillTopic(config: Config, members: number, changes: number, order: Order): Promise<void> {
  const producer = await createKafkaProducer(config, createLog('bench'))
  await producer.ensureTopics([TOPIC], PARTITIONS)
  const random = sequence(12_345)
  for (let i = 0; i < changes; i += 1_000) {
    const messages = Array.from({ length: Math.min(1_000, changes - i) }, (_, n) => {
      const id = order === 'new' || members === 0 ? members + i + n + 1 : Math.floor(random() * members) + 1
      return debezium('tb_member', '2026-05-02', {
        member_id: id,
        branch_id: branchOf(id + (n % 4 === 0 ? 1 : 0), BRANCHES),
        gender: 1 + (n % 2),
        id_card_no: identityNumberOf(id),
        join_date: joinedOn(id),
      })
    })
    await producer.send(TOPIC, messages)
  }
  await producer.close()
}

async function logRows({ warehouse }: OwnWarehouse): Promise<number> {
  const result = await warehouse.app.query({
    query: 'select count() from app.dwd_member_log',
    format: 'JSONCompactEachRow',
  })
  const [row] = await result.json<[string]>()
  return Number(row?.[0] ?? 0)
}

/** What the engine needs for the rows alone: same table, same batches, nothing looked up or decided. */
async function bareInsert({ warehouse, pid }: OwnWarehouse, rows: number): Promise<Use> {
  await warehouse.app.command({ query: 'create table app.bench_bare as app.dwd_member_log' })
  const columns = (await describe(warehouse)).filter(name => name !== 'watermark')
  const lines = await warehouse.app.query({
    query: `select ${columns.join(', ')}, map() as watermark from app.dwd_member_log order by batch desc limit {rows:UInt64}`,
    query_params: { rows },
    format: 'JSONCompactEachRow',
  })
  const text: string[] = (await lines.text()).split('\n')
  const end = startUse(pid)
  for (let i = 0; i < text.length; i += 60_000) {
    const { stream } = await warehouse.app.exec({
      query: `insert into app.bench_bare (${columns.join(', ')}, watermark) format JSONCompactEachRow`,
      values: Readable.from([text.slice(i, i + 60_000).join('\n')], { objectMode: false }),
      clickhouse_settings: { max_insert_block_size: '2000000', input_format_parallel_parsing: 0 },
    })
    stream.resume()
    await new Promise((resolve, reject) => stream.once('end', resolve).once('error', reject))
  }
  const use = end()
  await warehouse.app.command({ query: 'drop table app.bench_bare sync' })
  return use
}

async function describe(warehouse: OwnWarehouse['warehouse']): Promise<string[]> {
  const result = await warehouse.app.query({
    query:
      "select name from system.columns where database = 'app' and table = 'dwd_member_log' order by position",
    format: 'JSONEachRow',
  })
  return (await result.json<{ name: string }>()).map(row => row.name)
}
