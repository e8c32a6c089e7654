import { ENTITIES, type EntityName, type FieldType } from '../catalogue/entities.ts'
import {
  type Comparison,
  type Operator,
  type Predicate,
  reference,
  referenceOf,
  type Span,
  type Term,
} from '../catalogue/metrics/predicate.ts'
import { REFERENCE_VALUES, type ReferenceName } from '../catalogue/referenceValues.ts'
import { UNKNOWN_DAY } from '../contract/calendar.ts'
import type { BoundType, Parameters } from '../platform/clickhouse/parameters.ts'
import { formatDay } from '../platform/time/day.ts'

/** Column of every log, beside the fields of its entity. */
export const SYSTEM = 'system'

/** The days that conditions are compared with, days since 1970-01-01. */
export interface AskedDays {
  from: number
  to: number
}

/** What a condition is compiled for: the columns of an entity, or of a step that has figures as well. */
export interface PredicateContext {
  entity: EntityName
  parameters: Parameters
  /** Undefined where no condition may look at them. */
  days?: AskedDays
  /** SQL of a field; its name by default. */
  column?(field: string): string
  /** SQL of what a reference value is for the organisation of the row, null where there is none. */
  reference?(name: ReferenceName): string
}

/** SQL of a condition over the columns of a log; values are bound, columns come from the catalogue. Pure. */
export function predicateSql(predicate: Predicate, context: PredicateContext): string {
  if ('all' in predicate) return joined(predicate.all, ' and ', '1', context)
  if ('any' in predicate) return joined(predicate.any, ' or ', '0', context)
  if ('not' in predicate) return `not (${predicateSql(predicate.not, context)})`
  const type = typeOf(context.entity, predicate.field)
  const column = columnOf(predicate.field, context)
  if ('in' in predicate) return `${column} in ${list(type, predicate.in, context)}`
  if ('notIn' in predicate) return `${column} not in ${list(type, predicate.notIn, context)}`
  if ('is' in predicate) return `${column} ${predicate.is === 'known' ? '!=' : '='} ${unknownSql(type)}`
  return comparisonSql(predicate, type, context)
}

/** The type of a column; figures of steps are whole numbers. */
export function typeOf(entity: EntityName, column: string): FieldType {
  if (column === SYSTEM) return 'flag'
  const name = referenceOf(column)
  if (name) return REFERENCE_VALUES[name].unit === '日期' ? 'date' : 'fen'
  if (column === 'id') return 'id'
  return ENTITIES[entity].fields.find(field => field.name === column)?.type ?? 'fen'
}

/** SQL of the value that stands for "not known" in a column of this type. */
export function unknownSql(type: FieldType): string {
  if (type === 'date' || type === 'month') return `toDate32('${formatDay(UNKNOWN_DAY)}')`
  if (type === 'instant') return 'toDateTime(0)'
  return type === 'text' || type === 'name' ? "''" : '0'
}

function columnOf(field: string, { column, reference }: PredicateContext): string {
  const name = referenceOf(field)
  if (name) {
    if (!reference) throw new Error(`a sum of signed rows knows no reference value: ${name}`)
    return reference(name)
  }
  return column ? column(field) : field
}

function joined(
  predicates: readonly Predicate[],
  word: ' and ' | ' or ',
  none: '0' | '1',
  context: PredicateContext,
): string {
  if (predicates.length === 0) return none
  return `(${predicates.map(each => predicateSql(each, context)).join(word)})`
}

function list(type: FieldType, values: readonly string[], { parameters }: PredicateContext): string {
  if (type === 'text' || type === 'name') return parameters.bind(values, 'Array(String)')
  if (type === 'id') return parameters.bind(values, 'Array(UInt64)')
  return parameters.bind(isDay(type) ? values : values.map(Number), LISTS[type] ?? 'Array(Int64)')
}

const LISTS: Readonly<Partial<Record<FieldType, BoundType>>> = {
  flag: 'Array(UInt8)',
  count: 'Array(UInt32)',
  date: 'Array(Date32)',
  month: 'Array(Date32)',
}

function comparisonSql({ field, op, than }: Comparison, type: FieldType, context: PredicateContext): string {
  const isTime = isDay(type) || type === 'instant'
  // an instant is compared with a day by the day it lies in
  const own = columnOf(field, context)
  const left = type === 'instant' && !('field' in than) ? `toDate32(${own})` : own
  const right = termSql(than, isTime, context)
  const known = isTime
    ? [field, ...('field' in than ? [than.field] : [])].map(
        each => ` and ${columnOf(each, context)} != ${unknownSql(typeOf(context.entity, each))}`,
      )
    : []
  const comparison =
    'percent' in than
      ? `${left} * 100 ${SYMBOLS[op]} ${right} * ${Math.trunc(than.percent)}`
      : `${left} ${SYMBOLS[op]} ${right}`
  return known.length > 0 ? `(${comparison}${known.join('')})` : comparison
}

const SYMBOLS: Readonly<Record<Operator, string>> = {
  '<': '<',
  '<=': '<=',
  '=': '=',
  '!=': '!=',
  '>=': '>=',
  '>': '>',
}

function termSql(term: Term, isTime: boolean, context: PredicateContext): string {
  const { parameters, days } = context
  if ('const' in term)
    return isTime ? parameters.bind(term.const, 'Date32') : parameters.bind(term.const, 'Int64')
  if ('percent' in term) return columnOf(term.field, context)
  if ('yearOf' in term) return yearSql(term.yearOf, context)
  if ('field' in term) return plusSql(columnOf(term.field, context), term.plus)
  if (!days) throw new Error('a sum of signed rows knows no day that was asked about')
  if ('last' in term) {
    const day = lastOn(term.last, days.to)
    return isTime
      ? plusSql(parameters.day(day), term.plus)
      : parameters.bind(Number(formatDay(day).slice(0, 4)), 'Int64')
  }
  const day = parameters.day(days[term.day])
  const before = term.less ? `subtractDays(${day}, toInt32(${columnOf(reference(term.less), context)}))` : day
  return plusSql(before, term.plus)
}

/** The year of a day; of one that is not known none, which nothing equals. */
function yearSql(field: string, context: PredicateContext): string {
  const day = columnOf(field, context)
  return `if(${day} = ${unknownSql(typeOf(context.entity, field))}, null, toYear(${day}))`
}

/** The last day of a date of the year (MM-DD) that is not after a day. */
export function lastOn(date: string, day: number): number {
  const year = Number(formatDay(day).slice(0, 4))
  const inYear = (of: number) => Date.parse(`${of}-${date}`) / 86_400_000
  return inYear(year) <= day ? inYear(year) : inYear(year - 1)
}

function plusSql(sql: string, span: Span | undefined): string {
  const months = span?.months ? `addMonths(${sql}, ${Math.trunc(span.months)})` : sql
  return span?.days ? `addDays(${months}, ${Math.trunc(span.days)})` : months
}

function isDay(type: FieldType): boolean {
  return type === 'date' || type === 'month'
}
