import { randomUUID } from 'node:crypto'
import type { ClickHouseClient } from '@clickhouse/client'
import { compareAndSet } from '../../warehouse/platform/clickhouse/compareAndSet.ts'
import { TuanshuError } from '../../warehouse/platform/errors.ts'

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
  partitions: number
  starts: string[]
}

const COLUMNS = [
  { name: 'system', type: 'String', stored: 'system' },
  { name: 'table', type: 'String', stored: 'table' },
  { name: 'stream', type: 'String', stored: 'stream' },
  { name: 'epoch', type: 'UInt8', stored: 'epoch' },
  { name: 'reason', type: 'String', stored: 'reason' },
  { name: 'partitions', type: 'UInt16', stored: 'partitions' },
  { name: 'starts', type: 'Array(UInt64)', stored: 'starts' },
]

/** One epoch of a stream. */
export interface Incarnation {
  epoch: number
  /** Partitions of the topic; those that are added later belong to a later one. */
  partitions: number
  /** Where it begins in each of the partitions that the epoch before it had; empty when the stream began anew. */
  starts: readonly bigint[]
}

/**
 * The incarnations of the streams, kept in the warehouse. A stream (`<kind>:<cluster>/<topic>`) that is new to the tables
 * it feeds takes an epoch above all that they have had, so that what it says is always later.
 */
export class EpochBook {
  /** Ends when the epochs that this process is taking are taken: side by side, each would make all others begin again. */
  private taking: Promise<unknown> = Promise.resolve()

  constructor(private readonly client: ClickHouseClient) {}

  /**
   * The epochs of a stream since it last began anew, oldest first; one is taken now if the tables have none of it, or if
   * partitions were added to the topic. `ends` are the ends of all its partitions as of now.
   */
  async incarnations(
    stream: string,
    tables: readonly SourceTable[],
    ends: ReadonlyMap<number, bigint>,
  ): Promise<Incarnation[]> {
    const { rows } = await this.read(tables)
    const known = incarnationsIn(rows, stream, tables)
    if (!lackOf(known, rows, ends)) return known
    const taken = this.taking.then(() => this.takeLacking(stream, tables, ends))
    this.taking = taken.catch(() => undefined)
    return taken
  }

  private async takeLacking(
    stream: string,
    tables: readonly SourceTable[],
    ends: ReadonlyMap<number, bigint>,
  ): Promise<Incarnation[]> {
    for (;;) {
      const { n, rows } = await this.read(tables)
      const known = incarnationsIn(rows, stream, tables)
      const lack = lackOf(known, rows, ends)
      if (!lack) return known
      const { epoch, starts, reason } = lack
      await this.take(n, stream, tables, { epoch, partitions: partitionsIn(ends), starts }, reason)
    }
  }

  /**
   * Begins a new incarnation of a stream: its positions start anew and everything it says from now on is later than
   * before. For a topic that was re-created, or a full snapshot that is sent again.
   */
  async renew(stream: string, tables: readonly SourceTable[], reason: string): Promise<number> {
    for (;;) {
      const { n, rows } = await this.read(tables)
      const epoch = nextEpoch(rows)
      if (await this.take(n, stream, tables, { epoch, partitions: 0, starts: [] }, reason)) return epoch
    }
  }

  private async read(tables: readonly SourceTable[]): Promise<{ n: number; rows: Taken[] }> {
    const head = await this.client.query({
      query: 'select toString(max(n)) as n from ops.sys_source_epoch',
      format: 'JSONEachRow',
    })
    const [first] = await head.json<{ n: string }>()
    const result = await this.client.query({
      query:
        'select system, table, stream, epoch, partitions, arrayMap(start -> toString(start), starts) as starts from ops.sys_source_epoch where n <= {n:UInt64} order by n',
      query_params: { n: first?.n ?? '0' },
      format: 'JSONEachRow',
    })
    const rows = await result.json<Taken>()
    return { n: Number(first?.n ?? 0), rows: rows.filter(row => tables.some(table => isTable(row, table))) }
  }

  /** False when another process was faster. */
  private async take(
    n: number,
    stream: string,
    tables: readonly SourceTable[],
    { epoch, partitions, starts }: Incarnation,
    reason: string,
  ): Promise<boolean> {
    if (epoch > LAST_EPOCH)
      throw new TuanshuError(
        'conflict',
        `stream ${stream} would need epoch ${epoch}, but there are ${LAST_EPOCH}: rebuild the tables it feeds in an empty warehouse`,
      )
    return compareAndSet(this.client, {
      table: 'sys_source_epoch',
      number: 'n',
      after: n,
      columns: COLUMNS,
      rows: tables.map(({ system, table }) => [
        system,
        table,
        stream,
        epoch,
        reason,
        partitions,
        starts.map(String),
      ]),
      writer: { column: 'writer', value: randomUUID() },
    })
  }
}

/** What has to be taken before the known epochs of a stream are enough for its partitions. */
function lackOf(
  known: readonly Incarnation[],
  rows: readonly Taken[],
  ends: ReadonlyMap<number, bigint>,
): (Pick<Incarnation, 'epoch' | 'starts'> & { reason: string }) | null {
  const current = known.at(-1)
  if (!current) return { epoch: nextEpoch(rows), starts: [], reason: 'first use' }
  if (current.partitions === 0)
    return { epoch: current.epoch, starts: current.starts, reason: 'partitions counted' }
  const partitions = partitionsIn(ends)
  if (partitions <= current.partitions) return null
  const starts = Array.from({ length: current.partitions }, (_, partition) => ends.get(partition) ?? 0n)
  const reason = `partitions added: ${current.partitions} to ${partitions}`
  return { epoch: nextEpoch(rows), starts, reason }
}

/** Partitions of a topic, counted by the highest: the end of one may be missing for a moment. */
function partitionsIn(ends: ReadonlyMap<number, bigint>): number {
  return Math.max(0, ...ends.keys()) + 1
}

function nextEpoch(rows: readonly Taken[]): number {
  return Math.max(0, ...rows.map(row => row.epoch)) + 1
}

/** What is known of a stream since it last began anew; nothing when its newest epoch does not count for all the tables. */
function incarnationsIn(
  rows: readonly Taken[],
  stream: string,
  tables: readonly SourceTable[],
): Incarnation[] {
  const known = new Map<number, Incarnation>()
  const ours = rows.filter(row => row.stream === stream)
  for (const { epoch, partitions, starts } of ours)
    known.set(epoch, { epoch, partitions, starts: starts.map(BigInt) })
  const all = [...known.values()].sort((a, b) => a.epoch - b.epoch)
  const current = all.at(-1)?.epoch
  const covers = tables.every(table => ours.some(row => row.epoch === current && isTable(row, table)))
  if (!covers) return []
  const anew = all.findLastIndex(({ starts }) => starts.length === 0)
  return all.slice(Math.max(0, anew))
}

function isTable(row: Taken, table: SourceTable): boolean {
  return row.system === table.system && row.table === table.table
}

export interface ListedStream {
  system: string
  table: string
  stream: string
  epoch: number
  /** Partitions of the topic; 0 when nobody has counted them yet. */
  partitions: number
  reason: string
  taken_at: string
}

/** All streams that were ever read, newest first. */
export async function listStreams(client: ClickHouseClient): Promise<ListedStream[]> {
  const result = await client.query({
    query: `select system, table, stream, epoch, max(sys_source_epoch.partitions) as partitions, argMin(sys_source_epoch.reason, n) as reason, toString(min(sys_source_epoch.taken_at)) as taken_at
      from ops.sys_source_epoch group by system, table, stream, epoch order by max(n) desc, system, table`,
    format: 'JSONEachRow',
  })
  return result.json()
}
