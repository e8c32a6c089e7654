import { REFERENCE_NAMES, type ReferenceName } from '../referenceValues.ts'

/**
 * What rows a measure counts: a closed, small language that compiles to bound SQL (`warehouse/query/predicateSql.ts`) and is
 * checked against the entity when the product starts (`checkMetric.ts`).
 *
 * A comparison with a date that is not known is false, and so is one with a figure that a row does not have. `not` turns the
 * answer round: of "ended in time" it makes "ended late or not known"; for "ended late" take the opposite operator.
 */
export type Predicate =
  | Condition
  | { field: string; notIn: readonly string[] }
  | { field: string; is: 'known' | 'unknown' }
  | Comparison
  | { all: readonly Predicate[] }
  | { any: readonly Predicate[] }
  | { not: Predicate }

const REFERENCE = 'reference_'

/**
 * What holds of a reference value for the organisation that a row stands at, on the last day asked about: a field like those
 * of the row, in the stored unit (minutes, fractions of 1, days). Where nothing holds, no comparison with it is true.
 */
export function reference(name: ReferenceName): string {
  return `${REFERENCE}${name}`
}

/** The reference value that a field stands for. */
export function referenceOf(field: string): ReferenceName | undefined {
  return REFERENCE_NAMES.find(name => reference(name) === field)
}

/** Values as the change feed writes them: ids in decimal, days as YYYY-MM-DD, flags as 0 and 1. */
export interface Condition {
  field: string
  in: readonly string[]
}

export interface Comparison {
  field: string
  op: Operator
  than: Term
}

export const OPERATORS = ['<', '<=', '=', '!=', '>=', '>'] as const
export type Operator = (typeof OPERATORS)[number]

/**
 * What a field is compared with: a constant (a number in the unit of the field, a day as YYYY-MM-DD), another field of the
 * row or so many percent of it, the first or last day asked about (`less`: by so many days of a reference value before), or the `last` day of a date (MM-DD) up to then, where a
 * season begins: a number is compared with its year, as with that of another day of the row (`yearOf`). Days and instants have a span added.
 */
export type Term =
  | { const: number | string }
  | { field: string; plus?: Span }
  | { field: string; percent: number }
  | { yearOf: string }
  | { day: 'from' | 'to'; plus?: Span; less?: ReferenceName }
  | { last: string; plus?: Span }

/** Added to a day or an instant; negative goes back. */
export interface Span {
  days?: number
  months?: number
}

/** Whether it is a plain list of values that count. */
export function isCondition(predicate: Predicate): predicate is Condition {
  return 'in' in predicate
}

/** The leaves of a predicate, without the tree around them. */
export function leavesOf(
  predicate: Predicate,
): Exclude<Predicate, { all: unknown } | { any: unknown } | { not: unknown }>[] {
  if ('all' in predicate) return predicate.all.flatMap(leavesOf)
  if ('any' in predicate) return predicate.any.flatMap(leavesOf)
  if ('not' in predicate) return leavesOf(predicate.not)
  return [predicate]
}

/** Every field that a predicate looks at, each once. */
export function fieldsOf(predicate: Predicate): string[] {
  const fields = leavesOf(predicate).flatMap(leaf =>
    'than' in leaf ? [leaf.field, ...fieldsOfTerm(leaf.than)] : [leaf.field],
  )
  return [...new Set(fields)]
}

function fieldsOfTerm(term: Term): string[] {
  if ('field' in term) return [term.field]
  if ('day' in term) return term.less ? [reference(term.less)] : []
  return 'yearOf' in term ? [term.yearOf] : []
}

/**
 * Whether a predicate looks at the days asked about, or at a reference value of such a day, so that a row answers it differently
 * from day to day.
 */
export function asksDay(predicate: Predicate): boolean {
  if (fieldsOf(predicate).some(field => referenceOf(field) !== undefined)) return true
  return leavesOf(predicate).some(leaf => 'than' in leaf && ('day' in leaf.than || 'last' in leaf.than))
}
