import path from 'node:path'
import kafkajs from 'kafkajs'
import { inject } from 'vitest'
import {
  type Broker,
  type BrokerOptions,
  type SecureListeners,
  startBroker,
} from '../../../ingest/demo/broker.ts'
import { type Config, readConfig } from '../../../warehouse/platform/config.ts'

/** The broker that all test files of a run share, as the workers see it. */
export interface SharedBroker {
  brokers: string
  /** Not there when the broker is one of KAFKA_BROKERS. */
  secure?: SecureListeners
  /** Kafka's jars, for Java clients; not there when the broker is one of KAFKA_BROKERS. */
  lib?: string
  /** Where the broker keeps its partitions; not there when it is one of KAFKA_BROKERS. */
  data?: string
}

declare module 'vitest' {
  interface ProvidedContext {
    kafka: SharedBroker
  }
}

/** A broker of the caller's own, for tests that kill it. */
export function startKafka(options: BrokerOptions = {}): Promise<Broker> {
  return startBroker({ heapMb: 256, isBrief: true, ...options })
}

/** For who has none to share yet: the broker of KAFKA_BROKERS, or one that is started here and ends with `stop`. */
export async function setupKafka(): Promise<SharedBroker & { stop(): Promise<void> }> {
  const given = readConfig().KAFKA_BROKERS
  if (given) return { brokers: given.join(','), stop: async () => {} }
  const { brokers, secure, lib, dir, stop } = await startKafka()
  return { brokers, secure, lib, data: path.join(dir, 'data'), stop }
}

/** The broker of this run: what the global setup has provided under `kafka`. */
export function sharedBroker(): SharedBroker {
  return inject('kafka')
}

/** The settings for a broker; `more` overrides or adds settings by their names. */
export function kafkaConfig(brokers: string, more: Record<string, string> = {}): Config {
  return readConfig({ KAFKA_BROKERS: brokers, KAFKA_GROUP: unique('group'), ...more })
}

let names = 0

/** A topic or group name that no other test uses, also not on a broker that outlives the run. */
export function unique(name: string): string {
  names += 1
  return `${name}-${process.pid}-${Date.now().toString(36)}-${names}`
}

/** A bare kafkajs client for what tests do beside the source: transactions, added partitions, deleted records. */
export function bareClient(brokers: string): kafkajs.Kafka {
  return new kafkajs.Kafka({
    clientId: 'test',
    brokers: brokers.split(','),
    logLevel: kafkajs.logLevel.NOTHING,
  })
}

/** Runs `work` with a connected admin client. */
export async function withAdmin<T>(brokers: string, work: (admin: kafkajs.Admin) => Promise<T>): Promise<T> {
  const admin = bareClient(brokers).admin()
  await admin.connect()
  try {
    return await work(admin)
  } finally {
    await admin.disconnect()
  }
}
