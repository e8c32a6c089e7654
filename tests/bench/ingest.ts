import { Readable } from 'node:stream'
import { startBroker } from '../../ingest/simulator/broker.ts'
import { createKafkaProducer } from '../../ingest/source/kafka/producer.ts'
import { createKafkaSource } from '../../ingest/source/kafka/source.ts'
import type { Config } from '../../warehouse/config.ts'
import { createLog } from '../../warehouse/log.ts'
import { debezium, topicOf } from '../support/guangdong.ts'
import { startIngest } from '../support/ingest.ts'
import { type TestWarehouse, testWarehouse } from '../support/warehouse.ts'
import { branchOf, seedMembers, sequence } from './seed.ts'

const PARTITIONS = 6
const BRANCHES = 4_000

/** Prints changes per second end to end, and what the engine alone takes of the rows that they became. */
export async function benchIngest({
  members,
  changes,
}: {
  members: number[]
  changes: number
}): Promise<void> {
  for (const count of members) {
    for (const order of ['random', 'new'] as const) {
      if (count === 0 && order === 'random') continue
      // a broker of its own, so that the topic holds this run's changes only
      const broker = await startBroker({ heapMb: 512 })
      const test = await testWarehouse({ WAREHOUSE_MEMORY_MB: '4096', KAFKA_BROKERS: broker.brokers })
      try {
        await measure(test, count, changes, order)
      } finally {
        await test.stop()
        await broker.stop()
      }
    }
  }
}

async function measure(
  test: TestWarehouse,
  members: number,
  changes: number,
  order: 'random' | 'new',
): Promise<void> {
  const { warehouse, config } = test
  await seedMembers(warehouse, config, members, BRANCHES)
  await fillTopic(config, members, changes, order)
  const before = await logRows(test)
  const began = process.hrtime.bigint()
  const cpuBefore = process.cpuUsage()
  const running = startIngest(warehouse.app, config, createKafkaSource(config, createLog('bench')))
  await running.caughtUp(1_200_000)
  const seconds = Number(process.hrtime.bigint() - began) / 1e9
  const cpu = process.cpuUsage(cpuBefore)
  const resident = process.resourceUsage().maxRSS
  await running.stop()
  const rows = (await logRows(test)) - before
  const bare = await bareInsert(test, rows)
  const rate = changes / seconds
  process.stdout.write(
    `${members.toLocaleString('en')} members in place, keys ${order}: ${Math.round(rate).toLocaleString('en')} changes/s (${seconds.toFixed(1)} s, ` +
      `${Math.round((cpu.user + cpu.system) / changes)} ms CPU per 1,000); bare insert of the same ${rows.toLocaleString('en')} log rows: ` +
      `${Math.round(changes / bare).toLocaleString('en')} changes/s; ratio ${(bare / seconds).toFixed(2)}; peak resident ${Math.round(resident / 1024)} MB\n`,
  )
}

async function fillTopic(
  config: Config,
  members: number,
  changes: number,
  order: 'random' | 'new',
): Promise<void> {
  const producer = await createKafkaProducer(config, createLog('bench'))
  const topic = topicOf('tb_member')
  await producer.ensureTopics([topic], PARTITIONS)
  const random = sequence(12_345)
  for (let i = 0; i < changes; i += 1_000) {
    const messages = Array.from({ length: Math.min(1_000, changes - i) }, (_, n) => {
      const id = order === 'new' || members === 0 ? members + i + n + 1 : Math.floor(random() * members) + 1
      return debezium('tb_member', '2026-05-02', {
        member_id: id,
        branch_id: branchOf(id + (n % 4 === 0 ? 1 : 0), BRANCHES),
        gender: 1 + (n % 2),
      })
    })
    await producer.send(topic, messages)
  }
  await producer.close()
}

async function logRows({ warehouse }: TestWarehouse): Promise<number> {
  const result = await warehouse.app.query({
    query: 'select count() from app.dwd_member_log',
    format: 'JSONCompactEachRow',
  })
  const [row] = await result.json<[string]>()
  return Number(row?.[0] ?? 0)
}

/** Seconds that the engine needs for the rows alone: same table, same batches, nothing looked up or decided. */
async function bareInsert({ warehouse }: TestWarehouse, rows: number): Promise<number> {
  await warehouse.app.command({ query: 'create table app.bench_bare as app.dwd_member_log' })
  const lines = await warehouse.app.query({
    query:
      'select * except (watermark), map() as watermark from app.dwd_member_log order by batch desc limit {rows:UInt64}',
    query_params: { rows },
    format: 'JSONCompactEachRow',
  })
  const columns = (await describe(warehouse)).filter(name => name !== 'watermark')
  const text: string[] = (await lines.text()).split('\n')
  const began = process.hrtime.bigint()
  for (let i = 0; i < text.length; i += 60_000) {
    const { stream } = await warehouse.app.exec({
      query: `insert into app.bench_bare (${columns.join(', ')}, watermark) format JSONCompactEachRow`,
      values: Readable.from([text.slice(i, i + 60_000).join('\n')], { objectMode: false }),
      clickhouse_settings: { max_insert_block_size: '2000000', input_format_parallel_parsing: 0 },
    })
    stream.resume()
    await new Promise(resolve => stream.once('end', resolve))
  }
  return Number(process.hrtime.bigint() - began) / 1e9
}

async function describe(warehouse: TestWarehouse['warehouse']): Promise<string[]> {
  const result = await warehouse.app.query({
    query:
      "select name from system.columns where database = 'app' and table = 'dwd_member_log' order by position",
    format: 'JSONEachRow',
  })
  return (await result.json<{ name: string }>()).map(row => row.name)
}
