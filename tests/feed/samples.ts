import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { TopicMessage } from './topics.ts'

/** Tables of which every kind of message is kept, without the prefix of their names; of the others one row of a snapshot is. */
const IN_FULL = /member$|dues_payment$|activity_checkin$/

/**
 * Keeps a few messages of each kind, for tests of the decoder: snapshot rows by their mark, changes, the messages of a
 * changed key, tombstones, an emptied table, an incremental snapshot, a heartbeat. A line of the file is one message.
 */
export async function writeSamples(
  dir: string,
  system: string,
  messages: readonly TopicMessage[],
): Promise<void> {
  const kept = new Map<string, TopicMessage>()
  for (const message of messages) {
    const kind = kindOf(message)
    const isKept = kind === 'snapshot true' || kind === 'heartbeat' || IN_FULL.test(message.topic)
    if (isKept && !kept.has(`${message.topic} ${kind}`)) kept.set(`${message.topic} ${kind}`, message)
  }
  const lines = [...kept].map(([key, message]) =>
    JSON.stringify({ kind: key.slice(key.indexOf(' ') + 1), ...message, headers: undefined }),
  )
  await mkdir(dir, { recursive: true })
  await writeFile(path.join(dir, `${system}.ndjson`), `${lines.join('\n')}\n`)
}

function kindOf({ value, headers }: TopicMessage): string {
  if (value === null) return 'tombstone'
  const op = /"op":"(\w)"/.exec(value)?.[1]
  const snapshot = /"snapshot":"(\w+)"/.exec(value)?.[1]
  if (op === undefined) return 'heartbeat'
  if (op === 'r') return `snapshot ${snapshot}`
  if (headers.includes('__debezium.newkey')) return 'key left'
  if (headers.includes('__debezium.oldkey')) return 'key taken'
  return { c: 'insert', u: 'update', d: 'deletion', t: 'truncate' }[op] ?? op
}
