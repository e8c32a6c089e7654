import type { ClickHouseClient } from '@clickhouse/client'
import type { CanonicalOrg, CanonicalTree } from './canonicalTree.ts'
import { DEEPEST_LEVEL, ROOT_LEVEL, type TreeOrg } from './tree.ts'

// the organisations of two systems in one text would come near the longest string that there can be
const ROWS_AT_ONCE = 50_000

/**
 * Inserts a tree into `table`, which has the columns of `dim_org` or `dim_org_month` and is seen by nobody yet; `shared` is
 * what all rows have besides. Throws when `signal` aborts.
 */
export async function storeTree(
  client: ClickHouseClient,
  table: string,
  { orgs, hasAliases, uncounted }: CanonicalTree,
  shared: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<void> {
  const shape = { tree_has_aliases: Number(hasAliases), tree_uncounted: uncounted }
  for (let i = 0; i < orgs.length; i += ROWS_AT_ONCE) {
    signal.throwIfAborted()
    await client.insert({
      table,
      format: 'JSONEachRow',
      values: orgs.slice(i, i + ROWS_AT_ONCE).map(org => ({ ...shared, ...columnsOf(org), ...shape })),
      // the same tree as the one before is no repetition
      clickhouse_settings: { insert_deduplicate: 0 },
    })
  }
}

function columnsOf({ has_retention_right: _, sub_account_status: __, ...org }: CanonicalOrg) {
  return { ...org, ...levelsOf(org) }
}

/** The columns `at_level_…` of an organisation. */
function levelsOf(org: TreeOrg): Record<string, string> {
  const levels: Record<string, string> = {}
  for (let level = ROOT_LEVEL; level <= DEEPEST_LEVEL; level++)
    levels[`at_level_${level}`] = org.path[level - ROOT_LEVEL] ?? '0'
  return levels
}
