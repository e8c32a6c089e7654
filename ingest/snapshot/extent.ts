import type { ClickHouseClient } from '@clickhouse/client'
import { formatInstant, parseInstant } from '../../warehouse/platform/time/day.ts'
import type { Mapping } from '../mapping/mapping.ts'
import type { StoredGeneration } from './book.ts'
import { isPlace } from './generation.ts'
import type { StreamPlace } from './place.ts'

/** Where a snapshot begins in a partition. */
export interface Boundary extends StreamPlace {
  /** Behind the table's last row before the snapshot: a message from there on may be one of the snapshot's. */
  floor: bigint
}

/** What the log holds of a snapshot. */
export interface Extent {
  /** One for each partition that the snapshot's end was noted in. */
  boundaries: Boundary[]
  /** When the source began to read the table, milliseconds since 1970; 0 when not known. */
  from: number
  /** Rows of the snapshot, counted up to two. */
  rows: number
}

/** Offset of a change in its partition; where the commit time stands in `ver`, it stands in `place`. */
export const ROW_OFFSET = 'bitAnd(bitShiftRight(if(place = 0, ver, place), 16), 0xffffffffff)'

type Own = 'position' | 'time' | 'flag' | 'since'

/**
 * Rows of the snapshot among all full snapshots that the epoch holds. Those of one name the same position in the source's
 * log: whatever was deleted behind it comes as a change, so rows that name the same are worth the same. Without it, a row
 * is of this snapshot if the source read it no earlier than the first.
 */
const OWN: Readonly<Record<Own, string>> = {
  position: 'snapshot = 1 and snapshot_of = {position:String}',
  time: "snapshot = 1 and changed_at >= parseDateTime64BestEffort({from:String}, 3, 'Asia/Shanghai')",
  flag: `snapshot = 1 and ${ROW_OFFSET} >= {floors:Array(UInt64)}[known]`,
  since: '0',
}

function ownBy({ began, beganAt, position }: StoredGeneration): Own {
  if (began === 'operator') return beganAt > 0 ? 'since' : 'flag'
  if (position !== '') return 'position'
  return isPlace(began) ? 'time' : 'flag'
}

/**
 * Finds where a snapshot begins in each partition. That is its first row there; in a partition that has none, the first row
 * that the broker took no earlier than the first of the snapshot, or else the end. A snapshot that a person told of, without
 * since when, begins with the first snapshot row behind the one before it, and in partitions without one at the beginning.
 */
export async function extentOf(
  client: ClickHouseClient,
  generation: StoredGeneration,
  mapping: Mapping,
): Promise<Extent> {
  const { ends, after } = generation
  const by = ownBy(generation)
  const floor = new Map(after.map(({ source, offset }) => [source, offset]))
  const began = by === 'time' && generation.beganAt === 0 ? await readAt(client, generation, mapping) : 0
  const params = {
    system: mapping.system.id,
    entity: mapping.entity,
    table: mapping.table,
    sources: ends.map(({ source }) => source),
    floors: ends.map(({ source }) => floor.get(source) ?? 0n),
    position: generation.position,
    from: formatInstant(began || generation.beganAt),
  }
  const own = await ownRows(client, OWN[by], params)
  const found = new Map(own.map(row => [row.source, row]))
  const rows = own.reduce((sum, row) => sum + row.rows, 0)
  if (by === 'flag')
    return {
      from: 0,
      rows,
      boundaries: ends.map(({ source }) => ({
        source,
        offset: BigInt(found.get(source)?.start ?? 0),
        floor: floor.get(source) ?? 0n,
      })),
    }

  const read = own.map(row => parseInstant(row.read_at))
  const from = began || generation.beganAt || Math.min(...read, generation.closedAt)
  const sent = own.flatMap(row => (row.is_sent ? [parseInstant(row.sent_first)] : []))
  const others = await otherRows(client, {
    ...params,
    // a row from before the column says no more than that it was stored later than it was sent
    from: formatInstant(by === 'since' ? 0 : from),
    sent: formatInstant(sent.length > 0 ? Math.min(...sent) : from),
    starts: ends.map(({ source }) => BigInt(found.get(source)?.start ?? 0)),
    is_found: ends.map(({ source }) => (found.has(source) ? 1 : 0)),
  })
  const other = new Map(others.map(row => [row.source, row]))
  return {
    from,
    rows,
    boundaries: ends.map(({ source, offset: end }) => {
      const rest = other.get(source)
      const offset = BigInt(found.get(source)?.start ?? (rest?.is_next ? rest.next : end))
      const behind = BigInt(rest?.floor ?? 0)
      return { source, offset, floor: behind < offset ? behind : offset }
    }),
  }
}

/** When the row with which an older generation began was read. */
async function readAt(
  client: ClickHouseClient,
  { began }: StoredGeneration,
  mapping: Mapping,
): Promise<number> {
  if (!isPlace(began)) return 0
  const result = await client.query({
    query: `select toString(min(changed_at)) as at from ops.ods_change
      where system = {system:UInt8} and entity = {entity:String} and source = {source:String} and ${ROW_OFFSET} = {offset:UInt64}`,
    query_params: {
      system: mapping.system.id,
      entity: mapping.entity,
      source: began.source,
      offset: began.offset,
    },
    format: 'JSONEachRow',
  })
  const [row] = await result.json<{ at: string }>()
  return row ? parseInstant(row.at) : 0
}

interface OwnRow {
  source: string
  start: string
  rows: number
  read_at: string
  sent_first: string
  is_sent: number
}

async function ownRows(
  client: ClickHouseClient,
  own: string,
  params: Record<string, unknown>,
): Promise<OwnRow[]> {
  const result = await client.query({
    query: `with indexOf({sources:Array(String)}, source) as known
      select source, toString(min(${ROW_OFFSET})) as start, toUInt32(uniqUpTo(2)(id)) as rows, toString(min(changed_at)) as read_at,
        toString(minIf(sent_at, toUnixTimestamp64Milli(sent_at) > 0)) as sent_first, toUInt8(max(toUnixTimestamp64Milli(sent_at) > 0)) as is_sent
      from ops.ods_change
      where system = {system:UInt8} and entity = {entity:String} and table = {table:String} and known > 0 and ${own}
      group by source`,
    query_params: params,
    format: 'JSONEachRow',
  })
  return result.json<OwnRow>()
}

interface OtherRow {
  source: string
  next: string
  is_next: number
  floor: string
}

/**
 * Of each partition the first row that may have been sent after the snapshot began, and where the rows before it end. Rows that
 * name the position of another snapshot come before it whatever their time says: it is the clock of the worker that sent them.
 */
async function otherRows(client: ClickHouseClient, params: Record<string, unknown>): Promise<OtherRow[]> {
  const result = await client.query({
    query: `with indexOf({sources:Array(String)}, source) as known,
        ${ROW_OFFSET} as row_offset,
        parseDateTime64BestEffort({sent:String}, 3, 'Asia/Shanghai') as sent,
        parseDateTime64BestEffort({from:String}, 3, 'Asia/Shanghai') as read_from,
        snapshot = 1 and snapshot_of != '' and {position:String} not in ('', snapshot_of) as is_of_another,
        is_of_another or if(toUnixTimestamp64Milli(sent_at) > 0, sent_at < sent, stored_at < sent or snapshot = 1 and changed_at < read_from) as is_before
      select source, toString(minIf(row_offset, not is_before)) as next, toUInt8(countIf(not is_before) > 0) as is_next,
        toString(maxIf(row_offset + 1, if({is_found:Array(UInt8)}[known] = 1, row_offset < {starts:Array(UInt64)}[known], is_before))) as floor
      from ops.ods_change
      where system = {system:UInt8} and entity = {entity:String} and table = {table:String} and known > 0
      group by source`,
    query_params: params,
    format: 'JSONEachRow',
  })
  return result.json<OtherRow>()
}
