import type { SpoolMessage } from '../../../ingest/source/spool/segment.ts'
import { debezium } from './guangdong.ts'

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
  /** It is the first of the tables that the connector reads. */
  isFirstTable?: boolean
}

/** A row, by default of a member, as a full snapshot of Debezium's MySQL connector sends it. */
export function snapshotRow(
  id: number,
  mark: string,
  { at, pos, aheadMs = 0 }: SentSnapshot,
  columns: Record<string, unknown> = {},
  table: 'tb_member' | 'tb_org' = 'tb_member',
): SpoolMessage {
  const key = table === 'tb_org' ? { org_id: id } : { member_id: id, branch_id: 30 }
  const message = debezium(table, at, { ...key, ...columns }, 'r')
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
  topic: { write(partition: number, message: SpoolMessage): void },
  partitions: number,
  ids: readonly number[],
  sent: SentSnapshot,
): void {
  const sorted = [...ids].sort((a, b) => a - b)
  for (const [i, id] of sorted.slice(0, sent.upTo ?? sorted.length).entries()) {
    const isLast = i === sorted.length - 1
    const mark = isLast
      ? 'last_in_data_collection'
      : i > 0
        ? 'true'
        : sent.isFirstTable
          ? 'first'
          : 'first_in_data_collection'
    topic.write(id % partitions, snapshotRow(id, mark, { ...sent, aheadMs: (sent.aheadMs ?? 0) + i * 1_000 }))
  }
}
