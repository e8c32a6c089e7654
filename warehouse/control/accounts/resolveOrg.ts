import type { ClickHouseClient } from '@clickhouse/client'
import { type Org, orgsNamed, ROOT, storedIds } from '../../orgs/readOrgs.ts'
import type { Scope } from '../../orgs/scope.ts'
import { TuanshuError } from '../../platform/errors.ts'

const EVERYTHING: Scope = { org: ROOT.id }
const MOST_LISTED = 10

/**
 * The organisation that somebody at a terminal means: `root`, its number, or its full or short name. Throws
 * `TuanshuError`: `not_found`, or `input` for an alias and for a name that several have, with a list of them.
 */
export async function resolveOrg(reader: ClickHouseClient, text: string): Promise<Org> {
  const [first, ...others] = (await orgsNamed(reader, EVERYTHING, [text])).get(text) ?? []
  if (!first) {
    await refuseAlias(reader, text)
    throw new TuanshuError(
      'not_found',
      `no active organisation has the number or the name ${text}; give its full name, its number, or root`,
    )
  }
  if (others.length === 0) return first
  const listed = [first, ...others].slice(0, MOST_LISTED).map(({ id, fullName }) => `  ${id}  ${fullName}`)
  throw new TuanshuError(
    'input',
    `several organisations have the name ${text}; give the number of one:\n${listed.join('\n')}`,
  )
}

async function refuseAlias(reader: ClickHouseClient, text: string): Promise<void> {
  const ids = storedIds([text])
  if (ids.length === 0) return
  const answer = await reader.query({
    query: `select toString(canonical_org_id) as canonical, org_full_name as name from app.dim_org
      where org_id in {ids: Array(UInt64)} and canonical_org_id != 0`,
    query_params: { ids },
    format: 'JSONEachRow',
  })
  const [alias] = await answer.json<{ canonical: string; name: string }>()
  if (alias)
    throw new TuanshuError(
      'input',
      `organisation ${text} is an alias of ${alias.name} (${alias.canonical}): name that one`,
    )
}
