/** What both connectors have in common. */
export const COMMON_SETTINGS: Readonly<Record<string, string>> = {
  'tasks.max': '1',
  // an amount of money as text: the default is bytes that nobody can read without their schema
  'decimal.handling.mode': 'string',
  'tombstones.on.delete': 'true',
  // the default leaves TRUNCATE out, and nobody would know of it
  'skipped.operations': 'none',
  'heartbeat.interval.ms': '5000',
  'topic.creation.default.partitions': '3',
  'topic.creation.default.replication.factor': '1',
  'signal.enabled.channels': 'source',
  // small pieces: a table can be broken off in its middle
  'max.batch.size': '256',
  'max.queue.size': '512',
  'poll.interval.ms': '100',
  'incremental.snapshot.chunk.size': '512',
}

/** The JSON of a signal that has tables sent once more. */
export function snapshotData(kind: string, collections: readonly string[]): string {
  return JSON.stringify({ type: kind, 'data-collections': collections })
}
