import { randomBytes } from 'node:crypto'
import type { ClickHouseClient } from '@clickhouse/client'
import { type InsertedRow, insertRows } from '../../warehouse/clickhouse/insertRows.ts'
import type { CanonicalOrg } from '../../warehouse/orgs/canonicalTree.ts'

const TABLE = 'app.ads_measure_tree'

/** Puts a tree into the engine while `fn` rolls figures up along it: `run` is its key in `app.ads_measure_tree`. */
export async function withTree<T>(
  client: ClickHouseClient,
  orgs: readonly CanonicalOrg[],
  signal: AbortSignal,
  fn: (run: string) => Promise<T>,
): Promise<T> {
  const run = String(randomBytes(8).readBigUInt64BE())
  try {
    await insertRows(
      client,
      { table: TABLE, columns: ['run', 'org_id', 'path', 'uncounted'] },
      pathsOf(orgs, run),
      signal,
    )
    return await fn(run)
  } finally {
    await client.command({ query: `alter table ${TABLE} drop partition ${run}` })
  }
}

function* pathsOf(orgs: readonly CanonicalOrg[], run: string): Iterable<InsertedRow> {
  for (const { org_id, path, uncounted } of orgs) yield [run, org_id, path, uncounted]
}
