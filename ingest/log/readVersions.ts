import type { ClickHouseClient } from '@clickhouse/client'
import { ENTITIES, type EntityName } from '../../warehouse/catalogue/entities.ts'
import { type KeyedVersion, type StoredVersion, versionColumns, versionReader } from './stored.ts'

/** Versions of the batches above the first number up to the second, in key order; a key is never cut. */
export async function* readVersions(
  client: ClickHouseClient,
  entity: EntityName,
  table: string,
  [above, upTo]: readonly [bigint, bigint],
  size: number,
): AsyncGenerator<KeyedVersion[]> {
  const read = versionReader(ENTITIES[entity])
  const result = await client.query({
    query: `select ${versionColumns(ENTITIES[entity])} from ${table}
      where ev = 1 and batch > {above:UInt64} and batch <= {upTo:UInt64}
      order by ev, system, id, ver, source`,
    query_params: { above: String(above), upTo: String(upTo) },
    format: 'JSONCompactEachRow',
    // in the order of the table, so that it is streamed and never sorted as a whole
    clickhouse_settings: { optimize_read_in_order: 1, max_threads: 2 },
  })
  let some: KeyedVersion[] = []
  for await (const rows of result.stream<StoredVersion>()) {
    for (const row of rows) {
      const version = read(row.json())
      const last = some.at(-1)
      if (some.length >= size && (last?.id !== version.id || last.system !== version.system)) {
        yield some
        some = []
      }
      some.push(version)
    }
  }
  if (some.length > 0) yield some
}

/** Versions of the batches up to a number. */
export async function countVersions(client: ClickHouseClient, table: string, upTo: bigint): Promise<number> {
  const answer = await client.query({
    query: `select toUInt32(count()) as versions from ${table} where ev = 1 and batch <= {upTo:UInt64}`,
    query_params: { upTo: String(upTo) },
    format: 'JSONEachRow',
  })
  const [row] = await answer.json<{ versions: number }>()
  return row?.versions ?? 0
}

/** Number of the last batch of a table. */
export async function headOf(client: ClickHouseClient, table: string): Promise<bigint> {
  const answer = await client.query({
    query: `select toString(max(batch)) as batch from ${table}`,
    format: 'JSONEachRow',
  })
  const [row] = await answer.json<{ batch: string }>()
  return BigInt(row?.batch ?? 0)
}
