import type { ClickHouseClient } from '@clickhouse/client'
import { COLUMNS, type Org, ROOT, readOrgRows } from './readOrgs.ts'

/**
 * The active direct children of many organisations (or of `root`, the tops of the trees), by the parent's id, in the order
 * of the tree. For work over the whole tree: no scope is checked.
 */
export async function readFamilies(
  reader: ClickHouseClient,
  parents: readonly Org[],
): Promise<Map<string, Org[]>> {
  const isOfRoot = parents.some(({ id }) => id === ROOT.id)
  const ids = parents.flatMap(({ id }) => (id === ROOT.id ? [] : [BigInt(id)]))
  const families = new Map<string, Org[]>(parents.map(({ id }) => [id, []]))
  const children = await readOrgRows(
    reader,
    `select ${COLUMNS}
    from app.dim_org
    where status = 'active'
        and org_id != 0
        and (level = 2 and {root: UInt8} = 1 or parent_org_id in {ids: Array(UInt64)} and org_id != parent_org_id)
    order by position, org_id`,
    { ids, root: Number(isOfRoot) },
  )
  for (const child of children)
    for (const parent of child.level === 2 ? [ROOT.id, child.parent] : [child.parent])
      families.get(parent)?.push(child)
  return families
}
