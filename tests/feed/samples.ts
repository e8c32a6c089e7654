import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { TopicMessage } from './topics.ts'

/** Tables of which every kind of message is kept, without the prefix of their names; of the others one row of a snapshot is. */
const IN_FULL = /member$|dues_payment$|activity_checkin$/

const SAMPLED: ReadonlySet<string> = new Set([
  'snapshot true',
  'snapshot true, another day in China',
  'heartbeat',
])
/** A time in UTC that is on the next day in China. */
const NIGHT = /T(1[6-9]|2[0-3]):\d\d:\d\d(\.\d+)?Z/

/**
 * Keeps a few messages of each kind, for tests of the decoder: snapshot rows by their mark, changes, rows marked as deleted, the messages of a
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
    const isKept = SAMPLED.has(kind) || IN_FULL.test(message.topic)
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
  if (/"is_deleted":(true|1)\b/.test(value)) return 'marked as deleted'
  if (op === 'r') return `snapshot ${snapshot}${NIGHT.test(value) ? ', another day in China' : ''}`
  if (headers.includes('__debezium.newkey')) return 'key left'
  if (headers.includes('__debezium.oldkey')) return 'key taken'
  const change = { c: 'insert', u: 'update', d: 'deletion', t: 'truncate' }[op] ?? op
  return snapshot === 'false' ? change : `${change}, called one of a snapshot`
}
