import type { ClickHouseClient } from '@clickhouse/client'
import { periodLabel, windowLabel } from '../../warehouse/contract/periodLabel.ts'
import type { FrozenKind, FrozenSet } from '../../warehouse/frozen/frozenSet.ts'
import { findFrozen, listFrozen } from '../../warehouse/frozen/frozenStore.ts'
import { findOrgs, ROOT } from '../../warehouse/orgs/readOrgs.ts'
import type { Scope } from '../../warehouse/orgs/scope.ts'
import type { Warehouse } from '../../warehouse/platform/clickhouse/client.ts'
import { formatDay } from '../../warehouse/platform/time/day.ts'
import type { FrozenInfo } from '../contract.ts'
import { RequestError } from '../http/errors.ts'

/** The sets of these kinds whose organisation lies in the scope, newest first. */
export async function frozenInScope(
  { app, reader }: Warehouse,
  scope: Scope,
  kinds: readonly FrozenKind[],
): Promise<FrozenSet[]> {
  const sets = (await listFrozen(app, kinds)).reverse()
  const seen = await seenOrgs(reader, scope, sets)
  return sets.filter(seen)
}

/**
 * One set of these kinds. Throws `RequestError('not_found')` for one that is not there, or is of an organisation outside the
 * scope.
 */
export async function frozenOf(
  { app, reader }: Warehouse,
  scope: Scope,
  id: string,
  kinds: readonly FrozenKind[],
): Promise<FrozenSet> {
  const set = await findFrozen(app, id)
  if (!set || !kinds.includes(set.kind) || !(await seenOrgs(reader, scope, [set]))(set))
    throw new RequestError('not_found', '没有这份封存，或它不在您的数据范围内')
  return set
}

/** What is told of a set in lists. */
export function frozenInfo(set: FrozenSet): FrozenInfo {
  const { grain, from, to, ...rest } = set
  return {
    id: rest.id,
    name: rest.name,
    kind: rest.kind,
    org: rest.org,
    orgName: rest.orgName,
    from: formatDay(from),
    to: formatDay(to),
    label: grain === 'free' ? windowLabel({ from, to }) : periodLabel({ grain, from, to, isRunning: false }),
    frozenBy: rest.frozenBy,
    reason: rest.reason,
    frozenAt: rest.frozenAt,
    asOf: rest.asOf,
    pages: rest.pages,
    checksum: rest.checksum,
  }
}

/** Who may see the whole instance also sees what was frozen of organisations that are no more. */
async function seenOrgs(
  reader: ClickHouseClient,
  scope: Scope,
  sets: readonly FrozenSet[],
): Promise<(set: FrozenSet) => boolean> {
  if (scope.org === ROOT.id) return () => true
  const orgs = await findOrgs(reader, scope, [...new Set(sets.map(({ org }) => org))])
  return ({ org }) => orgs.has(org)
}
