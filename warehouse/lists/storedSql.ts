import type { MetricId } from '../catalogue/metrics.ts'
import { ROOT } from '../orgs/readOrgs.ts'
import { treeLookup } from '../orgs/treeLookup.ts'
import type { Parameters } from '../platform/clickhouse/parameters.ts'
import { monthOf } from '../platform/time/day.ts'
import type { ListFrame } from '../query/rows/listSql.ts'

/**
 * SQL of the own part of every organisation in a figure that a job wrote for it and all above it, in the columns of `listSql`:
 * what its direct children do not have. Pure; values are bound.
 */
export function storedSql(
  id: MetricId,
  { org, days, treeMonth, shape }: ListFrame,
  parameters: Parameters,
): string {
  const tree = treeLookup(treeMonth, parameters, shape)
  const picked = tree.picked ? `${tree.picked} and ` : ''
  const within = org.id === ROOT.id ? '1' : `has(path, ${parameters.bind(org.id, 'UInt64')})`
  return `select owner, sum(part) as amount
from (
    select arrayJoin([(org_id, numerator), (parent_org_id, -numerator)]) as share, share.1 as owner, share.2 as part
    from (
        select written.org_id as org_id, placed.parent_org_id as parent_org_id, written.numerator as numerator
        from (
            select org_id, numerator
            from app.ads_org_measure
            where metric = ${parameters.bind(id, 'String')}
                and month = ${parameters.day(monthOf(days.to))}
                and breakdown = ''
                and span = ''
        ) as written
        inner join (
            select org_id, parent_org_id
            from ${tree.table}
            where ${picked}org_id != 0
        ) as placed on placed.org_id = written.org_id
    )
)
where owner in (
    select org_id
    from ${tree.table}
    where ${picked}org_id != 0 and ${within}
)
group by owner`
}
