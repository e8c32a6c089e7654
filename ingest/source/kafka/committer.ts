import type { Consumer } from 'kafkajs'
import { describeError } from '../../../warehouse/platform/errors.ts'
import type { Log } from '../../../warehouse/platform/log.ts'
import type { Partition } from '../port.ts'

/**
 * Commits how far partitions are stored, now and then. Nothing reads from a commit: it serves the lag displays of
 * Kafka's own tools, so a commit that fails is only a debug line.
 */
export function createCommitter(consumer: Consumer, owns: (partition: Partition) => boolean, log: Log) {
  const waiting = new Map<string, { partition: Partition; through: bigint }>()
  return {
    passed(partition: Partition, through: bigint): void {
      waiting.set(`${partition.topic}/${partition.partition}`, { partition, through })
    },

    /** Commits what is waiting and still ours. `leaving` also takes what was ours until now. */
    async flush(leaving = false): Promise<void> {
      const due = [...waiting.values()].filter(({ partition }) => leaving || owns(partition))
      waiting.clear()
      if (due.length === 0) return
      try {
        await consumer.commitOffsets(
          due.map(({ partition, through }) => ({
            topic: partition.topic,
            partition: partition.partition,
            offset: through.toString(),
          })),
        )
      } catch (error) {
        log.debug({ error: describeError(error) }, 'offsets not committed')
      }
    },
  }
}
