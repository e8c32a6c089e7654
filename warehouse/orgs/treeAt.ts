import type { ClickHouseClient } from '@clickhouse/client'
import { sqlFile } from '../query/sqlFile.ts'
import { formatDay } from '../time/day.ts'
import { buildTree, type OrgRow, type Tree } from './tree.ts'

/** The tree as it was at the end of a business day, from the organisation log. */
export async function treeAt(client: ClickHouseClient, day: number): Promise<Tree> {
  const result = await client.query({
    query: sqlFile('org_rows_at'),
    query_params: { day: formatDay(day) },
    format: 'JSONEachRow',
    clickhouse_settings: { log_comment: 'tree of a past day' },
  })
  return buildTree(await result.json<OrgRow>())
}
