import type { ClickHouseClient } from '@clickhouse/client'
import { replacePartition, type Staging } from '../clickhouse/replacePartition.ts'
import { TuanshuError } from '../errors.ts'
import { COLUMNS, isInScope, type Org, ROOT, readOrgRows, storedIds } from '../query/orgs.ts'
import type { Scope } from '../query/types.ts'
import { endOf } from '../time/comparison.ts'
import { formatDay } from '../time/day.ts'
import { levelsOf } from './refresh.ts'
import { treeAt } from './treeAt.ts'

export const MONTH_TREE = 'app.dim_org_month'

/**
 * Writes the tree as it was at the end of the month that begins on day `month`, in place of what was written for it before.
 * Resolves to the number of organisations in it.
 */
export async function writeMonthTree(staging: Staging, writer: string, month: number): Promise<number> {
  const { orgs } = await treeAt(staging.warehouse.app, endOf('month', month))
  const values = orgs.map(({ has_retention_right: _, sub_account_status: __, ...org }) => ({
    month: formatDay(month),
    ...org,
    ...levelsOf(org),
  }))
  return replacePartition(
    staging,
    { writer, table: MONTH_TREE, partition: partitionOf(month) },
    async staged => {
      await staging.warehouse.app.insert({ table: staged, format: 'JSONEachRow', values })
    },
  )
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
    const query = `select ${COLUMNS} from app.dim_org_month where month = {month: Date32} and org_id in {ids: Array(UInt64)}`
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
