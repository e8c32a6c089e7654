import { setTimeout as sleep } from 'node:timers/promises'
import type { Admin } from 'kafkajs'
import type { Log } from '../../../warehouse/platform/log.ts'
import type { Source, SourceHandler, TopicGroup } from '../port.ts'
import { createClient, RETRY } from './client.ts'
import { registerCodecs } from './codecs.ts'
import { explainKafkaError, isKafkaError, type KafkaConfig } from './explain.ts'
import { checkRecordBatches } from './recordBatches.ts'
import { type Outcome, openSession, type Session } from './session.ts'
import { type KafkaTuning, TUNING } from './tuning.ts'

const LONGEST_PAUSE_MS = 5000
/** A broker that starts may refuse users for a moment before it has read them. */
const REFUSALS_BORNE = 5

/**
 * The change stream from Kafka. `run` goes on through broker restarts and outages, and waits for topics that do not
 * exist yet. It rejects with what the handler rejected with, with a `gap` when the broker no longer has the next
 * offset, and with `refused` or `config` when a setting must be changed.
 */
export function createKafkaSource(config: KafkaConfig, log: Log, tuning: Partial<KafkaTuning> = {}): Source {
  const stopping = new AbortController()
  const client = createClient(config, log)
  const times = { ...TUNING, ...tuning }
  let session: Session | undefined
  let running: Promise<void> | undefined
  let everJoined = false
  let failures = 0
  const said = { missing: '', failure: '' }

  /** Warns when the finding is another one than the last of its kind; a wait of hours is one line. */
  function sayOnce(kind: keyof typeof said, message: string): void {
    log[message === said[kind] ? 'debug' : 'warn'](message)
    said[kind] = message
  }

  async function attempt(groups: readonly TopicGroup[], handler: SourceHandler): Promise<Outcome> {
    const admin = client.admin({ retry: RETRY })
    try {
      await admin.connect()
      const { clusterId } = await admin.describeCluster()
      const topics = await presentTopics(admin, groups)
      const missing = groups.flat().filter(topic => !topics.includes(topic))
      if (missing.length > 0)
        sayOnce(
          'missing',
          `waiting for topics that do not exist or that this user may not see: ${missing.join(', ')}`,
        )
      if (topics.length === 0) {
        await pause(times.upkeepMs)
        return { kind: 'changed' }
      }
      session = openSession({
        client,
        admin,
        group: config.KAFKA_GROUP,
        cluster: clusterId,
        groups,
        topics,
        partitions: await countPartitions(admin, topics),
        handler,
        tuning: times,
        log,
        topicsChanged: async () => (await presentTopics(admin, groups)).join('\n') !== topics.join('\n'),
        joined: () => {
          everJoined = true
          failures = 0
          said.failure = ''
        },
      })
      return await session.run(stopping.signal)
    } catch (error) {
      return { kind: 'lost', error }
    } finally {
      session = undefined
      await admin.disconnect().catch(() => {})
    }
  }

  async function read(groups: readonly TopicGroup[], handler: SourceHandler): Promise<void> {
    await registerCodecs()
    checkRecordBatches()
    while (!stopping.signal.aborted) {
      const outcome = await attempt(groups, handler)
      if (outcome.kind === 'failed') throw outcome.error
      if (outcome.kind === 'stuck') log.error(outcome.error.message)
      if (outcome.kind !== 'lost' || stopping.signal.aborted) continue
      if (!isKafkaError(outcome.error)) throw outcome.error

      failures += 1
      const error = explainKafkaError(outcome.error, config)
      if (error.code === 'refused' && (!everJoined || failures > REFUSALS_BORNE)) throw error
      sayOnce('failure', error.message)
      await pause(Math.min(LONGEST_PAUSE_MS, 250 * 2 ** failures))
    }
  }

  function pause(ms: number): Promise<void> {
    return sleep(ms, undefined, { signal: stopping.signal }).catch(() => {})
  }

  return {
    run(groups, handler) {
      running = read(groups, handler)
      return running
    },
    async passed(partition, through) {
      session?.passed(partition, through)
    },
    async stop() {
      stopping.abort()
      // whoever called run hears of its failure there
      await running?.catch(() => {})
    },
  }
}

async function countPartitions(admin: Admin, names: string[]): Promise<number> {
  const { topics } = await admin.fetchTopicMetadata({ topics: names })
  return topics.reduce((sum, { partitions }) => sum + partitions.length, 0)
}

async function presentTopics(admin: Admin, groups: readonly TopicGroup[]): Promise<string[]> {
  const known = new Set(await admin.listTopics())
  return [...new Set(groups.flat())].filter(topic => known.has(topic)).sort()
}
