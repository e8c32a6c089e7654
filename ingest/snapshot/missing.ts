import type { ClickHouseClient } from '@clickhouse/client'
import { ENTITIES, logTable } from '../../warehouse/catalogue/entities.ts'
import { dayOf } from '../../warehouse/platform/time/day.ts'
import type { Change } from '../change.ts'
import { rulesOf } from '../log/rules.ts'
import { commitOrder, versionOf } from '../mapping/apply.ts'
import type { Mapping } from '../mapping/mapping.ts'
import type { StoredGeneration } from './book.ts'
import type { Extent } from './extent.ts'
import { generationName } from './generation.ts'
import type { StreamPlace } from './place.ts'

/** Rows ended in one piece. */
const PIECE = 20_000

interface MissingRow {
  id: string
  key_text: string
  start: string
}

/** Name of a snapshot as the source of the deletions that it causes, and of its position in the log. */
export function snapshotSource({ id, number }: StoredGeneration): string {
  return `snapshot:${generationName(id)}#${number}`
}

/**
 * Deletions of the rows of a table that its snapshot did not mention, in pieces. Their versions stand at the beginning of
 * the snapshot: above all that was known before, below all that it said and that was said since. Found again after a crash,
 * they are the same.
 *
 * Mentioned is a row of which any version belongs to a later epoch, or to this one from where the snapshot begins in its
 * partition. Where that cannot be known, any version of this epoch counts.
 */
export async function* missingRows(
  client: ClickHouseClient,
  generation: StoredGeneration,
  mapping: Mapping,
  { extent, isOnlyTable }: { extent: Extent; isOnlyTable: boolean },
): AsyncGenerator<Change[]> {
  const entity = ENTITIES[mapping.entity]
  const { unknown } = rulesOf(entity)
  const starts = startsIn(mapping, extent)
  for (let last = '0', isFirst = true; ; isFirst = false) {
    const result = await client.query({
      query: `with
          bitShiftRight(ver, 56) as version_epoch,
          bitAnd(bitShiftRight(ver, 16), 0xffffffffff) as version_offset,
          indexOf({sources:Array(String)}, source) as known,
          if(known = 0, 0, {starts:Array(UInt64)}[known]) as snapshot_start
        select toString(row_id) as id, key_text, toString(start) as start
        from (
            select
                id as row_id,
                any(key_text) as key_text,
                maxIf(snapshot_start, version_epoch = {epoch:UInt64}) as start,
                countIf(not startsWith(source, 'snapshot:') and (version_epoch > {epoch:UInt64} or version_epoch = {epoch:UInt64} and version_offset >= snapshot_start)) as mentions,
                argMax(alive, (ver, source)) as last_alive
            from ${logTable(mapping.entity)}
            where ev = 1 and system = {system:UInt8} and (id > {last:UInt64} or {is_first:UInt8} = 1)
            group by id
            having mentions = 0 and last_alive != 0
            order by id
            limit ${PIECE}
        )`,
      query_params: {
        sources: starts.map(({ source }) => source),
        starts: starts.map(({ offset }) => offset),
        epoch: generation.id.epoch,
        system: mapping.system.id,
        last,
        is_first: isFirst ? 1 : 0,
      },
      format: 'JSONEachRow',
      clickhouse_settings: { optimize_aggregation_in_order: 1 },
    })
    const found = await result.json<MissingRow>()
    const ours = isOnlyTable ? found : await ofTable(client, mapping, found)
    const at = generation.closedAt
    if (ours.length > 0)
      yield ours.map(({ id, key_text, start }) => ({
        entity: mapping.entity,
        system: mapping.system.id,
        id,
        keyText: key_text,
        version: {
          ver: versionOf({ epoch: generation.id.epoch, offset: BigInt(start), row: 0 }, true),
          source: snapshotSource(generation),
          lineage: '',
          sourcePos: 0n,
          life: 'deleted',
          sent: 0n,
          at,
          on: dayOf(at),
          fields: unknown,
        },
        ods: {
          table: mapping.table,
          op: 'missing',
          snapshot: 'no',
          mark: 'none',
          snapshotOf: '',
          sentAt: at,
          place: 0n,
          data: '{}',
          nulls: [],
        },
      }))
    const end = found.at(-1)
    if (!end || found.length < PIECE) return
    last = end.id
  }
}

/** Where the snapshot begins in the order of the versions, in each partition; empty where that cannot be known. */
function startsIn(mapping: Mapping, { boundaries, from }: Extent): readonly StreamPlace[] {
  if (mapping.order !== 'commit time') return boundaries
  return from === 0 ? [] : boundaries.map(({ source }) => ({ source, offset: commitOrder(from) }))
}

/** Those rows whose last change came from the mapping's table, when several tables of a system make one log. */
async function ofTable(
  client: ClickHouseClient,
  mapping: Mapping,
  rows: readonly MissingRow[],
): Promise<MissingRow[]> {
  if (rows.length === 0) return []
  const result = await client.query({
    query: `select toString(row_id) as id from (
        select id as row_id, argMax(table, ver) as last_table
        from ops.ods_change
        where system = {system:UInt8} and entity = {entity:String} and id in (${rows.map(({ id }) => BigInt(id)).join(',')})
        group by id having last_table = {table:String}
      )`,
    query_params: { system: mapping.system.id, entity: mapping.entity, table: mapping.table },
    format: 'JSONEachRow',
    clickhouse_settings: { max_query_size: '16000000' },
  })
  const ours = new Set((await result.json<{ id: string }>()).map(({ id }) => id))
  return rows.filter(({ id }) => ours.has(id))
}

/**
 * Messages of the snapshot that wait in the dead letters: whether their rows are in it is not known. One that is known to be
 * of other tables is none of it.
 */
export async function waitingLetters(
  client: ClickHouseClient,
  { id, ends, after }: StoredGeneration,
  starts: readonly StreamPlace[],
): Promise<number> {
  const floor = new Map([...after, ...starts].map(({ source, offset }) => [source, offset]))
  const result = await client.query({
    query: `with indexOf({sources:Array(String)}, source) as place
      select toUInt32(count()) as letters from ops.sys_dead_letter final
      where state = 'waiting' and place > 0 and position >= {floors:Array(UInt64)}[place] and position < {ends:Array(UInt64)}[place]
        and (empty(tables) or has(tables, {table:String}))`,
    query_params: {
      table: id.table,
      sources: ends.map(({ source }) => source),
      floors: ends.map(({ source }) => floor.get(source) ?? 0n),
      ends: ends.map(({ offset }) => offset),
    },
    format: 'JSONEachRow',
  })
  const [row] = await result.json<{ letters: number }>()
  return row?.letters ?? 0
}

/** Messages of the table's topics that stood in this epoch or an earlier one and were replayed. */
export async function replayedLetters(
  client: ClickHouseClient,
  { id }: StoredGeneration,
  { topics }: Mapping,
): Promise<number> {
  const result = await client.query({
    query: `select toUInt32(count()) as letters from ops.sys_dead_letter final
      where state = 'replayed' and topic in {topics:Array(String)} and epoch <= {epoch:UInt8}`,
    query_params: { topics, epoch: id.epoch },
    format: 'JSONEachRow',
  })
  const [row] = await result.json<{ letters: number }>()
  return row?.letters ?? 0
}

/** The mappings of a table, each of which feeds one log. */
export function mappingsOf(all: readonly Mapping[], { id }: StoredGeneration): Mapping[] {
  const found = all.filter(({ system, table }) => system.name === id.system && table === id.table)
  return [...new Map(found.map(mapping => [mapping.entity, mapping])).values()]
}
