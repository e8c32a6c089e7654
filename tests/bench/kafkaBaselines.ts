import { createClient } from '../../ingest/source/kafka/client.ts'
import { TUNING } from '../../ingest/source/kafka/tuning.ts'
import { createLog } from '../../warehouse/platform/log.ts'
import { until } from '../support/until.ts'
import type { OwnWarehouse } from '../support/warehouse.ts'
import { startUse, type Use } from './processUse.ts'

const LIMIT_MS = 1_200_000

/** A kafkajs consumer that reads the topic with our fetch sizes and looks at nothing, from the first batch on. */
export async function readForNothing(
  { config, pid }: OwnWarehouse,
  topic: string,
  changes: number,
): Promise<Use> {
  const consumer = createClient(config, createLog('bench')).consumer({
    groupId: 'bench-nothing',
    maxBytes: TUNING.fetchBytes,
    maxBytesPerPartition: TUNING.partitionBytes,
    maxWaitTimeInMs: TUNING.fetchWaitMs,
  })
  let end: (() => Use) | undefined
  let use: Use | undefined
  let read = 0
  await consumer.connect()
  try {
    await consumer.subscribe({ topic, fromBeginning: true })
    await consumer.run({
      eachBatch: async ({ batch }) => {
        end ??= startUse(pid)
        read += batch.messages.length
        if (read === changes) use = end()
      },
    })
    return await until('reading for nothing', () => use, LIMIT_MS)
  } finally {
    await consumer.disconnect()
  }
}

/** The fields of a Debezium message of tb_member that become columns, as a person would write it in SQL. */
const MEMBER_FROM_JSON = `
  select 1 as ev, 1 as system, JSONExtractUInt(after, 'member_id') as id, bitShiftLeft(toUInt64(1), 56) + _offset as ver,
    concat('kafka:', _topic, '/', toString(_partition)) as source, JSONExtractString(message, 'op') != 'd' as alive, 2047 as sent, 1 as sign,
    'enter' as transition, toDate32(at, 'Asia/Shanghai') as day, toDate32(at, 'Asia/Shanghai') as changed_on, at as changed_at,
    sipHash64(JSONExtractString(after, 'branch_id')) as org_id, sipHash64(JSONExtractString(after, 'id_card_no')) as person_key,
    transform(JSONExtractInt(after, 'member_status'), [1, 2], ['floating', 'active'], 'active') as status,
    transform(JSONExtractInt(after, 'report_state'), [1, 2], ['waiting', 'approved'], 'approved') as report_status,
    transform(JSONExtractInt(after, 'gender'), [1, 2], ['male', 'female'], '') as gender,
    toStartOfMonth(toDate32(JSONExtractInt(after, 'birth_date'))) as birth_month,
    transform(JSONExtractInt(after, 'education'), [1, 2], ['master', 'bachelor'], '') as education,
    JSONExtractString(after, 'political_status') as political_status,
    transform(JSONExtractInt(after, 'payer_class'), [1, 2], ['student', 'wage'], '') as payer_class,
    toDate32(JSONExtractInt(after, 'join_date')) as joined_on, JSONExtractUInt(after, 'is_floating') as is_floating
  from (
    select message, JSONExtractRaw(message, 'after') as after, _offset, _topic, _partition,
      fromUnixTimestamp64Milli(JSONExtractInt(message, 'source', 'ts_ms'), 'Asia/Shanghai') as at
    from app.bench_queue
  )`

/**
 * ClickHouse's own Kafka engine and a materialized view that unpacks the messages into a table like the log. It looks
 * nothing up, so a change is one row whatever was there before, and after a crash rows may be double. Counted from the moment
 * it has its partitions. Null when this engine was built without it.
 */
export async function kafkaEngine(
  { warehouse: { app }, config, pid }: OwnWarehouse,
  topic: string,
  changes: number,
): Promise<Use | null> {
  const number = async (query: string) => {
    const result = await app.query({ query, format: 'JSONCompactEachRow' })
    const [row] = await result.json<[string]>()
    return Number(row?.[0] ?? 0)
  }
  if ((await number("select count() from system.table_engines where name = 'Kafka'")) === 0) return null
  const settings = {
    kafka_broker_list: config.KAFKA_BROKERS?.join(',') ?? '',
    kafka_topic_list: topic,
    kafka_group_name: 'bench-engine',
    kafka_format: 'JSONAsString',
    kafka_max_block_size: config.INGEST_BATCH,
    // the last block is not full and waits for this
    kafka_flush_interval_ms: 500,
  }
  const list = Object.entries(settings).map(([name, value]) => `${name} = '${value}'`)
  await app.command({ query: 'create table app.bench_equivalent as app.dwd_member_log' })
  await app.command({
    query: `create table app.bench_queue (message String) engine = Kafka settings ${list.join(', ')}`,
  })
  await app.command({
    query: `create materialized view app.bench_unpack to app.bench_equivalent as ${MEMBER_FROM_JSON}`,
  })
  try {
    await until(
      'the Kafka engine having its partitions',
      async () =>
        (await number(
          "select count() from system.kafka_consumers where table = 'bench_queue' and notEmpty(assignments.topic)",
        )) || undefined,
    )
    const end = startUse(pid)
    await until(
      'the Kafka engine reading the topic',
      async () => ((await number('select count() from app.bench_equivalent')) >= changes ? true : undefined),
      LIMIT_MS,
    )
    return end()
  } finally {
    for (const table of ['bench_unpack', 'bench_queue', 'bench_equivalent'])
      await app.command({ query: `drop table if exists app.${table} sync` })
  }
}
