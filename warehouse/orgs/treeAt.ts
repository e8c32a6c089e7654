import type { ClickHouseClient } from '@clickhouse/client'
import { sqlFile } from '../platform/clickhouse/sqlFile.ts'
import { formatDay } from '../platform/time/day.ts'
import { readAliases } from './aliases.ts'
import { type CanonicalTree, canonicalTree } from './canonicalTree.ts'
import { type CountingRule, rulesOn } from './countingRules.ts'
import type { OrgRow } from './tree.ts'

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
 * The trees of several days, which ascend, as `treeAt` gives them. The log is read whole for the first of them; of the
 * others only what may have changed since the one before. One tree at a time is held, as they can be large.
 */
export async function* treesAt(
  client: ClickHouseClient,
  days: readonly number[],
  rules: readonly CountingRule[],
): AsyncGenerator<CanonicalTree> {
  const { list } = await readAliases(client)
  const aliases = new Map(list.map(({ org, canonical }) => [org, canonical]))
  const orgs = new Map<string, OrgRow>()
  for (const [i, day] of days.entries()) {
    for (const org of await readOrgs(client, day, days[i - 1])) orgs.set(org.org_id, org)
    yield canonicalTree([...orgs.values()], aliases, rulesOn(rules, day))
  }
}

/** Organisations at the end of `day`: those that may differ from how they were at the end of `after`, all without it. */
async function readOrgs(client: ClickHouseClient, day: number, after: number | undefined): Promise<OrgRow[]> {
  const result = await client.query({
    query: sqlFile('org_rows_at'),
    query_params: {
      day: formatDay(day),
      after: formatDay(after ?? day),
      is_whole: Number(after === undefined),
    },
    format: 'JSONEachRow',
    clickhouse_settings: { log_comment: 'tree of a past day' },
  })
  return result.json<OrgRow>()
}
