import type { ClickHouseClient } from '@clickhouse/client'
import type { Log } from '../log.ts'
import { buildTree, DEEPEST_LEVEL, type OrgRow, ROOT_LEVEL, type TreeOrg } from './tree.ts'

/**
 * Rewrites `dim_org` from the organisation log and reloads the dictionary over it. Readers see the old tree or the new
 * one. One process does this at a time: the one that writes the organisation log.
 */
export async function refreshTree(client: ClickHouseClient, log: Log): Promise<void> {
  const head = await client.query({
    query: 'select toString(max(batch)) as batch from app.dwd_org_log',
    format: 'JSONEachRow',
  })
  const [{ batch } = { batch: '0' }] = await head.json<{ batch: string }>()
  const result = await client.query({
    query: `select toString(org_id) as org_id, toString(parent_org_id) as parent_org_id, org_full_name, org_short_name, org_type,
        region_code, industry_code, school_stage, status
      from app.dwd_org_rows`,
    format: 'JSONEachRow',
  })
  const { orgs, faults } = buildTree(await result.json<OrgRow>())
  await client.command({ query: 'truncate table app.dim_org_next' })
  await client.insert({
    table: 'app.dim_org_next',
    format: 'JSONEachRow',
    values: orgs.map(org => ({ ...org, ...levelsOf(org), version: batch })),
  })
  await client.command({ query: 'exchange tables app.dim_org and app.dim_org_next' })
  await client.command({ query: 'system reload dictionary app.org_tree' })
  if (faults.length > 0)
    log.warn(
      { faults: faults.length, first: faults.slice(0, 3) },
      'organisations without a place in the tree hang under 未归属',
    )
}

/** Head of the organisation log that the present tree was built from. */
export async function treeVersion(client: ClickHouseClient): Promise<string> {
  const result = await client.query({
    query: 'select toString(max(version)) as version from app.dim_org',
    format: 'JSONEachRow',
  })
  const [row] = await result.json<{ version: string }>()
  return row?.version ?? '0'
}

/** The columns `at_level_…` of an organisation. */
export function levelsOf(org: TreeOrg): Record<string, string> {
  const levels: Record<string, string> = {}
  for (let level = ROOT_LEVEL; level <= DEEPEST_LEVEL; level++)
    levels[`at_level_${level}`] = org.path[level - ROOT_LEVEL] ?? '0'
  return levels
}
