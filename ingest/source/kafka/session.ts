import { setTimeout as sleep } from 'node:timers/promises'
import type { Admin, Consumer, Kafka } from 'kafkajs'
import { describeError } from '../../../warehouse/platform/errors.ts'
import type { Log } from '../../../warehouse/platform/log.ts'
import type { Extent, Partition, SourceHandler, TopicGroup } from '../port.ts'
import { createGroupAssigner } from './assigner.ts'
import { Assignment } from './assignment.ts'
import { RETRY } from './client.ts'
import { createCommitter } from './committer.ts'
import { readExtents } from './extents.ts'
import { toFetched } from './messages.ts'
import type { Feed, Trouble } from './reading.ts'
import { type KafkaTuning, shareOf } from './tuning.ts'

/** How a session ended: told to, because the list of topics changed, or by trouble. */
export type Outcome = { kind: 'stopped' } | { kind: 'changed' } | Trouble

export interface SessionOptions {
  client: Kafka
  admin: Admin
  group: string
  cluster: string
  groups: readonly TopicGroup[]
  /** The topics of the groups that exist. */
  topics: string[]
  /** How many partitions they have. */
  partitions: number
  handler: SourceHandler
  tuning: KafkaTuning
  log: Log
  /** Tells whether topics appeared or vanished since. */
  topicsChanged(): Promise<boolean>
  joined(): void
}

export interface Session {
  run(stop: AbortSignal): Promise<Outcome>
  passed(partition: Partition, through: bigint): void
}

/** A broker that is gone must not hold up our end. */
const LEAVE_LIMIT_MS = 15_000

/** One life of a consumer: joins the group, reads until it is stopped or something goes wrong, leaves. */
export function openSession(options: SessionOptions): Session {
  const { client, admin, handler, tuning, log } = options
  const over = new AbortController()
  let finish: (how: Outcome) => void = () => {}
  const outcome = new Promise<Outcome>(resolve => {
    finish = how => {
      over.abort()
      resolve(how)
    }
  })

  const consumer = client.consumer({
    groupId: options.group,
    partitionAssigners: [createGroupAssigner(options.groups)],
    sessionTimeout: tuning.sessionMs,
    rebalanceTimeout: tuning.sessionMs,
    heartbeatInterval: tuning.heartbeatMs,
    metadataMaxAge: tuning.upkeepMs,
    maxWaitTimeInMs: tuning.fetchWaitMs,
    maxBytesPerPartition: shareOf(tuning, options.partitions),
    maxBytes: tuning.fetchBytes,
    allowAutoTopicCreation: false,
    // the source's own loop starts again, because it also looks at the topics anew and explains what is wrong
    retry: { ...RETRY, restartOnFailure: async () => false },
  })
  const feed = feedOf(consumer, admin, over.signal)
  let current: Assignment | undefined
  let turn: Promise<void> = Promise.resolve()
  const committer = createCommitter(consumer, partition => current?.owns(partition) ?? false, log)

  consumer.on(consumer.events.CRASH, ({ payload }) => finish({ kind: 'lost', error: payload.error }))
  consumer.on(consumer.events.REBALANCING, () => {
    // before the group has settled, so that the next owner finds as little in flight as possible
    void current?.end()
  })
  consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
    const partitions = Object.entries(payload.memberAssignment).flatMap(([topic, ids]) =>
      ids.map((partition): Partition => ({ kind: 'kafka', cluster: options.cluster, topic, partition })),
    )
    const ended = current?.end()
    const next = new Assignment(partitions, feed, handler, tuning.graceMs, trouble => finish(trouble))
    current = next
    turn = turn.then(() => ended).then(() => next.begin())
    options.joined()
    log.info(
      { group: options.group, member: payload.memberId, partitions: partitions.length },
      'joined the group',
    )
  })
  consumer.on(consumer.events.START_BATCH_PROCESS, ({ payload }) => {
    if (payload.batchSize > 0) return
    const last = BigInt(payload.lastOffset)
    // no first offset: all that came lies before the position, which kafkajs then moves on by one
    const first = payload.firstOffset === null ? last : BigInt(payload.firstOffset)
    current?.skipped({ topic: payload.topic, partition: payload.partition, first, last })
  })

  async function upkeep(): Promise<void> {
    while (await rest(tuning.upkeepMs, over.signal)) {
      try {
        if (await options.topicsChanged()) return finish({ kind: 'changed' })
        await current?.refresh()
      } catch (error) {
        // the consumer meets the same trouble and ends the session if it lasts
        log.debug({ error: describeError(error) }, 'ends of the partitions not read')
      }
    }
  }

  async function commits(): Promise<void> {
    while (await rest(tuning.commitMs, over.signal)) await committer.flush()
  }

  return {
    passed: (partition, through) => committer.passed(partition, through),

    async run(stop) {
      const stopped = () => finish({ kind: 'stopped' })
      stop.addEventListener('abort', stopped, { once: true })
      if (stop.aborted) stopped()
      void upkeep()
      void commits()
      try {
        await consumer.connect()
        await consumer.subscribe({ topics: options.topics, fromBeginning: true })
        await consumer.run({
          autoCommit: false,
          // only hands batches over, so many at a time cost little and one slow log does not hold up the rest
          partitionsConsumedConcurrently: 32,
          eachBatch: async ({ batch }) => current?.take(toFetched(batch)),
        })
      } catch (error) {
        finish({ kind: 'lost', error })
      }

      const how = await outcome
      stop.removeEventListener('abort', stopped)
      // 1 take nothing more, and let the handler store what it holds
      const ended = current?.end()
      await turn
      await ended
      // 2 say how far that was, while we are still a member
      await committer.flush(true)
      // 3 leave, so that the others need not wait for our silence to be noticed
      await Promise.race([
        consumer.disconnect().catch(() => {}),
        sleep(LEAVE_LIMIT_MS, undefined, { ref: false }),
      ])
      return how
    },
  }
}

function feedOf(consumer: Consumer, admin: Admin, over: AbortSignal): Feed {
  // kafkajs throws when its consumer has just ended; then there is nothing left to steer
  const steer = (action: () => void) => {
    try {
      action()
    } catch (error) {
      if (!(error instanceof Error && error.name === 'KafkaJSNonRetriableError')) throw error
    }
  }
  return {
    pause: ({ topic, partition }) => steer(() => consumer.pause([{ topic, partitions: [partition] }])),
    resume: ({ topic, partition }) => steer(() => consumer.resume([{ topic, partitions: [partition] }])),
    seek: ({ topic, partition }, offset) =>
      steer(() => consumer.seek({ topic, partition, offset: offset.toString() })),
    extents: (topic, partitions): Promise<Map<number, Extent>> => readExtents(admin, topic, partitions, over),
  }
}

/** Resolves false, at once, when it is over. */
async function rest(ms: number, over: AbortSignal): Promise<boolean> {
  try {
    await sleep(ms, undefined, { signal: over, ref: false })
    return true
  } catch {
    return false
  }
}
