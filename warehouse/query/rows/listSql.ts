import { ENTITIES } from '../../catalogue/entities.ts'
import type { FormulaTerm } from '../../catalogue/metrics/metric.ts'
import type { BreakdownName } from '../../catalogue/metrics.ts'
import type { ReferenceName } from '../../catalogue/referenceValues.ts'
import { type Org, ROOT } from '../../orgs/readOrgs.ts'
import { treeLookup } from '../../orgs/treeLookup.ts'
import { entityBit, type TreeShape } from '../../orgs/treeShape.ts'
import type { Parameters } from '../../platform/clickhouse/parameters.ts'
import type { ReferenceRow } from '../../reference/referenceValues.ts'
import { breakdownSql } from '../breakdowns.ts'
import type { AskedDays } from '../predicateSql.ts'
import { aggregateSql, fieldsOfAggregate } from './expressionSql.ts'
import { indent } from './indent.ts'
import { referenceSql } from './referenceSql.ts'
import { rowsSql } from './rowsSql.ts'
import { daysAt } from './windows.ts'

/** Whose rows are listed, and when. */
export interface ListFrame {
  org: Org
  /** Only what the organisation holds itself, and of the whole instance what has no place in the tree. */
  isOwn: boolean
  days: AskedDays
  /** First day of the month whose end's tree places the owners; today's tree without. */
  treeMonth?: number
  shape: TreeShape
  by?: BreakdownName
  item?: string
  references: readonly ReferenceRow[]
}

/** Organisation that stands in a list for whatever has no place in the tree. */
export const NO_PLACE = '0'

/**
 * SQL of what some terms add up to for each organisation that a row stands at: `owner`, `amount`, and for each field of `shown`
 * a column `of_<field>`; `total` leaves out the owners, so that distinct values of all of them count once. Pure; values are bound.
 */
export function listSql(
  terms: readonly FormulaTerm[],
  frame: ListFrame,
  shown: readonly string[],
  parameters: Parameters,
  grain: 'owner' | 'total' = 'owner',
): string {
  const parts = terms.map(term => termSql(term, frame, shown, parameters, grain))
  return `select
    owner,
    ${['sum(amount) as amount', ...shown.map(field => `any(of_${field}) as of_${field}`)].join(',\n    ')}
from (
    ${indent(parts.join('\nunion all\n'), 1)}
)
group by owner`
}

function termSql(
  { of, at, times }: FormulaTerm,
  frame: ListFrame,
  shown: readonly string[],
  parameters: Parameters,
  grain: 'owner' | 'total',
): string {
  const { entity, aggregate } = of
  const days = daysAt(frame.days, at)
  const context = rowsContext(frame, days, parameters)
  const place = of.place ?? ENTITIES[entity].org
  const tree = treeLookup(frame.treeMonth, parameters, frame.shape)
  const split = frame.by && breakdownSql(entity, frame.by, place)
  const condition = split
    ? [`${split.item(parameters.day(days.to), tree)} = ${parameters.bind(frame.item ?? '', 'String')}`]
    : []
  const figures = Object.keys({ ...of.with, ...of.per?.figures })
  const columns = new Set([
    place,
    ...fieldsOfAggregate(aggregate),
    ...(of.reach === 'children' ? ['parent_org_id'] : []),
    ...(split?.columns ?? []),
    ...shown,
  ])
  for (const name of figures) columns.delete(name)
  const amount = aggregateSql(entity, aggregate).numerator
  const owner = `if(here_canonical != 0, here_canonical, if(empty(here_path), toUInt64(${NO_PLACE}), ${place}))`
  return `select
    ${grain === 'total' ? 'toUInt64(0)' : owner} as owner,
    ${[`${times === -1 ? '-' : ''}${amount} as amount`, ...shown.map(field => `any(${field}) as of_${field}`)].join(',\n    ')}
from (
    ${indent(rowsSql(of, [...columns], context), 1)}
) as counted
left join (
    select org_id as here_org, path as here_path, canonical_org_id as here_canonical, uncounted as here_uncounted, level as here_level
    from ${tree.table}${tree.picked ? `\n    where ${tree.picked}` : ''}
) as here on here.here_org = counted.${place}
${tree.join(`counted.${place}`)}
where ${[
    `not bitTest(here_uncounted, ${entityBit(entity)})`,
    ...placeConditions(frame, of.reach, context.canonical('parent_org_id'), parameters),
    ...condition,
  ].join('\n    and ')}
group by owner`
}

/** Days on which rows of organisations began to count for some terms: `owner` and `since`, the last of them. */
export function sinceSql(terms: readonly FormulaTerm[], frame: ListFrame, parameters: Parameters): string {
  const parts = terms.map(
    ({ of, times }) => `select org_id, day, ${times === -1 ? '-' : ''}copies as gained
from (
    ${indent(rowsSql({ ...of, aggregate: 'count' }, ['org_id', 'day'], rowsContext(frame, frame.days, parameters)), 1)}
)`,
  )
  const { canonical } = treeLookup(undefined, parameters, frame.shape)
  return `select ${canonical('org_id')} as owner, max(day) as since
from (
    select org_id, day
    from (
        ${indent(parts.join('\nunion all\n'), 2)}
    )
    group by org_id, day
    having sum(gained) > 0
)
group by owner`
}

function rowsContext(frame: ListFrame, days: AskedDays, parameters: Parameters) {
  const lookup = treeLookup(undefined, parameters, frame.shape)
  const tree = treeLookup(frame.treeMonth, parameters, frame.shape)
  return {
    parameters,
    days,
    canonical: lookup.canonical,
    tree: `select org_id as tree_org, path as tree_path from ${tree.table}${tree.picked ? ` where ${tree.picked}` : ''}`,
    reference: (name: ReferenceName, owner: string) =>
      referenceSql(frame.references, name, days.to, owner, { parameters, attribute: lookup.attribute }),
  }
}

/** Which owners a list of the organisation holds. */
function placeConditions(
  { org, isOwn }: ListFrame,
  reach: FormulaTerm['of']['reach'],
  parent: string,
  parameters: Parameters,
): string[] {
  const isRoot = org.id === ROOT.id
  const id = isRoot ? '' : parameters.bind(org.id, 'UInt64')
  if (reach === 'itself') return [isRoot ? 'length(here_path) <= 1' : `here_path[-1] = ${id}`]
  if (reach === 'children') return [isRoot ? 'here_level = 2' : `${parent} = ${id}`]
  if (isOwn) return [isRoot ? 'empty(here_path)' : `here_path[-1] = ${id}`]
  return isRoot ? [] : [`has(here_path, ${id})`]
}
