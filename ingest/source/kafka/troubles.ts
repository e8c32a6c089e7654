import { TuanshuError } from '../../../warehouse/platform/errors.ts'
import { type Partition, partitionName } from '../port.ts'
import type { Reading } from './reading.ts'
import type { Unreadable } from './recordBatches.ts'

const ADVICE: Readonly<Record<Unreadable['kind'], string>> = {
  damaged:
    'The segment on the disk of the broker is broken, or the network between damages what it carries. Let a replica that is whole lead the partition (kafka-leader-election.sh), or restore the segment',
  codec:
    'Set compression.type of the producer, or of the topic, to gzip, snappy, lz4, zstd or none, and let the source send these changes again',
  content: 'Its producer wrote it wrong: correct the producer, and let the source send these changes again',
}

/**
 * What to do about a batch that cannot be read. It is a `gap`: its changes are not known, so going on behind it would
 * lose them in silence.
 */
export function unreadable(
  { topic, partition }: Pick<Partition, 'topic' | 'partition'>,
  { first, last, kind, reason }: Unreadable,
): TuanshuError {
  return new TuanshuError(
    'gap',
    `topic ${topic}, partition ${partition}: the batch of offsets ${first} to ${last} cannot be read: ${reason}. ${ADVICE[kind]}. If that cannot be done: delete the records before offset ${last + 1n} (kafka-delete-records.sh), take a new snapshot of the source, and run "npm run sources -- renew ${topic}"`,
  )
}

/** The stream no longer holds what must be read next, or ends before it. */
export function gap(partition: Partition, finding: string): TuanshuError {
  return new TuanshuError(
    'gap',
    `${partitionName(partition)} ${finding}. Changes were deleted before they were read (retention), or the topic was re-created. Restore them, or take a new snapshot at the source.`,
  )
}

/** The client gives nothing although there is something. */
export function stuck({ partition, position, next }: Reading): TuanshuError {
  return new TuanshuError(
    'unavailable',
    `${partitionName(partition)} holds messages up to offset ${next}, but the client has given none since ${position}: reading begins anew`,
  )
}
