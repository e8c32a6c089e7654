import { ENTITIES, type FieldType } from '../entities.ts'
import { REFERENCE_VALUES, type ReferenceName } from '../referenceValues.ts'
import type { Top } from '../tops.ts'
import {
  type Aggregate,
  type BreakdownName,
  type Expression,
  FIELD_OF_BREAKDOWN,
  type Figured,
  type FormulaTerm,
  type Inner,
  type Measure,
  type MetricEntry,
  POINTS,
  type PointShare,
  type Rows,
  rowsBehind,
} from './metric.ts'
import { leavesOf, type Predicate, referenceOf, type Term } from './predicate.ts'
import { hasParts } from './resolveMetric.ts'

/** The types of the columns that a condition or an expression may name. */
type Columns = ReadonlyMap<string, FieldType>

const DAYS: readonly FieldType[] = ['date', 'month']
const NUMBERS: readonly FieldType[] = ['fen', 'count', 'flag']

/**
 * Throws an error that names the metric and what is wrong when an entry says something that its entities cannot answer: a
 * field that is not there, a value that the field never has, a comparison of two kinds, a combination that has no meaning.
 */
export function checkMetric(id: string, entry: MetricEntry): void {
  const refuse: Refuse = what => {
    throw new Error(`metric ${id}: ${what}`)
  }
  if ('score' in entry) for (const { weight } of entry.score) checkWeight(weight, refuse)
  for (const { of } of termsOf(entry)) {
    checkMeasure(of, refuse)
    checkBreakdowns(of, entry.breakdowns, refuse)
  }
  checkLists(entry, refuse)
  if (entry.comparable && entry.unit !== '%')
    refuse('large and small organisations are comparable by shares only')
  if ('measure' in entry || 'procedure' in entry || 'untold' in entry) return
  const parts = termsOf(entry).filter(({ of }) => hasParts(of))
  if (parts.length > 0) refuse('an average or a quantile is no part of a formula: it cannot be added up')
}

/** What a list shows beside its organisations is known of organisations, and names no person. */
function checkLists(entry: MetricEntry, refuse: Refuse): void {
  const { lists = [] } = entry
  if (lists.length > 0 && !('measure' in entry && entry.measure.entity === 'org'))
    refuse('only a list of organisations that are counted themselves shows fields of theirs')
  for (const name of lists) {
    const found = ENTITIES.org.fields.find(field => field.name === name)
    if (!found) refuse(`an organisation has no field ${name} that a list could show`)
    if (found?.type === 'id') refuse(`a list cannot show ${name}: it is no attribute of an organisation`)
  }
}

/** Throws an error that names the list when its entity cannot answer what its entry says. */
export function checkTop(id: string, { of, by, shows }: Pick<Top, 'of' | 'by' | 'shows'>): void {
  const refuse: Refuse = what => {
    throw new Error(`list ${id}: ${what}`)
  }
  const columns = figuredColumns(of, refuse)
  checkRows(of, columns, refuse)
  for (const { figure } of by) checkExpression(figure, columns, refuse)
  for (const field of shows) typeOf(field, columns, refuse)
  if (rowsBehind(of).some(({ entity }) => ENTITIES[entity].privacy))
    refuse('rows of what needs care are not listed: nothing of them could be hidden')
}

type Refuse = (what: string) => never

function termsOf(entry: MetricEntry): FormulaTerm[] {
  if ('procedure' in entry || 'untold' in entry) return []
  if ('measure' in entry) return [{ of: entry.measure }]
  if ('score' in entry)
    return entry.score.flatMap(({ numerator, denominator }) => [{ of: numerator }, { of: denominator }])
  if ('ratio' in entry) return [{ of: entry.ratio.numerator }, { of: entry.ratio.denominator }]
  return [...entry.formula.numerator, ...(entry.formula.denominator ?? [])]
}

function checkMeasure(measure: Measure, refuse: Refuse): void {
  const columns = figuredColumns(measure, refuse)
  if (measure.points) {
    for (const share of measure.points) checkShare(share, columns, measure.entity, refuse)
    if (columns.has(POINTS)) refuse(`"${POINTS}" is the name of another figure or field`)
    columns.set(POINTS, 'count')
  }
  checkRows(measure, columns, refuse)
  if (measure.basis.kind === 'ever')
    refuse('what came at any time is a figure of rows, no measure of a period')
  if (hasParts(measure) && ENTITIES[measure.entity].privacy)
    refuse('an average or a quantile of few rows tells of each, and nothing of it could be hidden')
  checkMoves(measure, refuse)
  const { per } = measure
  if (!per) {
    checkAggregate(measure.aggregate, columns, refuse)
    return
  }
  for (const field of [per.by, ...per.last]) typeOf(field, columns, refuse)
  const figures = new Map<string, FieldType>()
  for (const [name, aggregate] of Object.entries(per.figures)) {
    checkAggregate(aggregate, columns, refuse)
    figures.set(name, 'count')
  }
  for (const predicate of per.where) checkPredicate(predicate, figures, refuse)
  for (const predicate of per.lastIs ?? []) checkPredicate(predicate, columns, refuse, measure.entity)
  if (measure.aggregate !== 'count') checkAggregate(measure.aggregate, figures, refuse)
}

/** The columns of rows with the names of their figures. */
function figuredColumns(rows: Figured, refuse: Refuse): Map<string, FieldType> {
  const own = columnsOf(rows, refuse)
  const columns = new Map(own)
  for (const [name, inner] of Object.entries(rows.with ?? {})) {
    if (own.has(name)) refuse(`the figure "${name}" has the name of a field of ${rows.entity}`)
    checkInner(inner, refuse)
    if (inner.reach && (rows.entity !== 'org' || inner.key))
      refuse(`"${name}" is a figure of subtrees, which organisations have only`)
    if (inner.key !== undefined && typeOf(inner.key, own, refuse) !== 'id')
      refuse(`"${inner.key}" of ${rows.entity} is no id that rows could name`)
    if (inner.key !== keyOf(rows)) refuse('figures of a row are matched by one field')
    columns.set(name, 'count')
  }
  return columns
}

function checkShare(share: PointShare, columns: Columns, entity: Rows['entity'], refuse: Refuse): void {
  checkWeight(share.weight, refuse)
  if ('holds' in share) checkPredicate(share.holds, columns, refuse, entity)
  else for (const field of [share.of, share.outOf]) checkExpression(field, columns, refuse)
}

function checkWeight(weight: ReferenceName, refuse: Refuse): void {
  if (REFERENCE_VALUES[weight].unit !== '%') refuse(`"${weight}" is no weight: it is not in %`)
}

/** Fields that a breakdown is made of where it is none itself. */
const MADE_OF: Readonly<Partial<Record<BreakdownName, string>>> = {
  ...FIELD_OF_BREAKDOWN,
  age_band: 'birth_month',
  status_class: 'payer_class',
  score_band: POINTS,
  arrears_age: 'bill_month',
}

/** The attributes of the organisation that a row stands at. */
const OF_ORGS: ReadonlySet<string> = new Set([
  'level',
  'org_type',
  'industry_code',
  'region_code',
  'school_stage',
])

function checkBreakdowns(
  { entity, points }: Measure,
  breakdowns: readonly BreakdownName[],
  refuse: Refuse,
): void {
  for (const by of breakdowns) {
    const field = MADE_OF[by] ?? by
    if (field === POINTS && points) continue
    if (!OF_ORGS.has(by) && !ENTITIES[entity].fields.some(({ name }) => name === field))
      refuse(`${entity} cannot be broken down by ${by}: it has no field "${field}"`)
  }
}

/** Moves are sums without rows behind them, and direct children are counted by their superior only. */
function checkMoves(measure: Measure, refuse: Refuse): void {
  const { basis, with: figures, per, reach } = measure
  const isOfMoves = basis.kind === 'movement' || basis.kind === 'change'
  const isPlain = !figures && !per && (measure.aggregate === 'count' || 'sum' in measure.aggregate)
  if (isOfMoves && !isPlain) refuse(`${basis.kind} is a sum of moves: there are no rows to take a figure of`)
  if (reach === 'children' && (!isPlain || measure.entity !== 'org'))
    refuse('only counts of organisations can be taken of direct children')
  if (reach === 'itself' && measure.entity !== 'org') refuse('only organisations have a value of their own')
}

/** The field that the figures of a row are matched by, where it is not its id. */
function keyOf({ with: figures }: Figured): string | undefined {
  return Object.values(figures ?? {})[0]?.key
}

function checkInner({ of, by, sum, distinct }: Inner, refuse: Refuse): void {
  const columns = figuredColumns(of, refuse)
  checkRows(of, columns, refuse)
  if (typeOf(by, columns, refuse) !== 'id') refuse(`"${by}" of ${of.entity} names no row: it is no id`)
  if (sum !== undefined) checkExpression(sum, columns, refuse)
  if (distinct !== undefined) typeOf(distinct, columns, refuse)
  if (sum !== undefined && distinct !== undefined)
    refuse('a figure of a row is one number: a sum, or a number of values')
  if (of.basis.kind === 'movement' || of.basis.kind === 'change')
    refuse(`${of.basis.kind} is a sum of moves: there are no rows to take a figure of`)
}

function columnsOf({ entity }: Rows, refuse: Refuse): Map<string, FieldType> {
  const known = ENTITIES[entity]
  if (!known) refuse(`there is no entity ${entity}`)
  return new Map<string, FieldType>([
    ...known.fields.map(({ name, type }): [string, FieldType] => [name, type]),
    // the row's own id
    ['id', 'id'],
  ])
}

function checkRows({ entity, place, where, basis }: Rows, columns: Columns, refuse: Refuse): void {
  if (place !== undefined && !(place.endsWith('org_id') && typeOf(place, columns, refuse) === 'id'))
    refuse(`"${place}" of ${entity} holds no organisation`)
  if ('field' in basis && !DAYS.includes(typeOf(basis.field, columns, refuse)))
    refuse(`"${basis.field}" of ${entity} is no day`)
  for (const predicate of where) checkPredicate(predicate, columns, refuse, entity)
}

function checkPredicate(
  predicate: Predicate,
  columns: Columns,
  refuse: Refuse,
  entity?: Rows['entity'],
): void {
  for (const leaf of leavesOf(predicate)) {
    const type = typeOf(leaf.field, columns, refuse)
    if ('than' in leaf) checkComparison(leaf.field, type, leaf.than, columns, refuse)
    else if (!('is' in leaf)) {
      const values = entity && ENTITIES[entity].fields.find(({ name }) => name === leaf.field)?.values
      for (const value of 'in' in leaf ? leaf.in : leaf.notIn)
        if (!isValue(value, type, values)) refuse(`"${leaf.field}" is never ${JSON.stringify(value)}`)
    }
  }
}

/** Whether a field of this type can have a value; `''` is a text that is not known. */
function isValue(value: string, type: FieldType, values: readonly string[] | undefined): boolean {
  if (values) return value === '' || values.includes(value)
  if (type === 'flag') return value === '0' || value === '1'
  if (DAYS.includes(type)) return isDay(value)
  if (type === 'instant') return false
  return type === 'text' || type === 'name' || /^-?\d+$/.test(value)
}

function isDay(value: unknown): boolean {
  return typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value)
}

function checkComparison(field: string, type: FieldType, than: Term, columns: Columns, refuse: Refuse): void {
  const isTime = DAYS.includes(type) || type === 'instant'
  if (!isTime && !NUMBERS.includes(type)) refuse(`"${field}" is neither number nor day: it has no order`)
  if ('day' in than) {
    if (!isTime) refuse(`"${field}" is no day, and cannot be compared with the days asked about`)
    if (than.less && REFERENCE_VALUES[than.less].unit !== '天') refuse(`"${than.less}" is no number of days`)
    return
  }
  if ('last' in than) {
    if (!/^\d{2}-\d{2}$/.test(than.last) || than.last === '02-29' || !Date.parse(`2023-${than.last}`))
      refuse(`${JSON.stringify(than.last)} is no date of the year, like 11-01`)
    if (!isTime && type !== 'count') refuse(`"${field}" is neither day nor year`)
    return
  }
  if ('const' in than) {
    const fits = isTime ? isDay(than.const) : typeof than.const === 'number'
    if (!fits) refuse(`"${field}" cannot be compared with ${JSON.stringify(than.const)}`)
    return
  }
  if ('yearOf' in than) {
    if (!DAYS.includes(typeOf(than.yearOf, columns, refuse)))
      refuse(`"${than.yearOf}" is no day: it has no year`)
    if (type !== 'count') refuse(`"${field}" is no year`)
    return
  }
  const other = typeOf(than.field, columns, refuse)
  if (isTime && 'percent' in than) refuse(`a day has no percentage: "${than.field}"`)
  const fits = isTime
    ? (type === 'instant') === (other === 'instant') && (other === 'instant' || DAYS.includes(other))
    : NUMBERS.includes(other) && !('plus' in than)
  if (!fits) refuse(`"${field}" cannot be compared with "${than.field}"`)
}

function checkAggregate(aggregate: Aggregate, columns: Columns, refuse: Refuse): void {
  if (aggregate === 'count') return
  if ('distinct' in aggregate) typeOf(aggregate.distinct, columns, refuse)
  else if ('sum' in aggregate) checkExpression(aggregate.sum, columns, refuse)
  else if ('avg' in aggregate) checkExpression(aggregate.avg, columns, refuse)
  else {
    if (!(aggregate.quantile > 0 && aggregate.quantile < 1))
      refuse(`a quantile is between 0 and 1, not ${aggregate.quantile}`)
    checkExpression(aggregate.of, columns, refuse)
  }
}

function checkExpression(expression: Expression, columns: Columns, refuse: Refuse): void {
  const typesOf = (fields: readonly string[]) => fields.map(field => typeOf(field, columns, refuse))
  if (typeof expression === 'string' || 'minus' in expression) {
    const fields = typeof expression === 'string' ? [expression] : expression.minus
    typesOf(fields).forEach((type, i) => {
      if (!NUMBERS.includes(type)) refuse(`"${fields[i]}" is no number to be added up`)
    })
    return
  }
  const [wanted, fields] = 'days' in expression ? [DAYS, expression.days] : [['instant'], expression.minutes]
  typesOf(fields).forEach((type, i) => {
    if (!wanted.some(each => each === type))
      refuse(`"${fields[i]}" is no ${'days' in expression ? 'day' : 'instant'}`)
  })
}

function typeOfReference(field: string): FieldType | undefined {
  const name = referenceOf(field)
  return name && (REFERENCE_VALUES[name].unit === '日期' ? 'date' : 'fen')
}

function typeOf(field: string, columns: Columns, refuse: Refuse): FieldType {
  return (
    columns.get(field) ??
    typeOfReference(field) ??
    refuse(`there is no field "${field}"; there are ${[...columns.keys()].join(', ')}`)
  )
}
