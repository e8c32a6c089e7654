import type { ClickHouseClient } from '@clickhouse/client'
import { TuanshuError } from '../../warehouse/errors.ts'

/** A source table, as the epochs count it. */
export interface SourceTable {
  system: string
  table: string
}

/** Epochs are 8 bits of the version. */
const LAST_EPOCH = 255

interface Taken {
  system: string
  table: string
  stream: string
  epoch: number
}

/**
 * The incarnations of the streams, kept in the warehouse. A stream (`<kind>:<cluster>/<topic>`) that is new to the tables
 * it feeds takes an epoch above all that they have had, so that what it says is always later.
 */
export class EpochBook {
  /** Ends when the epochs that this process is taking are taken: side by side, each would make all others begin again. */
  private taking: Promise<unknown> = Promise.resolve()

  constructor(private readonly client: ClickHouseClient) {}

  /** Epoch of a stream; taken now if it has none for these tables. */
  async epochOf(stream: string, tables: readonly SourceTable[]): Promise<number> {
    const { rows } = await this.read(tables)
    const known = epochIn(rows, stream, tables)
    if (known !== null) return known
    const taken = this.taking.then(() => this.takeFirst(stream, tables))
    this.taking = taken.catch(() => undefined)
    return taken
  }

  private async takeFirst(stream: string, tables: readonly SourceTable[]): Promise<number> {
    for (;;) {
      const { n, rows } = await this.read(tables)
      const known = epochIn(rows, stream, tables)
      if (known !== null) return known
      const taken = await this.take(n, stream, tables, rows, 'first use')
      if (taken !== null) return taken
    }
  }

  /**
   * Begins a new incarnation of a stream: its positions start anew and everything it says from now on is later than
   * before. For a topic that was re-created, or a full snapshot that is sent again.
   */
  async renew(stream: string, tables: readonly SourceTable[], reason: string): Promise<number> {
    for (;;) {
      const { n, rows } = await this.read(tables)
      const next = await this.take(n, stream, tables, rows, reason)
      if (next !== null) return next
    }
  }

  private async read(tables: readonly SourceTable[]): Promise<{ n: bigint; rows: Taken[] }> {
    const head = await this.client.query({
      query: 'select toString(max(n)) as n from ops.sys_source_epoch',
      format: 'JSONEachRow',
    })
    const [first] = await head.json<{ n: string }>()
    const result = await this.client.query({
      query: 'select system, table, stream, epoch from ops.sys_source_epoch where n <= {n:UInt64}',
      query_params: { n: first?.n ?? '0' },
      format: 'JSONEachRow',
    })
    const rows = await result.json<Taken>()
    return { n: BigInt(first?.n ?? 0), rows: rows.filter(row => tables.some(table => isTable(row, table))) }
  }

  /** Compare-and-set: the new epoch, or null when another process was faster. */
  private async take(
    n: bigint,
    stream: string,
    tables: readonly SourceTable[],
    rows: readonly Taken[],
    reason: string,
  ): Promise<number | null> {
    const epoch = Math.max(0, ...rows.map(row => row.epoch)) + 1
    if (epoch > LAST_EPOCH)
      throw new TuanshuError(
        'conflict',
        `stream ${stream} would need epoch ${epoch}, but there are ${LAST_EPOCH}: rebuild the tables it feeds in an empty warehouse`,
      )
    const next = String(n + 1n)
    for (let attempt = 1; ; attempt++) {
      await this.client.command({
        query: `insert into ops.sys_source_epoch (n, system, table, stream, epoch, reason)
          select {next:UInt64}, one.1, one.2, {stream:String}, {epoch:UInt8}, {reason:String}
          from (select arrayJoin(arrayZip({systems:Array(String)}, {tables:Array(String)})) as one)
          where (select max(n) from ops.sys_source_epoch) = {n:UInt64}`,
        query_params: {
          n: String(n),
          next,
          stream,
          epoch,
          reason,
          systems: tables.map(table => table.system),
          tables: tables.map(table => table.table),
        },
        // the token of a part that was never finished (killed in between) is taken: the next attempt has another
        clickhouse_settings: {
          insert_deduplication_token: `ops.sys_source_epoch:${next}${attempt > 1 ? `/${attempt}` : ''}`,
        },
      })
      const written = await this.client.query({
        query: 'select stream, epoch from ops.sys_source_epoch where n = {next:UInt64} limit 1',
        query_params: { next },
        format: 'JSONEachRow',
      })
      const [row] = await written.json<{ stream: string; epoch: number }>()
      if (row) return row.stream === stream && row.epoch === epoch ? epoch : null
    }
  }
}

/** The epoch that a stream has for all of these tables. */
function epochIn(rows: readonly Taken[], stream: string, tables: readonly SourceTable[]): number | null {
  const own = rows.filter(row => row.stream === stream)
  const current = Math.max(0, ...own.map(row => row.epoch))
  const covers = tables.every(table => own.some(row => row.epoch === current && isTable(row, table)))
  return current > 0 && covers ? current : null
}

function isTable(row: Taken, table: SourceTable): boolean {
  return row.system === table.system && row.table === table.table
}

/** All streams that were ever read, newest first. */
export async function listStreams(
  client: ClickHouseClient,
): Promise<(Taken & { reason: string; taken_at: string })[]> {
  const result = await client.query({
    query:
      'select system, table, stream, epoch, reason, toString(taken_at) as taken_at from ops.sys_source_epoch order by n desc, system, table',
    format: 'JSONEachRow',
  })
  return result.json()
}
