import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import os from 'node:os'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Broker } from '../../../ingest/demo/broker.ts'
import { Outbox } from '../../../ingest/demo/sink.ts'
import { loadMappings } from '../../../ingest/mapping/load.ts'
import { createKafkaProducer, type KafkaProducer } from '../../../ingest/source/kafka/producer.ts'
import { logTable } from '../../../warehouse/catalogue/entities.ts'
import { type FeedPartitions, readFeedPartitions } from '../../../warehouse/feed/feedPartitions.ts'
import { refreshTree } from '../../../warehouse/orgs/refresh.ts'
import { writeAddress } from '../../../warehouse/platform/embedded/address.ts'
import { createLog } from '../../../warehouse/platform/log.ts'
import { dayOf } from '../../../warehouse/platform/time/day.ts'
import { startKafka } from '../../support/kafka/broker.ts'
import { startScript } from '../../support/processes/runScript.ts'
import { instant, type Simulated, simulate, TOPICS } from '../../support/province/simulated.ts'
import { askEverything } from '../../support/query/questions.ts'
import { until } from '../../support/until.ts'
import { type TestWarehouse, testWarehouse } from '../../support/warehouse.ts'

const PARTITIONS = 6
const LOGS = [...new Set(TOPICS.flatMap(loadMappings(['guangdong']).feeds))]
const UNTIL = '2026-09-20 15:00:00'
const PARTS = 5

let broker: Broker
let warehouse: TestWarehouse
let producer: KafkaProducer
let world: Simulated
let settings: Record<string, string>
let sent = 0
const processes: ChildProcess[] = []

beforeAll(async () => {
  // one of its own: the topics of the mappings have fixed names
  broker = await startKafka()
  const { brokers } = broker
  warehouse = await testWarehouse({ KAFKA_BROKERS: brokers })
  const { config, connection } = warehouse
  writeAddress(config.dataDir, connection)
  settings = {
    TUANSHU_DATA: config.dataDir,
    KAFKA_BROKERS: brokers,
    INGEST_BATCH: '400',
    LOG_LEVEL: 'fatal',
  }
  producer = await createKafkaProducer(config, createLog('test'))
  await producer.ensureTopics(TOPICS, PARTITIONS)
  world = simulate({ members: 250, from: '2026-04-01 00:00:00', until: UNTIL, faults: 0.1, seed: 33 })
})
afterAll(async () => {
  for (const child of processes) child.kill('SIGKILL')
  await producer?.close()
  await warehouse?.stop()
  await broker?.stop()
})

function start(): ChildProcess {
  const child = startScript('tests/support/processes/ingest.ts', [], settings)
  processes.push(child)
  return child
}

/** Sends the next part of the history. */
async function send(): Promise<void> {
  const slice = Math.ceil(world.messages.length / PARTS)
  const outbox = new Outbox(TOPICS)
  for (const message of world.messages.slice(sent, sent + slice)) outbox.add(message)
  sent = Math.min(world.messages.length, sent + slice)
  await outbox.flush({ send: (topic, messages) => producer.send(topic, messages), close: async () => {} })
}

/** What this process said last, if it said so after `since`; of a log that has moved away it says nothing more. */
async function said(child: ChildProcess, since: number): Promise<FeedPartitions[]> {
  const rows = await readFeedPartitions(warehouse.warehouse.app)
  const own = rows.filter(row => row.process === `${os.hostname()}/${child.pid}`)
  const newest = Math.max(...own.map(row => row.at))
  return own.filter(row => row.at === newest && row.at >= since)
}

/** Resolves once these processes share the logs, each with all partitions of its topics in one of them. */
async function sharing(...children: ChildProcess[]): Promise<void> {
  const since = Date.now()
  await until('the logs to be shared', async () => {
    // they say it every two seconds
    await pause(200)
    const each = await Promise.all(children.map(child => said(child, since)))
    const whole = each.map(rows =>
      rows.filter(row => {
        const streams = row.partitions.filter(isStream).length
        return streams > 0 && streams % PARTITIONS === 0
      }),
    )
    const names = whole.flat().map(row => row.log)
    const isDealt = names.length === LOGS.length && new Set(names).size === names.length
    return isDealt && whole.every(rows => rows.length > 0) ? true : undefined
  })
}

/** Beside the streams each process reads the replayed dead letters. */
function isStream({ topic }: { topic: string }): boolean {
  return TOPICS.includes(topic)
}

/** Messages that all logs have passed. */
async function passed(): Promise<number> {
  const logs = LOGS.map(entity => `select maxMap(watermark) as positions from ${logTable(entity)}`)
  return count(`select sum(arraySum(mapValues(positions))) from (${logs.join(' union all ')})`)
}

async function count(query: string): Promise<number> {
  const result = await warehouse.warehouse.app.query({ query, format: 'JSONCompactEachRow' })
  const [row] = await result.json<[string | number]>()
  return Number(row?.[0] ?? 0)
}

function allPassed(): Promise<true> {
  return until('all that was sent to be stored', async () => ((await passed()) >= sent ? true : undefined))
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
}

test('two processes share the logs; frozen, killed and late ones change no figure', {
  timeout: 240_000,
}, async () => {
  const first = start()
  const second = start()
  await send()
  // every partition of the topics of a log, no matter how many processes there are
  await sharing(first, second)

  // frozen for longer than its session, in the middle of its work; the other takes its logs over
  await send()
  first.kill('SIGSTOP')
  await sharing(second)
  await send()
  await allPassed()
  // what it held in its hands when it wakes was stored by the other meanwhile
  first.kill('SIGCONT')
  await sharing(first, second)

  // one dies at once, and a new one begins far behind while the other works
  second.kill('SIGKILL')
  await ended(second)
  await send()
  const third = start()
  await sharing(first, third)
  await send()
  await allPassed()

  for (const child of [first, third]) {
    child.kill('SIGTERM')
    await ended(child)
    expect(child.exitCode).toBe(0)
  }
  expect(sent).toBe(world.messages.length)
  expect(await passed()).toBe(sent)
  await refreshTree(warehouse.warehouse.app, createLog('test'))
  const today = dayOf(instant(UNTIL)) + 5
  const { lines, cells } = await askEverything(
    warehouse.warehouse,
    world.truth,
    [today, today - 60],
    [2],
    today,
  )
  expect(lines.slice(0, 10)).toEqual([])
  expect(cells).toBeGreaterThan(100)
  expect(await count('select count() from ops.sys_dead_letter')).toBe(0)
  for (const entity of LOGS) {
    const table = logTable(entity)
    const batches = await count(`select count() - max(batch) from ${table} where ev = 0 and system = 0`)
    expect([entity, batches]).toEqual([entity, 0])
  }
})
