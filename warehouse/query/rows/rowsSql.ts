import { ENTITIES, logTable } from '../../catalogue/entities.ts'
import { type Figured, type Inner, type Measure, POINTS, type Rows } from '../../catalogue/metrics/metric.ts'
import { fieldsOf, type Predicate, referenceOf } from '../../catalogue/metrics/predicate.ts'
import type { ReferenceName } from '../../catalogue/referenceValues.ts'
import type { Parameters } from '../../platform/clickhouse/parameters.ts'
import { addMonths, monthOf } from '../../platform/time/day.ts'
import { type AskedDays, type PredicateContext, predicateSql, typeOf, unknownSql } from '../predicateSql.ts'
import { presentOnly } from '../presentOnly.ts'
import { aggregateSql, fieldsOfAggregate, isShared } from './expressionSql.ts'
import { indent } from './indent.ts'
import { fieldsOfPoints, pointsSql } from './pointsSql.ts'

/** What rows are read for. */
export interface RowsContext {
  parameters: Parameters
  days: AskedDays
  /** SQL of the organisation that one named by a column stands for. */
  canonical(column: string): string
  /** SQL of what a reference value is for the organisation in a column; null where there is none. */
  reference(name: ReferenceName, place: string): string
  /** SQL of the tree that figures of whole subtrees are counted by: `tree_org`, and `tree_path` down to it. */
  tree: string
}

/**
 * SQL of the rows of a measure, or of its groups, as they stand at the end of the period: the columns asked for, `system`, the
 * figures of each row, and `copies`, how many equal rows one stands for. Pure.
 *
 * A row's signs add up to 1 while it stands, so no row needs to be looked at by itself: rows that are equal in the columns
 * asked for are one group.
 */
export function rowsSql(measure: Measure, columns: readonly string[], context: RowsContext): string {
  const { per } = measure
  if (!per) return scoredSql(measure, columns, context)
  const { by, figures, where, last, lastIs = [] } = per
  const inner = new Set([
    ...columns,
    by,
    ...last,
    ...lastIs.flatMap(fieldsOf),
    ...Object.values(figures).flatMap(fieldsOfAggregate),
  ])
  const system = isShared(measure.entity, by) ? 'toUInt8(0) as system' : 'system'
  const order = last.length === 1 ? last.join() : `(${last.join(', ')})`
  const ofLast = (field: string) => `argMax(each.${field}, ${order})`
  const selected = [
    ...(system === 'system' ? [system] : []),
    by,
    ...columns.filter(column => column !== by).map(column => `${ofLast(column)} as last_${column}`),
    ...Object.entries(figures).map(
      ([name, aggregate]) => `${aggregateSql(measure.entity, aggregate).numerator} as ${name}`,
    ),
  ]
  const place = placeOf(measure)
  const group = {
    ...figured(measure, context),
    reference: (name: ReferenceName) => context.reference(name, place === by ? by : `last_${place}`),
  }
  const having = [
    ...where.map(predicate => predicateSql(predicate, group)),
    ...lastIs.map(predicate => predicateSql(predicate, { ...group, column: ofLast })),
  ]
  const renamed = columns.map(column => (column === by ? by : `last_${column} as ${column}`))
  return `-- groups of the same ${by}, each where its last row stands
select ${[system, ...renamed, ...Object.keys(figures), 'toInt64(1) as copies'].join(', ')}
from (
    select ${selected.join(', ')}
    from (
        ${indent(scoredSql(measure, [...inner], context), 2)}
    ) as each
    where ${by} != ${unknownSql(typeOf(measure.entity, by))}
    group by ${system === 'system' ? 'system, ' : ''}${by}${having.length > 0 ? `\n    having ${having.join(' and ')}` : ''}
)`
}

/** Rows with their points, where the measure asks for them. */
function scoredSql(measure: Measure, columns: readonly string[], context: RowsContext): string {
  const { points } = measure
  if (!points) return figuredSql(measure, columns, context)
  const asksPoints = (predicate: Predicate) => fieldsOf(predicate).includes(POINTS)
  const own = { ...measure, where: measure.where.filter(predicate => !asksPoints(predicate)) }
  const needed = new Set([...columns, placeOf(measure), ...fieldsOfPoints(points)])
  needed.delete(POINTS)
  const row = figured(measure, context)
  const conditions = measure.where.filter(asksPoints).map(predicate => predicateSql(predicate, row))
  return `select *
from (
    select *, ${indent(pointsSql(points, row), 1)} as ${POINTS}
    from (
        ${indent(figuredSql(own, [...needed], context), 2)}
    )
)
where ${[`${POINTS} >= 0`, ...conditions].join('\n    and ')}`
}

/** Rows of one log, with the figures that they have from another. */
function figuredSql(measure: Figured, columns: readonly string[], context: RowsContext): string {
  const figures = Object.entries(measure.with ?? {})
  if (figures.length === 0) return plainSql(measure, columns, context)
  const names = figures.map(([name]) => name)
  const asksFigure = (predicate: Predicate) => fieldsOf(predicate).some(field => names.includes(field))
  const own = { ...measure, where: measure.where.filter(predicate => !asksFigure(predicate)) }
  const ofFigures = measure.where.filter(asksFigure)
  // several rows may be matched by one value of a field: what they say of themselves is not added up
  const isMatchedById = figures.every(([, { key }]) => key === undefined)
  const isNarrow = (predicate: Predicate) =>
    fieldsOf(predicate).every(field => names.includes(field) || (isMatchedById && isNumber(measure, field)))
  const summed = (field: string) => (names.includes(field) ? `sum(of_${field})` : `sum(own_${field})`)
  const numbers = [
    ...new Set(
      ofFigures
        .filter(isNarrow)
        .flatMap(fieldsOf)
        .filter(field => !names.includes(field)),
    ),
  ]
  // organisations are named by ids that all systems share
  const isOfOrgs = measure.entity === 'org'
  const key = isOfOrgs ? 'org_id' : (figures[0]?.[1].key ?? 'id')
  const system = isOfOrgs ? 'toUInt8(0)' : 'system'
  const needed = new Set([...columns.filter(column => !names.includes(column)), key])
  for (const field of ofFigures.filter(predicate => !isNarrow(predicate)).flatMap(fieldsOf))
    if (!names.includes(field)) needed.add(referenceOf(field) ? placeOf(measure) : field)
  const where = rowConditions(own, context)
  const kept = `-- what each row has of the other log: added up by its key only, so that very many rows can be grouped on disk
select
    system_of,
    row_id,
    ${names.map(name => `sum(of_${name}) as ${name}`).join(',\n    ')}
from (
    ${indent(
      [
        sideSql({
          from: logTable(measure.entity),
          system,
          key,
          where,
          columns: [
            'toInt64(sign) as own',
            ...numbers.map(field => `toInt64(sign) * toInt64(${field}) as own_${field}`),
            ...names.map(name => `toInt64(0) as of_${name}`),
          ],
        }),
        ...figures.map(([name, inner]) =>
          innerSql(name, inner, { names, numbers, system, isOfOrgs }, context),
        ),
      ].join('\nunion all\n'),
      1,
    )}
)
group by system_of, row_id
having sum(own) > 0${ofFigures
    .filter(isNarrow)
    .map(predicate => ` and ${predicateSql(predicate, { ...figured(measure, context), column: summed })}`)
    .join('')}`
  const rows = `select
    stands.system as system,
    ${[...needed].map(column => `stands.${column} as ${column}`).join(',\n    ')},
    ${names.map(name => `any(kept.${name}) as ${name}`).join(',\n    ')},
    toInt64(sum(stands.sign)) as copies
from ${logTable(measure.entity)} as stands
inner join (
    ${indent(kept, 1)}
) as kept on kept.system_of = ${isOfOrgs ? system : 'stands.system'} and kept.row_id = stands.${key}
where ${rowConditions(own, context).join('\n    and ')}
group by system, ${[...needed].join(', ')}
having copies > 0`
  const wide = ofFigures.filter(predicate => !isNarrow(predicate))
  if (wide.length === 0) return rows
  return `select *
from (
    ${indent(rows, 1)}
)
where ${wide.map(predicate => predicateSql(predicate, figured(measure, context))).join(' and ')}`
}

function innerSql(
  name: string,
  { of, by, sum, distinct, key: matched, reach }: Inner,
  {
    names,
    numbers,
    system,
    isOfOrgs,
  }: { names: string[]; numbers: string[]; system: string; isOfOrgs: boolean },
  context: RowsContext,
): string {
  const log = of.with ? indent(standingSql(of, [by, sum, distinct], context), 1) : logTable(of.entity)
  const own = isOfOrgs ? context.canonical(by) : by
  const rows = {
    from: reach
      ? `(
    select *, arrayJoin(tree_path) as above
    from ${log}
    inner join (
        ${indent(context.tree, 2)}
    ) as tree on tree.tree_org = ${by}
)`
      : log,
    system,
    key: reach ? 'above' : own,
    where: [...(of.with ? ['1'] : rowConditions(of, context)), ...(matched ? [`${by} != 0`] : [])],
  }
  return sideSql({
    ...(distinct ? eachOnce(of.entity, distinct, rows) : rows),
    columns: [
      'toInt64(0) as own',
      ...numbers.map(field => `toInt64(0) as own_${field}`),
      ...names.map(other =>
        other === name
          ? `${distinct ? 'toInt64(1)' : 'toInt64(sign)'}${sum ? ` * toInt64(${sum})` : ''} as of_${other}`
          : `toInt64(0) as of_${other}`,
      ),
    ],
  })
}

/** Rows that have figures of their own, as signed rows that all stand. */
function standingSql(of: Figured, columns: readonly (string | undefined)[], context: RowsContext): string {
  const needed = columns.filter(column => column !== undefined)
  return `(
    select *, copies as sign
    from (
        ${indent(figuredSql(of, needed, context), 2)}
    )
)`
}

/** Rows of a log with a key. */
interface Side {
  from: string
  system: string
  key: string
  where: string[]
}

/** One row for each known value of a field that rows of a key have while they stand. */
function eachOnce(entity: Rows['entity'], field: string, { from, system, key, where }: Side): Side {
  const value = isShared(entity, field) ? field : `(system, ${field})`
  return {
    from: `(
    select ${system} as of_system, ${key} as of_key
    from ${indent(from, 1)}
    where ${[...where, `${field} != ${unknownSql(typeOf(entity, field))}`].join('\n        and ')}
    group by of_system, of_key, ${value}
    having sum(sign) > 0
)`,
    system: 'of_system',
    key: 'of_key',
    where: ['1'],
  }
}

function sideSql(side: Side & { columns: string[] }): string {
  return `select ${side.system} as system_of, ${side.key} as row_id, ${side.columns.join(', ')}
from ${side.from}
where ${side.where.join('\n    and ')}`
}

/** Rows of one log, equal ones together. */
function plainSql(rows: Rows, columns: readonly string[], context: RowsContext): string {
  const grouped = ['system', ...columns]
  const selected = grouped.map(column => {
    const name = referenceOf(column)
    return name ? `ifNull(${context.reference(name, placeOf(rows))}, 0) as ${column}` : column
  })
  return `select ${selected.join(', ')}, toInt64(sum(sign)) as copies
from ${logTable(rows.entity)}
where ${rowConditions(rows, context).join('\n    and ')}
group by ${grouped.join(', ')}
having copies != 0`
}

/** Conditions on signed rows: which of them make up the rows at the end of the period. */
function rowConditions(rows: Rows, context: RowsContext): string[] {
  return [
    'sign != 0',
    ...basisSql(rows, context),
    ...presentOnly(rows).map(predicate => predicateSql(predicate, figured(rows, context))),
  ]
}

function figured(rows: Rows, { parameters, days, reference }: RowsContext): PredicateContext {
  return { entity: rows.entity, parameters, days, reference: name => reference(name, placeOf(rows)) }
}

function placeOf({ entity, place }: Rows): string {
  return place ?? ENTITIES[entity].org
}

function basisSql({ basis }: Rows, { parameters, days }: RowsContext): string[] {
  const to = parameters.day(days.to)
  switch (basis.kind) {
    case 'state':
      return [`day <= ${to}`]
    case 'since':
      return [`${basis.field} <= ${to}`, `(day <= ${to} or transition = 'enter')`]
    case 'business': {
      const { field, window } = basis
      return [`${field} >= ${parameters.day(windowStart(window, days))}`, `${field} <= ${to}`]
    }
    case 'movement':
      return [
        `transition in ${parameters.bind(basis.transitions, 'Array(String)')}`,
        `day >= ${parameters.day(days.from)}`,
        `day <= ${to}`,
      ]
    case 'change':
      return [`day >= ${parameters.day(days.from)}`, `day <= ${to}`]
    case 'ever':
      return []
  }
}

function windowStart(window: 'year' | { months: number } | undefined, { from, to }: AskedDays): number {
  if (window === undefined) return from
  if (window !== 'year') return addMonths(monthOf(to), 1 - window.months)
  return addMonths(monthOf(to), -new Date(to * 86_400_000).getUTCMonth())
}

function isNumber({ entity }: Rows, field: string): boolean {
  const type = ENTITIES[entity].fields.find(({ name }) => name === field)?.type
  return type === 'fen' || type === 'count' || type === 'flag'
}
