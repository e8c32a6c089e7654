import type { ClickHouseClient } from '@clickhouse/client'
import { childrenOf, type Org, ROOT, readOrg } from '../orgs/readOrgs.ts'
import type { Scope } from '../orgs/scope.ts'

/** The organisation asked about, and the one that is shown for it. */
export interface ShownPlace {
  org: Org
  /** Whose children are the rows and whose name stands above them: the province for the whole instance. */
  parent: Org
}

/**
 * What is shown for an organisation or `root`: the whole instance goes by its province, when it is one.
 * Throws `TuanshuError`: `not_found` or `forbidden`.
 */
export async function placeOf(reader: ClickHouseClient, scope: Scope, id: string): Promise<ShownPlace> {
  const org = await readOrg(reader, scope, id)
  if (org.id !== ROOT.id) return { org, parent: org }
  const tops = await childrenOf(reader, scope, ROOT)
  return { org, parent: tops.length === 1 ? (tops[0] ?? ROOT) : ROOT }
}
