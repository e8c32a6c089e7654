import type { ClickHouseClient } from '@clickhouse/client'
import { findOrgs, ROOT } from '../../../warehouse/orgs/readOrgs.ts'
import type { Scope } from '../../../warehouse/orgs/scope.ts'

/**
 * Those whose organisation lies in the scope, in the same order. Whoever may see the whole instance sees also those of
 * organisations that are gone by now, or of none (`''`).
 */
export async function inScope<T extends { org: string }>(
  reader: ClickHouseClient,
  scope: Scope,
  things: readonly T[],
): Promise<T[]> {
  if (scope.org === ROOT.id || things.length === 0) return [...things]
  const ids = [...new Set(things.map(({ org }) => org).filter(Boolean))]
  const known = await findOrgs(reader, scope, ids)
  return things.filter(({ org }) => known.has(org))
}
