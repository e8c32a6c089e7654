import type { SpoolMessage } from '../../ingest/source/spool/segment.ts'
import { debezium } from './guangdong.ts'
import type { MemoryTopic } from './memoryTopic.ts'

/** One time that a Debezium connector sends a table by a full snapshot. */
export interface SentSnapshot {
  /** When it begins to read the table, by the source's clock: `YYYY-MM-DD HH:mm:ss` in Asia/Shanghai. */
  at: string
  /** Position in the binlog at which it is taken; 0 for a connector that does not say. */
  pos: number
  /** How far the worker's clock, which dates the messages, is ahead of the source's, milliseconds. */
  aheadMs?: number
  /** Rows after which it is broken off; all of them and the last mark by default. */
  upTo?: number
}

/** A member's row as a full snapshot of Debezium's MySQL connector sends it. */
export function snapshotRow(
  id: number,
  mark: string,
  { at, pos, aheadMs = 0 }: SentSnapshot,
  columns: Record<string, unknown> = {},
): SpoolMessage {
  const message = debezium('tb_member', at, { member_id: id, branch_id: 30, ...columns }, 'r')
  const value = JSON.parse(message.value?.toString() ?? '')
  const file = pos === 0 ? '' : 'mysql-bin.000003'
  Object.assign(value.source, { snapshot: mark, file, pos, server_id: 0, gtid: null })
  return { ...message, timestamp: message.timestamp + aheadMs, value: Buffer.from(JSON.stringify(value)) }
}

/**
 * Sends a table as Debezium does: the rows in the order of their keys, each into the partition of its key, the first and the
 * last marked. The messages are dated one second after the other.
 */
export function sendSnapshot(
  topic: MemoryTopic,
  partitions: number,
  ids: readonly number[],
  sent: SentSnapshot,
): void {
  const sorted = [...ids].sort((a, b) => a - b)
  for (const [i, id] of sorted.slice(0, sent.upTo ?? sorted.length).entries()) {
    const isLast = i === sorted.length - 1
    const mark = isLast ? 'last_in_data_collection' : i === 0 ? 'first_in_data_collection' : 'true'
    topic.write(id % partitions, snapshotRow(id, mark, { ...sent, aheadMs: (sent.aheadMs ?? 0) + i * 1_000 }))
  }
}
