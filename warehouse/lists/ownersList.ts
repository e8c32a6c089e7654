import type { ClickHouseClient } from '@clickhouse/client'
import { z } from 'zod'
import { valueLabel } from '../catalogue/labels.ts'
import type { ListPart } from '../catalogue/listParts.ts'
import { figuresOf, isGroupFigure, type Metric } from '../catalogue/metrics.ts'
import { UNKNOWN_DAY } from '../contract/calendar.ts'
import { stated } from '../contract/figureState.ts'
import { orgName } from '../contract/orgName.ts'
import { ROOT } from '../orgs/readOrgs.ts'
import { treeLookup } from '../orgs/treeLookup.ts'
import { PLAIN_TREE, readTreeShapes } from '../orgs/treeShape.ts'
import { Parameters } from '../platform/clickhouse/parameters.ts'
import { formatDay } from '../platform/time/day.ts'
import { LOG_QUERY_SETTINGS } from '../query/logQueries.ts'
import { tellingOf } from '../query/plan.ts'
import { SYSTEM } from '../query/predicateSql.ts'
import { indent } from '../query/rows/indent.ts'
import { type ListFrame, listSql, NO_PLACE, sinceSql } from '../query/rows/listSql.ts'
import { readToldFields } from '../query/toldFields.ts'
import { decidingFields, hasSince } from './decidingFields.ts'
import type { FoundRows, ListColumn, ListRequest, ListRow } from './list.ts'
import { storedSql } from './storedSql.ts'

const UNPLACED = '未归属'
/** Key of the column that says since when an organisation counts. */
const SINCE = 'since'

const rowsOf = z.array(
  z.tuple([
    z.string(),
    z.string(),
    z.string(),
    z.string(),
    z.array(z.string()),
    z.string(),
    z.string(),
    z.array(z.string()),
    z.string(),
    z.string(),
  ]),
)

interface Owners {
  metric: Metric
  part: ListPart
  frame: Omit<ListFrame, 'shape'>
  request: Pick<ListRequest, 'sort' | 'isDescending' | 'skip' | 'most'>
}

/** The organisations that a part of a metric counts, or that hold what it counts, one page of them. Unmasked: see `readList`. */
export async function ownersList(
  reader: ClickHouseClient,
  { metric, part, frame: asked, request }: Owners,
): Promise<FoundRows> {
  const shapes = await readTreeShapes(reader, [asked.treeMonth])
  const frame: ListFrame = { ...asked, shape: shapes.get(asked.treeMonth) ?? PLAIN_TREE }
  const terms = await toldTerms(reader, metric, part)
  const fields = decidingFields(part, metric.lists)
  const isDated = hasSince(terms)
  const parameters = new Parameters()
  const names = fields.map(({ name }) => name)
  const listed = part.isStored
    ? storedSql(metric.id, frame, parameters)
    : listSql(terms, frame, names, parameters)
  const tree = treeLookup(frame.treeMonth, parameters, frame.shape)
  const shown = names.map(name => `toString(listed.of_${name})`)
  const since = isDated ? `toString(began.since)` : `''`
  const read = async (skip: number, most: number) => {
    const query = `select
    toString(listed.owner) as org,
    named.org_full_name as full_name,
    named.org_short_name as short_name,
    named.org_type as type,
    arrayMap(id -> toString(id), named.path) as path,
    toString(listed.amount) as amount,
    ${since} as since,
    [${shown.join(', ')}]${shown.length > 0 ? '' : '::Array(String)'} as shown,
    toString(count() over ()) as whole_count,
    toString(sum(listed.amount) over ()) as whole_sum
from (
    ${indent(listed, 1)}
    having amount != 0
) as listed
left join (
    select org_id, org_full_name, org_short_name, org_type, path, position
    from ${tree.table}${tree.picked ? `\n    where ${tree.picked}` : ''}
) as named on named.org_id = listed.owner
${isDated ? `left join (\n    ${indent(sinceSql(terms, frame, parameters), 1)}\n) as began on began.owner = listed.owner\n` : ''}order by ${orderSql(request, names, isDated)}
limit ${Math.trunc(most)} offset ${Math.trunc(skip)}`
    const answer = await reader.query({
      query,
      query_params: parameters.values,
      format: 'JSONCompactEachRow',
      clickhouse_settings: { ...LOG_QUERY_SETTINGS, log_comment: `list: ${metric.id}` },
    })
    return rowsOf.parse(await answer.json())
  }
  const found = await read(request.skip, request.most)
  // behind the last page only the whole is told
  const [first] = found.length > 0 || request.skip === 0 ? found : await read(0, 1)
  const rowsSum = Number(first?.[9] ?? 0)
  const isDistinct = terms.some(({ of }) => typeof of.aggregate === 'object' && 'distinct' in of.aggregate)
  const sum = isDistinct ? await totalOf(reader, terms, frame, metric) : rowsSum
  const above = await readAbove(
    reader,
    found.map(row => row[4]),
    frame,
  )
  const columns: ListColumn[] = [
    ...fields.map(({ name, title }) => ({ key: name, title })),
    ...(isDated ? [{ key: SINCE, title: '自何时' }] : []),
  ]
  const rows = found.map(([id, fullName, shortName, type, path, amount, day, values]): ListRow => {
    const isPlaced = id !== NO_PLACE
    return {
      org: {
        id: isPlaced ? id : '',
        name: isPlaced ? orgName({ id, fullName, shortName }) : UNPLACED,
        type: isPlaced ? valueLabel('org_type', type) : '',
        above: above(path),
      },
      figure: stated(Number(amount)),
      shown: [
        ...fields.map(({ inWords }, i) => inWords(values[i] ?? '')),
        ...(isDated ? [sinceInWords(day)] : []),
      ],
    }
  })
  return { rows, columns, count: Number(first?.[8] ?? 0), sum, repeated: rowsSum - sum, notes: [] }
}

/** What is told of by some systems only is counted of those alone, as in the figure. */
async function toldTerms(
  reader: ClickHouseClient,
  metric: Metric,
  { terms }: ListPart,
): Promise<ListPart['terms']> {
  const isSummed = figuresOf(metric).some(figure => !isGroupFigure(figure))
  const telling = isSummed ? tellingOf(metric, await readToldFields(reader, [metric.id])) : undefined
  if (!telling) return terms
  const told = { field: SYSTEM, in: telling.systems.map(String) }
  return terms.map(term => ({ ...term, of: { ...term.of, where: [...term.of.where, told] } }))
}

function orderSql(
  { sort, isDescending }: Pick<ListRequest, 'sort' | 'isDescending'>,
  names: readonly string[],
  isDated: boolean,
): string {
  const place = 'named.position, listed.owner'
  const known: Readonly<Record<string, string>> = {
    name: "if(named.org_short_name = '', named.org_full_name, named.org_short_name)",
    type: 'named.org_type',
    value: 'listed.amount',
    ...(isDated ? { [SINCE]: 'began.since' } : {}),
    ...Object.fromEntries(names.map(name => [name, `listed.of_${name}`])),
  }
  const by = sort === undefined || !Object.hasOwn(known, sort) ? undefined : known[sort]
  if (by) return `${by}${isDescending ? ' desc' : ''}, ${place}`
  return isDescending ? 'named.position desc, listed.owner desc' : place
}

/** What the figure is without regard to whom it is made of: what several of them hold counts once. */
async function totalOf(
  reader: ClickHouseClient,
  terms: ListPart['terms'],
  frame: ListFrame,
  { id }: Metric,
): Promise<number> {
  const parameters = new Parameters()
  const answer = await reader.query({
    query: `select toString(amount) from (\n${listSql(terms, frame, [], parameters, 'total')}\n)`,
    query_params: parameters.values,
    format: 'JSONCompactEachRow',
    clickhouse_settings: { ...LOG_QUERY_SETTINGS, log_comment: `list: ${id} as a whole` },
  })
  const [row] = z.array(z.tuple([z.string()])).parse(await answer.json())
  return Number(row?.[0] ?? 0)
}

/** Names of those above an organisation, by its path: from below the organisation asked about. */
async function readAbove(
  reader: ClickHouseClient,
  paths: readonly (readonly string[])[],
  { org, treeMonth, shape }: ListFrame,
): Promise<(path: readonly string[]) => string[]> {
  const below = (path: readonly string[]) => path.slice(org.id === ROOT.id ? 0 : path.indexOf(org.id) + 1, -1)
  const ids = [...new Set(paths.flatMap(below))]
  if (ids.length === 0) return () => []
  const parameters = new Parameters()
  const tree = treeLookup(treeMonth, parameters, shape)
  const answer = await reader.query({
    query: `select toString(org_id), org_full_name, org_short_name from ${tree.table} where ${tree.picked ? `${tree.picked} and ` : ''}org_id in (${ids.map(id => BigInt(id)).join()})`,
    query_params: parameters.values,
    format: 'JSONCompactEachRow',
    clickhouse_settings: {
      max_query_size: String(1_000 + ids.length * 32),
      log_comment: 'list: names above',
    },
  })
  const names = new Map(
    z
      .array(z.tuple([z.string(), z.string(), z.string()]))
      .parse(await answer.json())
      .map(([id, fullName, shortName]) => [id, orgName({ id, fullName, shortName })]),
  )
  return path => below(path).flatMap(id => names.get(id) ?? [])
}

function sinceInWords(day: string): string {
  return day === '' || day === '1970-01-01' || day === formatDay(UNKNOWN_DAY) ? '不详' : day
}
