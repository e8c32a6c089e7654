import type { PointShare } from '../../catalogue/metrics/metric.ts'
import { fieldsOf, reference, referenceOf } from '../../catalogue/metrics/predicate.ts'
import { type PredicateContext, predicateSql } from '../predicateSql.ts'

/** The columns and figures of a row that its points need. */
export function fieldsOfPoints(points: readonly PointShare[]): string[] {
  return points
    .flatMap(share => ('holds' in share ? fieldsOf(share.holds) : [share.of, share.outOf]))
    .filter(field => referenceOf(field) === undefined)
}

/**
 * SQL of the points of a row: the mean of its shares by their weights, a whole number from 0 to 100; −1 where there are none. Pure.
 */
export function pointsSql(points: readonly PointShare[], context: PredicateContext): string {
  const shares = points.map(share => shareSql(share, context))
  const weights = points.map(({ weight }) => `toFloat64(${valueSql(reference(weight), context)})`)
  const sum = shares.map((share, i) => `${weights[i]} * ifNull(${share}, 0)`).join(' + ')
  const counted = shares.map((share, i) => `${weights[i]} * isNotNull(${share})`).join(' + ')
  // what is a half but for the noise of doubles goes up
  return `ifNull(toInt64(floor(round(100 * (${sum}) / nullIf(${counted}, 0), 6) + 0.5)), -1)`
}

function shareSql(share: PointShare, context: PredicateContext): string {
  if ('holds' in share) return `toNullable(toFloat64(ifNull(${predicateSql(share.holds, context)}, 0)))`
  const [of, outOf] = [share.of, share.outOf].map(field => `toFloat64(${valueSql(field, context)})`)
  // least() would leave out what is null, and say 1
  return `if(ifNull(${outOf}, 0) > 0, least(1, ${of} / ${outOf}), null)`
}

function valueSql(field: string, { reference: referenceSql }: PredicateContext): string {
  const name = referenceOf(field)
  if (!name) return field
  if (!referenceSql) throw new Error(`no reference value is known of these rows: ${name}`)
  return referenceSql(name)
}
