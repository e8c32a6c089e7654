import { TuanshuError } from '../platform/errors.ts'
import { ENTITIES, type Entity, type EntityName } from './entities.ts'
import {
  type Aggregate,
  type Figured,
  type Measure,
  POINTS,
  type Rows,
  rowsBehind,
} from './metrics/metric.ts'
import {
  type Figure,
  fieldsOf,
  figuresOf,
  isGroupFigure,
  METRICS,
  type Metric,
  type MetricId,
} from './metrics.ts'

/** Fields that tell an attribute of a person. */
const PERSONAL_FIELDS: ReadonlySet<string> = new Set([
  'gender',
  'birth_month',
  'education',
  'payer_class',
  POINTS,
])

/** Fields that name a person. */
const PERSON_FIELDS: ReadonlySet<string> = new Set(['person_key', 'member_id', 'cadre_id'])

/** The strictest privacy of the entities that a metric looks at; undefined when none needs care. */
export function privacyOf(metric: Metric): Entity['privacy'] {
  const found = rowsOf(metric).map(({ entity }) => ENTITIES[entity].privacy)
  return found.find(each => each === 'restricted') ?? found.find(each => each !== undefined)
}

/** Whether a metric counts persons by an attribute of theirs without being broken down. */
export function isPersonalFigure(metric: Metric): boolean {
  return rowsOf(metric).some(({ where }) => where.flatMap(fieldsOf).some(field => PERSONAL_FIELDS.has(field)))
}

/** Whether a metric is a number of persons, a ratio by its numerator: so few that one could be known may not be told. */
export function countsPersons(metric: Metric): boolean {
  return measuresOf(metric).numerator.some(isOfPersons)
}

/** Whether what a ratio is a share of is a number of persons: a share of few tells of each. */
export function isShareOfPersons(metric: Metric): boolean {
  return measuresOf(metric).denominator.some(isOfPersons)
}

/** The lowest level that figures of `restricted` entities are told of: the city. Records of minors' offences are sealed below. */
export const LOWEST_TOLD_LEVEL = 3

/** Whether a metric is told of organisations as low as this level. */
export function isToldAt(id: MetricId, level: number): boolean {
  const metric = METRICS.get(id)
  return !metric || privacyOf(metric) !== 'restricted' || level <= LOWEST_TOLD_LEVEL
}

/** Throws `withheld` when one of the metrics is not told of organisations as low as this level. */
export function requireTellable(metrics: readonly MetricId[], level: number): void {
  for (const id of metrics)
    if (!isToldAt(id, level))
      throw new TuanshuError('withheld', `${id} is told of cities and those above them only`)
}

type Counted = Figured & Pick<Measure, 'aggregate' | 'per'>

/** What a metric counts, numerator and denominator; nothing of a procedure, whose way is its own. */
function measuresOf(metric: Metric): { numerator: readonly Counted[]; denominator: readonly Counted[] } {
  if (metric.kind === 'computed')
    return {
      numerator: metric.formula?.numerator.map(({ of }) => of) ?? [],
      denominator: metric.formula?.denominator.map(({ of }) => of) ?? [],
    }
  const [numerator, denominator] = figuresOf(metric).map(
    (figure): Figure => (isGroupFigure(figure) ? figure.of : figure),
  )
  return { numerator: numerator ? [numerator] : [], denominator: denominator ? [denominator] : [] }
}

/** Whether a measure counts persons. */
export function isOfPersons({ entity, aggregate, per }: Counted): boolean {
  if (per) return PERSON_FIELDS.has(per.by)
  return aggregate === 'count' ? isPerson(entity) : isDistinctPerson(aggregate)
}

function isDistinctPerson(aggregate: Exclude<Aggregate, 'count'>): boolean {
  return 'distinct' in aggregate && PERSON_FIELDS.has(aggregate.distinct)
}

/** Whether a row is a person: it stands for one, and ceases when it has another state. */
function isPerson(entity: EntityName): boolean {
  const { fields, present } = ENTITIES[entity]
  return present !== 'always' && fields.some(({ name }) => name === 'person_key')
}

/** All rows that a metric looks at, of whichever log. */
export function rowsOf(metric: Metric): Pick<Rows, 'entity' | 'where'>[] {
  const summed = figuresOf(metric).flatMap(figure =>
    isGroupFigure(figure) ? [figure.of, figure.inner] : [figure],
  )
  const { numerator, denominator } = measuresOf(metric)
  return [...summed, ...[...numerator, ...denominator].flatMap(rowsBehind)]
}
