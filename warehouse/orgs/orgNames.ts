import type { ClickHouseClient } from '@clickhouse/client'

/** An organisation as its source calls it. */
export interface OrgName {
  /** Number of its source system. */
  system: number
  fullName: string
}

const IDS_AT_ONCE = 50_000
const BYTES_PER_ID = 32

/** System and name of organisations that sources have told of, also of aliases and deleted ones, by `dim_org` id. */
export async function readOrgNames(
  client: ClickHouseClient,
  ids: readonly string[],
): Promise<Map<string, OrgName>> {
  const known = new Map<string, OrgName>()
  const all = [...new Set(ids)].map(BigInt)
  for (let i = 0; i < all.length; i += IDS_AT_ONCE) {
    const answer = await client.query({
      // too many for parameters, which travel in the address
      query: `select toString(org_id) as id, system, org_full_name as name from app.dwd_org_rows where org_id in (${all.slice(i, i + IDS_AT_ONCE).join()})`,
      format: 'JSONEachRow',
      clickhouse_settings: { max_query_size: String(IDS_AT_ONCE * BYTES_PER_ID) },
    })
    for (const { id, system, name } of await answer.json<{ id: string; system: number; name: string }>())
      known.set(id, { system, fullName: name })
  }
  return known
}
