import type { ClickHouseClient } from '@clickhouse/client'
import { type Staging, swapPartitions, withStaged } from '../platform/clickhouse/replacePartition.ts'
import { TuanshuError } from '../platform/errors.ts'
import { endOf } from '../platform/time/comparison.ts'
import { formatDay } from '../platform/time/day.ts'
import { ALIAS_STATUS } from './canonicalTree.ts'
import type { CountingRule } from './countingRules.ts'
import { COLUMNS, isInScope, type Org, ROOT, readOrgRows, storedIds } from './readOrgs.ts'
import type { Scope } from './scope.ts'
import { storeTree } from './storeTree.ts'
import { treesAt } from './treeAt.ts'

export const MONTH_TREE = 'app.dim_org_month'

/**
 * Writes the trees as they were at the ends of some months, which ascend and are given as their first days, in place of
 * what was written for them before. Counting rules are those of each of those days. Resolves to the numbers of
 * organisations in them.
 */
export async function writeMonthTrees(
  staging: Staging,
  writer: string,
  months: readonly number[],
  rules: readonly CountingRule[],
): Promise<number[]> {
  const { warehouse, signal } = staging
  const days = months.map(month => endOf('month', month))
  return withStaged(staging, { writer, table: MONTH_TREE }, async staged => {
    let next = 0
    for await (const tree of treesAt(warehouse.app, days, rules)) {
      const shared = { month: formatDay(months[next++] ?? 0) }
      await storeTree(warehouse.app, staged, tree, shared, signal)
    }
    return swapPartitions(staging, { table: MONTH_TREE, partitions: months.map(partitionOf) }, staged)
  })
}

/** The partition of a month in a table that is cut by months: its number `YYYYMM`. */
export function partitionOf(month: number): string {
  return formatDay(month).slice(0, 7).replace('-', '')
}

/**
 * The organisations of these ids (or `root`) as they were at the end of a month, each once. `scope` is an organisation of
 * today; it covers what stood below it then.
 * Throws `TuanshuError`: `not_found` for an id that the month's tree does not hold, `forbidden` for one outside the scope.
 */
export async function readMonthOrgs(
  reader: ClickHouseClient,
  scope: Scope,
  month: number,
  ids: readonly string[],
): Promise<Map<string, Org>> {
  const orgs = new Map<string, Org>(ids.includes(ROOT.id) ? [[ROOT.id, ROOT]] : [])
  const stored = storedIds(ids)
  if (stored.length > 0) {
    const query = `select ${COLUMNS} from app.dim_org_month where month = {month: Date32} and org_id in {ids: Array(UInt64)} and status != '${ALIAS_STATUS}'`
    for (const org of await readOrgRows(reader, query, { month: formatDay(month), ids: stored }))
      orgs.set(org.id, org)
  }
  for (const id of ids) {
    const org = orgs.get(id)
    if (!org)
      throw new TuanshuError(
        'not_found',
        `organisation ${id.slice(0, 40)} is not in the tree of ${formatDay(month).slice(0, 7)}`,
      )
    if (!isInScope(scope, org))
      throw new TuanshuError('forbidden', `organisation ${id} is outside the caller's scope`)
  }
  return orgs
}

/** One organisation at the end of a month, or `root`. Throws as `readMonthOrgs` does. */
export async function readMonthOrg(
  reader: ClickHouseClient,
  scope: Scope,
  month: number,
  id: string,
): Promise<Org> {
  const orgs = await readMonthOrgs(reader, scope, month, [id])
  return orgs.get(id) ?? ROOT
}

/**
 * The direct children of `org` that were active at the end of a month, in the order of the tree. `org` is of that month.
 * Throws `forbidden` outside the scope.
 */
export async function readMonthChildren(
  reader: ClickHouseClient,
  scope: Scope,
  month: number,
  org: Org,
): Promise<Org[]> {
  if (!isInScope(scope, org))
    throw new TuanshuError('forbidden', `organisation ${org.id} is outside the caller's scope`)
  const isRoot = org.id === ROOT.id
  const where = isRoot
    ? 'level = 2 and org_id != 0'
    : 'parent_org_id = {id: UInt64} and org_id != {id: UInt64}'
  return readOrgRows(
    reader,
    `select ${COLUMNS} from app.dim_org_month where month = {month: Date32} and ${where} and status = 'active' order by position, org_id`,
    { month: formatDay(month), ...(isRoot ? {} : { id: org.id }) },
  )
}

/** Is there a tree of this month? */
export async function hasMonthTree(client: ClickHouseClient, month: number): Promise<boolean> {
  const answer = await client.query({
    query: 'select 1 from app.dim_org_month where month = {month: Date32} limit 1',
    query_params: { month: formatDay(month) },
    format: 'JSONEachRow',
  })
  return (await answer.json()).length > 0
}
