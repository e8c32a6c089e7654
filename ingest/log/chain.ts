import { setTimeout as delay } from 'node:timers/promises'
import type { ClickHouseClient } from '@clickhouse/client'
import type { Entity } from '../../warehouse/catalogue/entities.ts'
import type { LineBuffer } from '../../warehouse/platform/clickhouse/lineBuffer.ts'
import type { Log } from '../../warehouse/platform/log.ts'
import { logColumns, SEAL } from './encode.ts'

/** Head of a log's chain: the number of its last batch and the position (next offset) of every source. */
export interface Head {
  batch: bigint
  positions: Map<string, bigint>
}

/** A rebuild must swap well within this time of its seal; one that died in between holds nobody up for longer. */
export const SEAL_MS = 20_000
const SEAL_POLL_MS = 200

/** One INSERT must stay one block, and one block one part. */
const ONE_BLOCK = {
  max_block_size: '2000000',
  max_insert_block_size: '2000000',
  min_insert_block_size_rows: '2000000',
  min_insert_block_size_bytes: '1000000000',
  max_insert_threads: '1',
  input_format_parallel_parsing: 0,
  async_insert: 0,
} as const

/** The batches of one log, one after the other: each number is written by one writer, whole or not at all. */
export class Chain {
  private readonly columns: string
  private readonly structure: string

  constructor(
    private readonly client: ClickHouseClient,
    entity: Entity,
    private readonly table: string,
    private readonly log: Log,
  ) {
    const columns = logColumns(entity)
    this.columns = columns.map(column => column.name).join(', ')
    this.structure = columns.map(column => `${column.name} ${column.type}`).join(', ')
  }

  /** The head as the log has it now. */
  async readHead(): Promise<Head> {
    const [row] = await this.select<{ batch: string; positions: Record<string, string> }>(
      `select toString(max(batch)) as batch, maxMap(watermark) as positions from ${this.table}`,
    )
    const positions = Object.entries(row?.positions ?? {}).map(
      ([source, position]) => [source, BigInt(position)] as const,
    )
    return { batch: BigInt(row?.batch ?? 0), positions: new Map(positions) }
  }

  /** The head once no seal stands there: the table was exchanged, or the rebuild behind the seal is dead. */
  async unsealedHead(sealMs: number): Promise<Head> {
    let waitedFor = -1n
    let since = 0
    for (;;) {
      const head = await this.readHead()
      // a seal is a batch
      if (head.batch === 0n) return head
      const [seal] = await this.select<{ age: string }>(
        `select dateDiff('millisecond', changed_at, now64(3)) as age from ${this.table} where ev = 0 and system = 0 and id = 0 and ver = {batch:UInt64} and source = '${SEAL}'`,
        { batch: String(head.batch) },
      )
      if (!seal || Number(seal.age) >= sealMs) return head
      if (head.batch !== waitedFor) {
        this.log.info({ log: this.table, batch: String(head.batch) }, 'the log is being exchanged, waiting')
        waitedFor = head.batch
        since = Date.now()
      }
      // the clock that dated the seal may be ahead of the server's
      if (Date.now() - since >= sealMs) return head
      await delay(SEAL_POLL_MS)
    }
  }

  /**
   * Writes the lines of batch `batch` if `expected` is still the last one. True when they are in the log, false when
   * another writer's batch has its number. Throws when it cannot be known yet: the head tells then.
   */
  async commit(expected: bigint, batch: bigint, lines: LineBuffer, writer: bigint): Promise<boolean> {
    // A token that is known although its part is not (a kill between the two) swallows the block: only then the next one.
    for (let attempt = 1; ; attempt++) {
      const token = `${this.table}:${batch}${attempt > 1 ? `/${attempt}` : ''}`
      await this.insert(expected, lines, token)
      const [row] = await this.select<{ writer: string }>(
        `select toString(writer) as writer from ${this.table} where ev = 0 and system = 0 and id = 0 and ver = {batch:UInt64}`,
        { batch: String(batch) },
      )
      if (row) return row.writer === String(writer)
      const now = await this.readHead()
      if (now.batch !== expected) return false
      this.log.warn(
        { log: this.table, batch: String(batch), token },
        'the insert left no trace; repeating it under the next token',
      )
    }
  }

  private async insert(expected: bigint, lines: LineBuffer, token: string): Promise<void> {
    await lines.insert(this.client, {
      query: `insert into ${this.table} (${this.columns}) select ${this.columns} from input({structure:String}) where (select max(batch) from ${this.table}) = {expected:UInt64} format JSONCompactEachRow`,
      query_params: { structure: this.structure, expected: String(expected) },
      clickhouse_settings: { ...ONE_BLOCK, insert_deduplicate: 1, insert_deduplication_token: token },
    })
  }

  private async select<T>(query: string, params: Record<string, unknown> = {}): Promise<T[]> {
    const result = await this.client.query({ query, query_params: params, format: 'JSONEachRow' })
    return result.json<T>()
  }
}
