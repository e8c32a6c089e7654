import type { ClickHouseClient } from '@clickhouse/client'
import type { Entity, Value } from '../../warehouse/catalogue/entities.ts'
import type { SignedRow, Transition } from './rows.ts'
import { rulesOf } from './rules.ts'
import {
  fieldColumns,
  type KeyedVersion,
  readFields,
  type StoredVersion,
  textFields,
  versionColumns,
  versionReader,
} from './stored.ts'
import type { Version } from './timeline.ts'

/** Ids in one look-up; a longer list costs more to parse than it saves. */
export const LOOKUP_IDS = 50_000

const SETTINGS = { max_query_size: '16000000', optimize_read_in_order: 0 } as const

/** A log to look into. */
export interface LookUp {
  client: ClickHouseClient
  entity: Entity
  /** By default the entity's log is meant; a rebuild fills another. */
  table: string
}

/** What a log holds of a key. */
export interface Known {
  keyText: string
  versions: Version[]
}

/** The versions of these keys of one system, in order, each with the number of its batch. */
export async function lookUpVersions(
  { client, entity, table }: LookUp,
  system: number,
  ids: readonly string[],
  take: (found: KeyedVersion, batch: bigint) => void,
): Promise<void> {
  const read = versionReader(entity)
  for (let i = 0; i < ids.length; i += LOOKUP_IDS) {
    const result = await client.query({
      query: `select ${versionColumns(entity)}, toString(batch) from ${table}
        where ev = 1 and system = {system:UInt8} and id in ${listOf(ids.slice(i, i + LOOKUP_IDS))} order by id, ver, source, source_pos`,
      query_params: { system },
      format: 'JSONCompactEachRow',
      clickhouse_settings: SETTINGS,
    })
    for await (const rows of result.stream<StoredVersion>()) {
      for (const row of rows) {
        const stored = row.json()
        take(read(stored), BigInt(stored.at(-1) ?? 0))
      }
    }
  }
}

/** The highest id of a system that a log holds; null when it holds none. */
export async function lookUpHighest({ client, table }: LookUp, system: number): Promise<string | null> {
  const result = await client.query({
    query: `select toString(id) as highest from ${table} where ev = 1 and system = {system:UInt8} order by id desc limit 1`,
    query_params: { system },
    format: 'JSONEachRow',
  })
  const [row] = await result.json<{ highest: string }>()
  return row?.highest ?? null
}

type WrittenRow = [string, Transition, string, number, number, string, string, string, ...Value[]]

/** The signed rows that these keys of one system add up to, by id; rows that cancel are gone. */
export async function lookUpWritten(
  { client, entity, table }: LookUp,
  system: number,
  ids: readonly string[],
): Promise<Map<string, SignedRow[]>> {
  const { unknown } = rulesOf(entity)
  const isText = textFields(entity)
  const fields = entity.fields.map(field => field.name).join(', ')
  const found = new Map<string, SignedRow[]>()
  for (let i = 0; i < ids.length; i += LOOKUP_IDS) {
    const result = await client.query({
      query: `select toString(id), toString(transition), toString(sum(sign)) as net, toInt32(day), toInt32(changed_on),
          toString(toUnixTimestamp64Milli(changed_at)), toString(min(ver)), any(source), ${fieldColumns(entity)}
        from ${table}
        where ev in (0, 1) and system = {system:UInt8} and id in ${listOf(ids.slice(i, i + LOOKUP_IDS))} and sign != 0
        group by id, transition, day, changed_on, changed_at, ${fields}
        having sum(sign) != 0`,
      query_params: { system },
      format: 'JSONCompactEachRow',
      clickhouse_settings: SETTINGS,
    })
    for await (const rows of result.stream<WrittenRow>()) {
      for (const row of rows) {
        const [id, transition, net, day, changedOn, at, ver, source, ...values] = row.json()
        const changedAt = Number(at)
        const signed: SignedRow = {
          sign: net.startsWith('-') ? -1 : 1,
          transition,
          day,
          changedOn,
          changedAt,
          state: readFields(isText, unknown, values),
          by: { ver: BigInt(ver), source, at: changedAt },
        }
        const of = found.get(id) ?? []
        found.set(id, of)
        for (let n = 0; n < Math.abs(Number(net)); n++) of.push(signed)
      }
    }
  }
  return found
}

/**
 * Ids as what stands behind `in`. They stand in the text: bound parameters travel in the URL, which ends at 1 MiB. One
 * constant array and not a list: of 20,000 literals the parser makes as many nodes, which took 30 ms of CPU of the 40 that
 * the look-up of new keys took.
 */
export function listOf(ids: readonly string[]): string {
  for (const id of ids) if (!/^\d+$/.test(id)) throw new Error(`not a key: ${id}`)
  return `cast('[${ids.join(',')}]' as Array(UInt64))`
}
