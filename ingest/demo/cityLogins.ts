import type { ClickHouseClient } from '@clickhouse/client'
import { childrenOf, ROOT } from '../../warehouse/orgs/readOrgs.ts'
import { loginOf } from './demoAccounts.ts'

/** The accounts of the city committees, by their organisation. */
export async function cityLogins(reader: ClickHouseClient): Promise<Map<string, string>> {
  const [province] = await childrenOf(reader, { org: ROOT.id }, ROOT)
  const cities = province ? await childrenOf(reader, { org: ROOT.id }, province) : []
  return new Map(cities.map(({ id, regionCode }) => [id, loginOf(regionCode)]))
}
