import fs from 'node:fs'
import path from 'node:path'
import { type Broker, startBroker } from '../../ingest/demo/broker.ts'
import { createClient, RETRY } from '../../ingest/source/kafka/client.ts'
import { createKafkaProducer, type KafkaProducer } from '../../ingest/source/kafka/producer.ts'
import { warehouseDir } from '../../warehouse/platform/clickhouse/attach.ts'
import { openWarehouse, type Warehouse } from '../../warehouse/platform/clickhouse/client.ts'
import { type Config, readConfig } from '../../warehouse/platform/config.ts'
import { removeAddress, writeAddress } from '../../warehouse/platform/embedded/address.ts'
import { createLog, type Log } from '../../warehouse/platform/log.ts'
import { migrate } from '../../warehouse/platform/migrate/migrate.ts'
import { readSecrets } from '../../warehouse/platform/secrets.ts'
import { TOPICS } from '../support/province/simulated.ts'
import { plantWarehouse } from '../support/warehouse.ts'
import { EngineMember } from './engineMember.ts'
import { IngestMember } from './ingestMember.ts'

export interface StageOptions {
  dir: string
  partitions: number
  sessionMs: number
  /** Changes in one batch: small ones make many batches. */
  batch: number
  memoryMb: number
}

/** All processes of a run: a Kafka broker, the embedded ClickHouse, two ingests of one group, and a producer in this one. */
export interface Stage {
  config: Config
  broker: Broker
  engine: EngineMember
  ingests: readonly [IngestMember, IngestMember]
  producer: KafkaProducer
  /** Good over restarts of the engine; a question to it fails while it is down. */
  warehouse: Warehouse
  /** Where the processes write what they say. */
  logFiles: readonly string[]
  /** Ends the ingests in order; what they have taken is stored. */
  stopIngests(): Promise<void>
  stop(): Promise<void>
}

export async function openStage(options: StageOptions): Promise<Stage> {
  // a broker that goes is no news here
  const log = createLog('chaos').child({}, { level: 'error' })
  const closing: (() => Promise<unknown>)[] = []
  const stop = async () => {
    for (const close of closing.splice(0).reverse()) await close()
  }
  try {
    fs.mkdirSync(options.dir, { recursive: true })
    const broker = await startBroker({ dir: path.join(options.dir, 'kafka'), heapMb: 384, isBrief: true })
    closing.push(() => broker.stop())
    const env = {
      ...process.env,
      TUANSHU_DATA: options.dir,
      WAREHOUSE_MEMORY_MB: String(options.memoryMb),
      KAFKA_BROKERS: broker.brokers,
      KAFKA_GROUP: 'chaos',
      INGEST_BATCH: String(options.batch),
      INGEST_WAIT_MS: '50',
      INGEST_UNSEEN_WAIT_MS: '50',
      LOG_LEVEL: 'info',
    }
    const config = readConfig(env)
    const dir = warehouseDir(config)
    plantWarehouse(dir)
    const engine = await EngineMember.start({ dir, memoryMb: config.WAREHOUSE_MEMORY_MB, log })
    closing.push(() => engine.stop())
    const warehouse = openWarehouse(engine.connection, 'chaos')
    closing.push(() => warehouse.close())
    await migrate(warehouse, config, log)
    // made once, before two processes would
    readSecrets(config.dataDir)
    writeAddress(config.dataDir, engine.connection)
    closing.push(async () => removeAddress(config.dataDir))
    const producer = await createKafkaProducer(config, log)
    closing.push(() => producer.close())
    await createTopics(config, log, options.partitions)

    const member = (name: string) =>
      new IngestMember({
        env,
        logFile: path.join(options.dir, `${name}.log`),
        sessionMs: options.sessionMs,
      })
    const ingests = [member('ingest-1'), member('ingest-2')] as const
    const stopIngests = async () => {
      await Promise.all(ingests.map(ingest => ingest.stop()))
    }
    closing.push(stopIngests)
    return {
      config,
      broker,
      engine,
      ingests,
      producer,
      warehouse,
      logFiles: ['ingest-1', 'ingest-2'].map(name => path.join(options.dir, `${name}.log`)),
      stopIngests,
      stop,
    }
  } catch (error) {
    await stop()
    throw error
  }
}

/**
 * The messages carry the province's dates, and the broker goes by those: it would delete what is older than a week, refuse
 * what lies ahead of its clock, and after a kill forget an idempotent producer whose last batch is older than a day, so that
 * what is sent again stands there twice. With its own clock on every message it does none of it.
 */
async function createTopics(config: Config, log: Log, partitions: number): Promise<void> {
  const admin = createClient(config, log).admin({ retry: RETRY })
  await admin.connect()
  try {
    await admin.createTopics({
      waitForLeaders: false,
      topics: TOPICS.map(topic => ({
        topic,
        numPartitions: partitions,
        configEntries: [{ name: 'message.timestamp.type', value: 'LogAppendTime' }],
      })),
    })
  } finally {
    await admin.disconnect()
  }
}
