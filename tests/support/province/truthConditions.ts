import type { State } from '../../../ingest/demo/table.ts'
import {
  type Figure,
  figuresOf,
  isGroupFigure,
  METRICS,
  type Metric,
  type Predicate,
} from '../../../warehouse/catalogue/metrics.ts'
import { UNKNOWN_DAY } from '../../../warehouse/contract/calendar.ts'

/** Whether a row in this state is counted by a figure. */
export function matches(figure: Figure, state: State): boolean {
  return figure.where.every(predicate => holds(predicate, state))
}

/** The metrics that the truth can answer: sums of signed rows by what stands in a field, of movements only those that enter. */
export const TOLD_METRICS: readonly Metric[] = [...METRICS.values()].filter(
  metric =>
    metric.kind !== 'computed' &&
    figuresOf(metric).every(
      figure =>
        isGroupFigure(figure) ||
        (figure.where.every(isSayable) &&
          (figure.basis.kind !== 'movement' || figure.basis.transitions.join() === 'enter')),
    ),
)

/** Whether `holds` knows all that a condition compares. */
function isSayable(predicate: Predicate): boolean {
  if ('all' in predicate) return predicate.all.every(isSayable)
  if ('any' in predicate) return predicate.any.every(isSayable)
  if ('not' in predicate) return isSayable(predicate.not)
  return 'in' in predicate || 'notIn' in predicate || 'is' in predicate
}

/** What the conditions of the catalogue say of a state; written apart from the SQL that they compile to. */
function holds(predicate: Predicate, state: State): boolean {
  if ('all' in predicate) return predicate.all.every(each => holds(each, state))
  if ('any' in predicate) return predicate.any.some(each => holds(each, state))
  if ('not' in predicate) return !holds(predicate.not, state)
  const value = state[predicate.field]
  if ('in' in predicate) return predicate.in.includes(String(value))
  if ('notIn' in predicate) return !predicate.notIn.includes(String(value))
  const isKnown = value !== UNKNOWN_DAY && value !== '' && value !== 0 && value !== '0'
  if ('is' in predicate) return (predicate.is === 'known') === isKnown
  throw new Error(`the truth does not know the comparison of ${predicate.field}`)
}
