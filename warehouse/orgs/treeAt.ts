import type { ClickHouseClient } from '@clickhouse/client'
import { sqlFile } from '../query/sqlFile.ts'
import { formatDay } from '../time/day.ts'
import { readAliases } from './aliases.ts'
import { type CanonicalTree, canonicalTree } from './canonicalTree.ts'
import { type CountingRule, rulesOn } from './countingRules.ts'
import type { OrgRow } from './tree.ts'

/** Before every day that a date column can hold a value of. */
const BEFORE_ALL = '1900-01-01'

/**
 * The tree as it was at the end of a business day, from the organisation log, with the counting rules of that day. Aliases
 * are those of now: that two systems mean the same organisation has no date.
 */
export async function treeAt(
  client: ClickHouseClient,
  day: number,
  rules: readonly CountingRule[],
): Promise<CanonicalTree> {
  for await (const tree of treesAt(client, [day], rules)) return tree
  throw new Error('no tree was made')
}

/**
 * The trees of several days, which ascend, as `treeAt` gives them. The log is read once for the first of them and once for
 * what changed until the last; one tree at a time is held, as they can be large.
 */
export async function* treesAt(
  client: ClickHouseClient,
  days: readonly number[],
  rules: readonly CountingRule[],
): AsyncGenerator<CanonicalTree> {
  const [first, ...later] = days
  if (first === undefined) return
  const { list } = await readAliases(client)
  const aliases = new Map(list.map(({ org, canonical }) => [org, canonical]))
  const orgs = new Map<string, OrgRow>()
  const treeOf = (day: number) => canonicalTree([...orgs.values()], aliases, rulesOn(rules, day))
  for (const { org } of await readOrgs(client, [first], BEFORE_ALL)) orgs.set(org.org_id, org)
  yield treeOf(first)
  if (later.length === 0) return
  const changes = await readOrgs(client, later, formatDay(first))
  let next = 0
  for (const day of later) {
    for (; changes[next]?.day === day; next++) {
      const org = changes[next]?.org
      if (org) orgs.set(org.org_id, org)
    }
    yield treeOf(day)
  }
}

/** Ordered by day. */
async function readOrgs(
  client: ClickHouseClient,
  days: readonly number[],
  after: string,
): Promise<{ day: number; org: OrgRow }[]> {
  const result = await client.query({
    query: sqlFile('org_rows_at'),
    query_params: { days: days.map(formatDay), after },
    format: 'JSONEachRow',
    clickhouse_settings: { log_comment: 'tree of past days' },
  })
  const rows = await result.json<OrgRow & { day: number }>()
  return rows.map(({ day, ...org }) => ({ day, org }))
}
