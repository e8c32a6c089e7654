import type { ClickHouseClient } from '@clickhouse/client'
import { sqlFile } from '../query/sqlFile.ts'
import { formatDay } from '../time/day.ts'
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
  const result = await client.query({
    query: sqlFile('org_rows_at'),
    query_params: { day: formatDay(day) },
    format: 'JSONEachRow',
    clickhouse_settings: { log_comment: 'tree of a past day' },
  })
  const { list } = await readAliases(client)
  const aliases = new Map(list.map(({ org, canonical }) => [org, canonical]))
  return canonicalTree(await result.json<OrgRow>(), aliases, rulesOn(rules, day))
}
