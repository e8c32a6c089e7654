import type { ClickHouseClient } from '@clickhouse/client'
import type { Mapping } from '../mapping/mapping.ts'
import { type Attempt, attemptsIn, type StoredMark } from './attempts.ts'
import type { StoredGeneration } from './book.ts'
import { type Extent, ROW_OFFSET } from './extent.ts'
import { type Generation, isPlace } from './generation.ts'
import type { StreamPlace } from './place.ts'

/**
 * Why a person must say whether a snapshot that was read whole is of the whole table; null when it certainly is.
 *
 * Debezium's ad-hoc snapshots may take a condition, and do not say so. They come into a running stream: behind changes of
 * the table, or behind a snapshot that ended. A connector that broke off its first snapshot streams nothing before it has
 * sent everything again, so behind nothing but attempts that were broken off a snapshot is of the whole table.
 */
export async function doubtOf(
  client: ClickHouseClient,
  generation: StoredGeneration,
  mapping: Mapping,
  extent: Extent,
  all: readonly StoredGeneration[],
): Promise<Extract<Generation['waitsFor'], 'changes' | 'snapshot' | 'first row'> | null> {
  if (generation.began !== 'operator' && extent.rows === 0) return 'first row'
  if (generation.closed === 'operator') return null
  // the only row of a table has the last mark alone
  if (generation.began === null && (generation.position === '' || extent.rows !== 1)) return 'first row'
  const before = await rowsBefore(client, mapping, extent)
  if (before.changes > 0) return 'changes'
  if (before.others === 0) return null
  const attempts = attemptsIn(await marksOf(client, generation, mapping))
  const earlier = attempts.filter(attempt => !isAttempt(attempt, generation))
  // the last row of what seems broken off may be one of them
  const hasLetters = await hasWaitingLetters(client, extent.boundaries)
  if (earlier.length === 0 || hasLetters) return 'snapshot'
  for (const attempt of earlier) {
    const isBrokenOff = !attempt.isWhole && !attempt.isFirstOfAll
    if (!isBrokenOff && !(await isRunBrokenOff(client, mapping, attempt.position, all))) return 'snapshot'
  }
  return null
}

/** Whether the snapshot is this attempt. Others are before it: a newer one would have taken its place. */
function isAttempt({ position, marks }: Attempt, generation: StoredGeneration): boolean {
  if (generation.position !== '') return position === generation.position
  return [generation.began, generation.closed].some(
    place =>
      isPlace(place) &&
      marks.some(({ source, offset }) => source === place.source && offset === place.offset),
  )
}

/** What the epoch holds of the table before the snapshot begins: changes, and rows of other full snapshots. */
async function rowsBefore(
  client: ClickHouseClient,
  mapping: Mapping,
  { boundaries }: Extent,
): Promise<{ changes: number; others: number }> {
  const result = await client.query({
    query: `with indexOf({sources:Array(String)}, source) as known
      select toUInt32(countIf(snapshot != 1)) as changes, toUInt32(countIf(snapshot = 1)) as others from ops.ods_change
      where system = {system:UInt8} and entity = {entity:String} and table = {table:String}
        and known > 0 and ${ROW_OFFSET} < {starts:Array(UInt64)}[known]`,
    query_params: {
      system: mapping.system.id,
      entity: mapping.entity,
      table: mapping.table,
      sources: boundaries.map(({ source }) => source),
      starts: boundaries.map(({ offset }) => offset),
    },
    format: 'JSONEachRow',
  })
  const [row] = await result.json<{ changes: number; others: number }>()
  return row ?? { changes: 0, others: 0 }
}

async function marksOf(
  client: ClickHouseClient,
  { ends }: StoredGeneration,
  mapping: Mapping,
): Promise<StoredMark[]> {
  const result = await client.query({
    query: `select distinct mark, source, toString(${ROW_OFFSET}) as row_offset, toString(toUnixTimestamp64Milli(changed_at)) as read_at, snapshot_of
      from ops.ods_change
      where system = {system:UInt8} and entity = {entity:String} and table = {table:String} and mark != 'none' and source in {sources:Array(String)}`,
    query_params: {
      system: mapping.system.id,
      entity: mapping.entity,
      table: mapping.table,
      sources: ends.map(({ source }) => source),
    },
    format: 'JSONEachRow',
  })
  const rows = await result.json<{
    mark: StoredMark['mark']
    source: string
    row_offset: string
    read_at: string
    snapshot_of: string
  }>()
  return rows.map(row => ({
    mark: row.mark,
    source: row.source,
    offset: BigInt(row.row_offset),
    at: Number(row.read_at),
    position: row.snapshot_of,
  }))
}

async function hasWaitingLetters(client: ClickHouseClient, before: readonly StreamPlace[]): Promise<boolean> {
  const result = await client.query({
    query: `with indexOf({sources:Array(String)}, source) as known
      select toUInt32(count()) as letters from ops.sys_dead_letter final
      where state = 'waiting' and known > 0 and position < {ends:Array(UInt64)}[known]`,
    query_params: {
      sources: before.map(({ source }) => source),
      ends: before.map(({ offset }) => offset),
    },
    format: 'JSONEachRow',
  })
  const [row] = await result.json<{ letters: number }>()
  return (row?.letters ?? 0) > 0
}

/**
 * Whether the snapshot that was taken at a position is known to have been broken off: a table of it has a first row, more
 * than that one, and no last row, although all that stands before a later snapshot of it was read.
 */
async function isRunBrokenOff(
  client: ClickHouseClient,
  mapping: Mapping,
  position: string,
  all: readonly StoredGeneration[],
): Promise<boolean> {
  if (position === '') return false
  const result = await client.query({
    query: `select table, toUInt32(bitShiftRight(ver, 56)) as epoch from ops.ods_change
      where system = {system:UInt8} and snapshot = 1 and snapshot_of = {position:String}
      group by table, epoch
      having countIf(mark in ('last', 'last_of_table')) = 0
        and (countIf(mark = 'first_of_table') > 0 or countIf(mark = 'first') > 0 and uniqUpTo(2)(id) > 1)`,
    query_params: { system: mapping.system.id, position },
    format: 'JSONEachRow',
  })
  for (const { table, epoch } of await result.json<{ table: string; epoch: number }>()) {
    if (table === mapping.table) return true
    const since = all.find(
      ({ id, state, position: other }) =>
        id.system === mapping.system.name &&
        id.table === table &&
        id.epoch === epoch &&
        state === 'complete' &&
        other !== position,
    )
    // its last row may have been refused
    if (since && !(await hasWaitingLetters(client, since.ends))) return true
  }
  return false
}
