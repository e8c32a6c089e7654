import type { ClickHouseClient } from '@clickhouse/client'
import type { Metric } from '../catalogue/metrics.ts'
import { hasMonthTree, readMonthOrg } from '../orgs/monthTree.ts'
import { type Org, readOrg } from '../orgs/readOrgs.ts'
import type { Scope } from '../orgs/scope.ts'
import { TuanshuError } from '../platform/errors.ts'
import { endOf, type Period } from '../platform/time/comparison.ts'
import { formatDay, monthOf } from '../platform/time/day.ts'
import type { ListRequest } from './list.ts'

/**
 * The organisation, and the month whose end's tree places what is listed: of published figures that of the month, as of what a
 * job computed of a month that is over.
 */
export async function listedPlace(
  reader: ClickHouseClient,
  scope: Scope,
  { org, basis, grain }: Pick<ListRequest, 'org' | 'basis' | 'grain'>,
  period: Period,
  metric: Metric,
): Promise<{ org: Org; treeMonth?: number }> {
  const month = monthOf(period.to)
  const isOver = !period.isRunning && endOf('month', month) === period.to
  const isPublished = basis === 'published' && grain === 'month'
  if (isOver && (isPublished || metric.kind === 'computed') && (await hasMonthTree(reader, month))) {
    const found = await readMonthOrg(reader, scope, month, org).catch((error: unknown) => {
      if (!isPublished && error instanceof TuanshuError && error.code === 'not_found') return undefined
      throw error
    })
    if (found) return { org: found, treeMonth: month }
  }
  if (basis === 'published')
    throw new TuanshuError('not_found', `nothing is published of ${formatDay(period.from)} for ${org}`)
  return { org: await readOrg(reader, scope, org) }
}
