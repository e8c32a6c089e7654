import type { ClickHouseClient } from '@clickhouse/client'
import { z } from 'zod'
import { ROOT } from '../query/orgs.ts'

/** An organisation found by id or name. */
export interface NamedOrg {
  id: string
  name: string
}

const ORG_ID = /^(0|[1-9]\d{0,19})$/
/** How the whole instance is called where a name is needed. */
export const ROOT_NAME = '全部组织'

const rows = z.array(z.tuple([z.string(), z.string(), z.string()]))

/**
 * Active organisations by what settings call them: an id, `root`, or a full or short name. A name that several have is
 * answered with all of them; the caller says what is wrong.
 */
export async function findNamedOrgs(
  client: ClickHouseClient,
  names: readonly string[],
): Promise<Map<string, NamedOrg[]>> {
  const found = new Map<string, NamedOrg[]>(names.map(name => [name, []]))
  found.get(ROOT.id)?.push({ id: ROOT.id, name: ROOT_NAME })
  const ids = names.filter(name => ORG_ID.test(name) && BigInt(name) < 2n ** 64n)
  const answer = await client.query({
    query: `
      select
          org_id,
          org_full_name,
          org_short_name
      from app.dim_org
      where status = 'active'
          and (org_id in {ids: Array(UInt64)}
              or org_full_name in {names: Array(String)}
              or org_short_name in {names: Array(String)})
      order by org_id`,
    query_params: { ids: ids.map(BigInt), names },
    format: 'JSONCompactEachRow',
  })
  for (const [id, fullName, shortName] of rows.parse(await answer.json()))
    for (const name of new Set([id, fullName, shortName])) found.get(name)?.push({ id, name: fullName })
  return found
}
