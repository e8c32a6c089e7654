import type { ClickHouseClient } from '@clickhouse/client'
import { changeAliases } from '../../warehouse/orgs/aliases.ts'

/**
 * Says that the top organisations of several systems are one, that of the first: otherwise the trees of the others would
 * have no place. What stands below them is left to be proposed (`npm run orgs -- alias suggest`).
 */
export async function joinTops(client: ClickHouseClient, tops: readonly string[]): Promise<void> {
  const [canonical, ...others] = tops
  if (canonical === undefined || others.length === 0) return
  const changes = others.map(org => ({ org, canonical, named: org, note: 'demo', place: '' }))
  await changeAliases(client, changes, 'demo', Date.now())
}
