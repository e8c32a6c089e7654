import { createKafkaSource } from '../../../ingest/source/kafka/source.ts'
import type { KafkaTuning } from '../../../ingest/source/kafka/tuning.ts'
import type { Extent, Partition, Source, SourceHandler, TopicGroup } from '../../../ingest/source/port.ts'
import type { Config } from '../../../warehouse/platform/config.ts'
import { createLog } from '../../../warehouse/platform/log.ts'

/** Times that keep tests short; a session long enough for a busy machine. */
export const QUICK: Partial<KafkaTuning> = {
  sessionMs: 6000,
  heartbeatMs: 300,
  fetchWaitMs: 100,
  upkeepMs: 300,
  commitMs: 200,
}

export interface Taken {
  name: string
  offset: bigint
  value: string
}

export interface Recorder {
  source: Source
  /** Settles as `Source.run` does. */
  done: Promise<void>
  taken: Taken[]
  /** `topic/partition` → where the next message is expected. */
  positions: Map<string, bigint>
  extents: Map<string, Extent>
  /** `topic/partition` now held. */
  held: Set<string>
  partitions: Map<string, Partition>
  /** How often partitions were taken away. */
  revocations: number
  /** Broken rules of the port; must stay empty. */
  faults: string[]
}

export interface RecorderOptions {
  start?(partition: Partition, extent: Extent): bigint | Promise<bigint>
  /** Stands for the warehouse when several members read: how far each partition is stored, whoever read it. */
  positions?: Map<string, bigint>
  /** Called before a batch counts as taken; a slow one is back-pressure. */
  slow?(name: string): Promise<void>
  /** As `SourceHandler.room`; always some by default. */
  room?(): Promise<void> | undefined
  tuning?: Partial<KafkaTuning>
}

/** Reads topic groups by a Kafka source, writes down all that it hands over and checks the rules of the port. */
export function record(
  config: Config,
  groups: readonly TopicGroup[],
  options: RecorderOptions = {},
): Recorder {
  const source = createKafkaSource(config, createLog('test'), { ...QUICK, ...options.tuning })
  const busy = new Set<string>()
  const recorder: Recorder = {
    source,
    done: Promise.resolve(),
    taken: [],
    positions: options.positions ?? new Map(),
    extents: new Map(),
    held: new Set(),
    partitions: new Map(),
    revocations: 0,
    faults: [],
  }
  const { taken, positions, held, faults } = recorder
  const handler: SourceHandler = {
    async assigned(partition, extent) {
      const name = nameOf(partition)
      if (held.has(name)) faults.push(`${name} assigned twice`)
      const start = await (options.start?.(partition, extent) ?? positions.get(name) ?? extent.low)
      held.add(name)
      recorder.partitions.set(name, partition)
      positions.set(name, start)
      return start
    },
    room: () => options.room?.(),
    async messages(partition, messages, through) {
      const name = nameOf(partition)
      if (!held.has(name)) faults.push(`${name} read while not held`)
      if (busy.has(name)) faults.push(`${name} handed over while busy`)
      const position = positions.get(name) ?? 0n
      const first = messages.at(0)?.offset ?? through
      if (first < position) faults.push(`${name} went back from ${position} to ${first}`)
      if (messages.some(({ offset }) => offset >= through))
        faults.push(`${name} has messages beyond ${through}`)
      busy.add(name)
      await options.slow?.(name)
      busy.delete(name)
      // what was taken away while waiting counts as not taken: the next owner begins where we had ended
      if (!held.has(name)) return
      for (const { offset, value } of messages) taken.push({ name, offset, value: value?.toString() ?? '' })
      positions.set(name, through)
      await source.passed(partition, through)
    },
    extent(partition, extent) {
      recorder.extents.set(nameOf(partition), extent)
    },
    async revoked(partitions) {
      recorder.revocations += 1
      for (const partition of partitions) held.delete(nameOf(partition))
    },
  }
  recorder.done = source.run(groups, handler)
  // whoever stops the recorder awaits `done`; until then a failure must not end the run of all tests
  recorder.done.catch(() => {})
  return recorder
}

export function nameOf({ topic, partition }: { topic: string; partition: number }): string {
  return `${topic}/${partition}`
}

/** The values of one partition, in the order they came. */
export function valuesOf(recorder: Recorder, name: string): string[] {
  return recorder.taken.filter(one => one.name === name).map(one => one.value)
}
