import type { EntityName } from '../../catalogue/entities.ts'
import type { Aggregate, Expression } from '../../catalogue/metrics/metric.ts'
import { typeOf, unknownSql } from '../predicateSql.ts'

/** Parts of a unit that a quantile is kept in: halves of days, and what is finer, are not lost. */
export const QUANTILE_PARTS = 1000

/** The columns that an expression needs. */
export function fieldsIn(expression: Expression): string[] {
  if (typeof expression === 'string') return [expression]
  if ('minus' in expression) return [...expression.minus]
  return 'days' in expression ? [...expression.days] : [...expression.minutes]
}

/** The columns that an aggregate needs. */
export function fieldsOfAggregate(aggregate: Aggregate): string[] {
  if (aggregate === 'count') return []
  if ('distinct' in aggregate) return [aggregate.distinct]
  if ('sum' in aggregate) return fieldsIn(aggregate.sum)
  return fieldsIn('avg' in aggregate ? aggregate.avg : aggregate.of)
}

/** Whether a number names the same person, organisation or thing in every system, so that it needs no system beside it. */
export function isShared(entity: EntityName, field: string): boolean {
  return field.endsWith('_key') || field.endsWith('org_id') || typeOf(entity, field) !== 'id'
}

/**
 * SQL of the two sums of an aggregate over rows of which each stands for `copies` equal ones: value = first ÷ second. Pure.
 */
export function aggregateSql(
  entity: EntityName,
  aggregate: Aggregate,
): { numerator: string; denominator: string } {
  if (aggregate === 'count') return { numerator: 'toInt64(sum(copies))', denominator: 'toInt64(1)' }
  if ('distinct' in aggregate) {
    const { distinct } = aggregate
    const key = isShared(entity, distinct) ? distinct : `(system, ${distinct})`
    const known = `${distinct} != ${unknownSql(typeOf(entity, distinct))}`
    return { numerator: `toInt64(uniqExactIf(${key}, ${known}))`, denominator: 'toInt64(1)' }
  }
  const expression = 'sum' in aggregate ? aggregate.sum : 'avg' in aggregate ? aggregate.avg : aggregate.of
  const value = expressionSql(expression)
  const known = knownSql(entity, expression)
  const sum = `toInt64(sumIf(copies * ${value}, ${known}))`
  if ('sum' in aggregate) return { numerator: sum, denominator: 'toInt64(1)' }
  if ('avg' in aggregate) return { numerator: sum, denominator: `toInt64(sumIf(copies, ${known}))` }
  const quantile = `quantileExactWeightedInterpolatedIf(${aggregate.quantile})(${value}, toUInt64(copies), ${known})`
  return {
    numerator: `toInt64(if(countIf(${known}) = 0, 0, round(${quantile} * ${QUANTILE_PARTS})))`,
    denominator: `toInt64(if(countIf(${known}) = 0, 0, ${QUANTILE_PARTS}))`,
  }
}

function expressionSql(expression: Expression): string {
  if (typeof expression === 'string') return `toInt64(${expression})`
  if ('minus' in expression) {
    const [from, less] = expression.minus
    return `(toInt64(${from}) - toInt64(${less}))`
  }
  if ('days' in expression) return `dateDiff('day', ${expression.days.join(', ')})`
  return `dateDiff('minute', ${expression.minutes.join(', ')})`
}

/** Both ends of a time are known; numbers always are. */
function knownSql(entity: EntityName, expression: Expression): string {
  const isTime = typeof expression !== 'string' && !('minus' in expression)
  if (!isTime) return '1'
  return fieldsIn(expression)
    .map(field => `${field} != ${unknownSql(typeOf(entity, field))}`)
    .join(' and ')
}
