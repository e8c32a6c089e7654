import { randomBytes } from 'node:crypto'
import type { ClickHouseClient } from '@clickhouse/client'
import type { CanonicalOrg } from '../../warehouse/orgs/canonicalTree.ts'
import { type InsertedRow, insertRows } from '../../warehouse/platform/clickhouse/insertRows.ts'

const TABLE = 'app.ads_measure_tree'

/**
 * Runs `work`, which may put trees into the engine to roll figures up along them: `keep` resolves to the key of the tree in
 * `app.ads_measure_tree`. They are dropped afterwards.
 */
export async function withTrees<T>(
  client: ClickHouseClient,
  signal: AbortSignal,
  work: (keep: (orgs: readonly CanonicalOrg[]) => Promise<string>) => Promise<T>,
): Promise<T> {
  const kept: string[] = []
  try {
    return await work(async orgs => {
      const run = String(randomBytes(8).readBigUInt64BE())
      kept.push(run)
      const columns = ['run', 'org_id', 'path', 'uncounted']
      await insertRows(client, { table: TABLE, columns }, pathsOf(orgs, run), signal)
      return run
    })
  } finally {
    const drops = kept.map(run => `drop partition ${run}`)
    if (drops.length > 0) await client.command({ query: `alter table ${TABLE} ${drops.join(', ')}` })
  }
}

function* pathsOf(orgs: readonly CanonicalOrg[], run: string): Iterable<InsertedRow> {
  for (const { org_id, path, uncounted } of orgs) yield [run, org_id, path, uncounted]
}
