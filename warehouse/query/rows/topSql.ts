import { ENTITIES } from '../../catalogue/entities.ts'
import type { Top } from '../../catalogue/tops.ts'
import { treeLookup } from '../../orgs/treeLookup.ts'
import { entityBit } from '../../orgs/treeShape.ts'
import { Parameters } from '../../platform/clickhouse/parameters.ts'
import type { ReferenceRow } from '../../reference/referenceValues.ts'
import type { AskedDays } from '../predicateSql.ts'
import { indent } from './indent.ts'
import { referenceSql } from './referenceSql.ts'
import { rowsSql } from './rowsSql.ts'

/**
 * SQL of a list of the rows with most of something, in the subtree of an organisation (undefined: everywhere), under today's
 * tree: `org`, `name`, `shown` and `figures`, as many as the entry says. Pure; values are bound.
 */
export function topSql(
  { of, by, shows, length }: Top,
  org: string | undefined,
  days: AskedDays,
  hasAliases: boolean,
  references: readonly ReferenceRow[] = [],
): { sql: string; values: Record<string, unknown> } {
  const parameters = new Parameters()
  const place = of.place ?? ENTITIES[of.entity].org
  const lookup = treeLookup(undefined, parameters, { hasAliases, filtered: new Set() })
  const rows = rowsSql({ ...of, aggregate: 'count' }, ['id', place, ...shows], {
    parameters,
    days,
    canonical: lookup.canonical,
    tree: 'select org_id as tree_org, path as tree_path from app.dim_org',
    reference: (name, owner) =>
      referenceSql(references, name, days.to, owner, { parameters, attribute: lookup.attribute }),
  })
  const [first] = by
  const within = org === undefined ? '' : `\n    and has(tree.path, ${parameters.bind(org, 'UInt64')})`
  const sql = `select
    toString(if(tree.canonical_org_id != 0, tree.canonical_org_id, tree.org_id)) as org,
    tree.org_full_name as name,
    [${shows.map(field => `toString(counted.${field})`).join(', ')}] as shown,
    [${by.map(({ figure }) => `toString(counted.${figure})`).join(', ')}] as figures
from (
    ${indent(rows, 1)}
) as counted
inner join app.dim_org as tree
    on tree.org_id = counted.${place}
where counted.${first.figure} > 0
    and not bitTest(tree.uncounted, ${entityBit(of.entity)})${within}
order by ${by.map(({ figure }) => `counted.${figure} desc`).join(', ')}, counted.system, counted.id
limit ${Math.trunc(length)}`
  return { sql, values: parameters.values }
}
