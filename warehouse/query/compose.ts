import { ENTITIES, type EntityName, logTable } from '../catalogue/entities.ts'
import { type Figure, fieldsOf, type Predicate } from '../catalogue/metrics.ts'
import { DEEPEST_LEVEL, LOWEST_LEVEL, type Org, ROOT } from '../orgs/readOrgs.ts'
import { orgsWhere, type TreeLookup, treeLookup } from '../orgs/treeLookup.ts'
import type { Parameters } from '../platform/clickhouse/parameters.ts'
import { breakdownSql } from './breakdowns.ts'
import { bucketNumber, bucketSql } from './buckets.ts'
import type { Dates, Frame, GroupPart, Part, SumPart } from './plan.ts'
import { predicateSql } from './predicateSql.ts'

/**
 * SQL of one part. Every part yields the same columns: `part`, `bucket` (number of it, 0 for grain `all`), `org` (0 for a
 * total), `item`, `sums`. Pure: identifiers come from the catalogue, values are bound.
 *
 * The inner query is `select <columns>, sum(sign) … group by <columns>` with plain conditions, and everything else is
 * decided outside of it: only then does ClickHouse read a projection.
 */
export function composePart(part: Part, index: number, parameters: Parameters): string {
  return part.kind === 'sum' ? composeSum(part, index, parameters) : composeGroup(part, index, parameters)
}

/**
 * SQL of several parts with rows `levels`, in the columns of `composePart`: what they found per owner, added up along the
 * path of each. One look at the tree serves them all. `indexes` are the numbers of the parts, which share place and tree.
 */
export function composeLevels(
  parts: readonly Part[],
  indexes: readonly number[],
  parameters: Parameters,
): string {
  const chosen = indexes.flatMap(index => {
    const part = parts[index]
    return part ? [{ part, index }] : []
  })
  const [first] = chosen
  if (!first) throw new Error('no part to compose')
  const { org, treeMonth, shape } = first.part
  const tree = treeLookup(treeMonth, parameters, shape)
  const placed = chosen.filter(({ part }) => isOfChildren(part)).map(({ index }) => index)
  const levels = Array.from({ length: LOWEST_LEVEL - org.level + 1 }, (_, i) => org.level + i)
  const above = levels
    .filter(level => level > ROOT.level)
    .map(level => tree.attribute(`at_level_${level}`, 'owners.org'))
  // key 0 is the whole instance
  const path = `arrayFilter(place -> place != 0, [${above.join(', ')}])`
  const rows = org.id === ROOT.id ? `arrayConcat([toUInt64(0)], ${path})` : path
  return `select
    part,
    bucket,
    arrayJoin(if(has(${parameters.bind(placed, 'Array(UInt16)')}, part), [owners.org], ${rows})) as org,
    item,
    sumForEach(sums) as sums
from (
    ${composeOwners(parts, indexes, parameters)}
) as owners
${tree.join('owners.org')}
group by part, bucket, org, item`
}

/** SQL of several parts with rows `levels`, before they are added up: `org` is the owner. */
export function composeOwners(
  parts: readonly Part[],
  indexes: readonly number[],
  parameters: Parameters,
): string {
  return indexes
    .flatMap(index => {
      const part = parts[index]
      return part ? [composePart(part, index, parameters)] : []
    })
    .join('\nunion all\n')
}

/** SQL of the head of a log's chain, in the columns of `composePart`. */
export function composeHead(entity: EntityName, index: number): string {
  return `select toUInt16(${index}) as part, toInt32(0) as bucket, toUInt64(0) as org, '' as item, [toInt64(max(batch))] as sums from ${logTable(entity)}`
}

function composeSum(part: SumPart, index: number, parameters: Parameters): string {
  const { entity, figures, dates } = part
  const tree = treeLookup(part.treeMonth, parameters, part.shape)
  const shared = (figures[0]?.where ?? []).filter(condition =>
    figures.every(figure => has(figure, condition)),
  )
  const where = [
    ...dateConditions(dates, parameters),
    ...(part.transitions ? [`transition in ${parameters.bind(part.transitions, 'Array(String)')}`] : []),
    ...shared.map(condition => predicateSql(condition, { entity, parameters })),
    ...placeConditions(part, entity, ownerColumn(part), tree, parameters),
  ]
  const own = (figure: Figure) =>
    figure.where.filter(condition => !shared.some(other => same(other, condition)))
  const grouped = new Set(figures.flatMap(figure => own(figure).flatMap(fieldsOf)))
  if (part.grain !== 'all') grouped.add(dateColumn(dates))
  if (part.rows !== 'total') grouped.add(ownerColumn(part))
  if (part.rows === 'levels' && part.reach === 'children') grouped.add(ENTITIES[entity].org)
  const breakdown = part.by ? breakdownSql(entity, part.by, part.place) : undefined
  for (const column of breakdown?.columns ?? []) grouped.add(column)

  const measures = [...new Set(figures.map(summedBy))]
  const sums = figures.map(figure => {
    const conditions = own(figure).map(condition => predicateSql(condition, { entity, parameters }))
    const total = `total_${summedBy(figure)}`
    return conditions.length > 0 ? `sumIf(${total}, ${conditions.join(' and ')})` : `sum(${total})`
  })
  const columns = [...grouped]
  const inner = [...columns, ...measures.map(measure => `${measureSql(measure)} as total_${measure}`)]
  return `select
    toUInt16(${index}) as part,
    ${bucketOf(part, dates)} as bucket,
    ${rowSql(part, ownerColumn(part), tree)} as org,
    ${breakdown?.item(parameters.day(part.to), tree) ?? "''"} as item,
    [${sums.map(sum => `toInt64(${sum})`).join(', ')}] as sums
from (
    select ${inner.join(', ')}
    from ${logTable(entity)}${clause('where', where, ' and ')}${clause('group by', columns, ', ')}
)${joinClause(tree, ownerColumn(part))}
group by bucket, org, item`
}

/**
 * Organisations counted by a figure of their own, which may be without any row of the inner figure: that counts as 0
 * there.
 */
function composeGroup(part: GroupPart, index: number, parameters: Parameters): string {
  const { of, inner, least, most } = part.groups
  const lookup = () => treeLookup(part.treeMonth, parameters, part.shape)
  const tree = lookup()
  const breakdown = part.by ? breakdownSql(of.entity, part.by) : undefined
  const side = (figure: Figure, dates: Dates, by: typeof breakdown, counts: string) => {
    const ownTree = lookup()
    const org = ENTITIES[figure.entity].org
    const item = by?.item(parameters.day(part.to), ownTree) ?? "''"
    const owner = ownTree.canonical(org)
    const grouped = [
      ...new Set([org, ...(by?.columns ?? []), ...(part.grain === 'all' ? [] : [dateColumn(dates)])]),
    ]
    const where = [
      ...dateConditions(dates, parameters),
      ...figure.where.map(condition => predicateSql(condition, { entity: figure.entity, parameters })),
      ...placeConditions(part, figure.entity, org, tree, parameters),
    ]
    return `select ${owner} as owner, ${bucketOf(part, dates)} as changed_in, ${item} as change_item, ${counts}
                from (
                    select ${grouped.join(', ')}, toInt64(${measureSql(summedBy(figure))}) as total
                    from ${logTable(figure.entity)}${clause('where', where, ' and ')}
                    group by ${grouped.join(', ')}
                )${joinClause(ownTree, org)}`
  }
  const sides = `${side(of, part.dates.of, breakdown, 'total as of_total, toInt64(0) as inner_total')}
            union all
            ${side(inner, part.dates.inner, undefined, 'toInt64(0) as of_total, total as inner_total')}`
  return `select
    toUInt16(${index}) as part,
    at_bucket as bucket,
    ${rowSql(part, 'owner', tree)} as org,
    of_item as item,
    [toInt64(countIf(counted > 0 and held between ${parameters.bind(least, 'Int64')} and ${parameters.bind(most, 'Int64')}))] as sums
from (
    ${part.grain === 'all' ? ownersNow(sides) : ownersByBucket(sides, bucketNumber(part.from, part.grain), bucketNumber(part.to, part.grain))}
)${joinClause(tree, 'owner')}
group by bucket, org, item`
}

/** Both figures of every organisation; its item is the one in which it counts. */
function ownersNow(sides: string): string {
  return `select
        owner,
        toInt32(0) as at_bucket,
        argMax(change_item, of_total) as of_item,
        sum(of_total) as counted,
        sum(inner_total) as held
    from (
        ${sides}
    )
    group by owner`
}

/** The same at the end of every bucket: the changes up to it, added up. */
function ownersByBucket(sides: string, first: number, last: number): string {
  return `select
        owner,
        at_bucket,
        of_item,
        arraySum(x -> if(x.1 <= at_bucket and x.2 = of_item, x.3, 0), changes) as counted,
        arraySum(x -> if(x.1 <= at_bucket, x.4, 0), changes) as held
    from (
        select owner, changes, at_bucket, arrayJoin(arrayDistinct(arrayMap(x -> x.2, arrayFilter(x -> x.3 != 0, changes)))) as of_item
        from (
            select owner, groupArray((changed_in, change_item, of_total, inner_total)) as changes
            from (
                ${sides}
            )
            group by owner
        )
        array join range(toInt32(${first}), toInt32(${last + 1})) as at_bucket
    )`
}

/** Of organisations counted with their direct superior only, who is the row itself. */
function isOfChildren(part: Part): part is SumPart {
  return part.kind === 'sum' && part.reach === 'children'
}

function ownerColumn(part: SumPart): string {
  return part.reach === 'children' ? 'parent_org_id' : part.place
}

function dateColumn(dates: Dates): string {
  return dates.kind === 'flow' ? dates.column : 'day'
}

function dateConditions(dates: Dates, parameters: Parameters): string[] {
  if (dates.kind === 'flow')
    return [
      `${dates.column} >= ${parameters.day(dates.from)}`,
      `${dates.column} <= ${parameters.day(dates.to)}`,
    ]
  return dates.to === undefined ? [] : [`day <= ${parameters.day(dates.to)}`]
}

/** What a stock held before the first bucket is added to that bucket: its opening balance. */
function bucketOf(frame: Frame, dates: Dates): string {
  if (frame.grain === 'all') return 'toInt32(0)'
  const bucket = bucketSql(dateColumn(dates), frame.grain)
  return dates.kind === 'flow'
    ? bucket
    : `greatest(${bucket}, toInt32(${bucketNumber(frame.from, frame.grain)}))`
}

/**
 * Which owners belong to the organisation asked about, and count for the entity; the whole instance of one system needs no
 * condition.
 */
function placeConditions(
  part: Part,
  entity: EntityName,
  owner: string,
  tree: TreeLookup,
  parameters: Parameters,
): string[] {
  const { org } = part
  const uncounted = tree.uncounted(entity)
  if (isOfChildren(part)) {
    const self = ENTITIES[entity].org
    const counting = uncounted ? [`${self} not in (${orgsWhere(tree, uncounted)})`] : []
    if (part.rows === 'levels') {
      const above = orgsWhere(tree, `level <= ${LOWEST_LEVEL}${andBelow(org, parameters)}`)
      return [
        org.id === ROOT.id
          ? `(${owner} in (${above}) or ${self} in (${topsSql(tree)}))`
          : `${owner} in (${above})`,
        ...counting,
      ]
    }
    const parents = childrenSql(part, tree, parameters)
    if (part.rows === 'children') return [`${owner} in (${parents})`, ...counting]
    // at the top a child is what stands highest, whatever it names as its parent
    return [
      org.id === ROOT.id ? `${self} in (${parents})` : isParent(part, owner, tree, parameters),
      ...counting,
    ]
  }
  // owners that the tree does not hold yet count too
  if (org.id === ROOT.id) return uncounted ? [`${owner} not in (${orgsWhere(tree, uncounted)})`] : []
  const counts = uncounted ? ` and not ${uncounted}` : ''
  return [`${owner} in (${orgsWhere(tree, `${isBelow(org, parameters)}${counts}`)})`]
}

function isParent({ org, shape }: Frame, owner: string, tree: TreeLookup, parameters: Parameters): string {
  const id = parameters.bind(org.id, 'UInt64')
  return shape.hasAliases ? `${owner} in (${orgsWhere(tree, tree.isOrg(id))})` : `${owner} = ${id}`
}

function andBelow(org: Org, parameters: Parameters): string {
  return org.id === ROOT.id ? '' : ` and ${isBelow(org, parameters)}`
}

function isBelow(org: Org, parameters: Parameters): string {
  const id = parameters.bind(org.id, 'UInt64')
  return org.level <= DEEPEST_LEVEL ? `at_level_${org.level} = ${id}` : `has(path, ${id})`
}

/** The organisations that are rows of a question about direct children: the children and the organisation itself. */
function childrenSql({ org }: Frame, tree: TreeLookup, parameters: Parameters): string {
  if (org.id === ROOT.id) return topsSql(tree)
  const id = parameters.bind(org.id, 'UInt64')
  return orgsWhere(tree, `(parent_org_id = ${id} or ${tree.isOrg(id)})`)
}

function topsSql(tree: TreeLookup): string {
  return orgsWhere(tree, 'level = 2 and org_id != 0')
}

/**
 * The row that an owner counts in: the child of the organisation asked about, 0 for the organisation itself and for a
 * total. Of `levels` it is the owner, or where only direct children count their superior, 0 being the whole instance.
 */
function rowSql(part: Part, owner: string, tree: TreeLookup): string {
  if (part.rows === 'total') return 'toUInt64(0)'
  if (part.rows === 'levels')
    return isOfChildren(part) && part.org.id === ROOT.id
      ? `if(${ENTITIES[part.entity].org} in (${topsSql(tree)}), 0, ${tree.canonical(owner)})`
      : tree.canonical(owner)
  if (isOfChildren(part)) return tree.canonical(owner)
  const level = part.org.level + 1
  // deeper than the tree has columns everything is the organisation's own
  return level <= DEEPEST_LEVEL ? tree.attribute(`at_level_${level}`, owner) : 'toUInt64(0)'
}

function joinClause(tree: TreeLookup, owner: string): string {
  const join = tree.join(owner)
  return join ? ` as figures\n${join}` : ''
}

/** `count`, or the field whose values are summed. */
function summedBy({ aggregate }: Figure): string {
  return aggregate === 'count' ? aggregate : aggregate.sum
}

function measureSql(measure: string): string {
  return measure === 'count' ? 'sum(sign)' : `sum(sign * ${measure})`
}

function has(figure: Figure, condition: Predicate): boolean {
  return figure.where.some(other => same(other, condition))
}

function same(a: Predicate, b: Predicate): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}

function clause(word: string, parts: readonly string[], separator: string): string {
  return parts.length > 0 ? `\n    ${word} ${parts.join(separator)}` : ''
}
