import type { MetricCondition, PaceLine, RowCondition } from '../../warehouse/catalogue/alertRule.ts'
import { storedPer } from '../../warehouse/catalogue/comparedUnit.ts'
import { REFERENCE_VALUES, type ReferenceName } from '../../warehouse/catalogue/referenceValues.ts'
import type { Unit } from '../../warehouse/contract/unit.ts'
import { type ReferenceRow, referenceValue } from '../../warehouse/reference/referenceValues.ts'
import type { ReferencePlace } from '../../warehouse/reference/scope.ts'

/** What a condition compares with at an organisation on a day, in the stored unit of the figure. */
export interface DrawnLine {
  /** A number, or so many times the figure of the metric that the condition names. */
  line: number | { times: number }
  clears?: number
  until?: number
  /** The target that a line of pace is drawn by. */
  target?: number
}

/** The reference values of a day: rows that are for any organisation of the tree. */
export interface References {
  rows: readonly ReferenceRow[]
  day: number
}

/**
 * The line of a condition at an organisation; undefined where none is in force: no reference value, or a deadline that has
 * not passed. Pure.
 */
export function drawnAt(
  condition: MetricCondition | RowCondition,
  unit: Unit,
  place: ReferencePlace,
  references: References,
): DrawnLine | undefined {
  const { after, clears } = condition
  const due = after && valueAt(after, place, references)
  if (after && (due === undefined || references.day <= due)) return undefined
  const stored = (name: ReferenceName) => storedAt(name, unit, place, references)
  const until = 'until' in condition && condition.until ? stored(condition.until) : undefined
  const drawn = lineAt(condition, unit, place, references)
  if (!drawn) return undefined
  const cleared = typeof clears === 'object' ? stored(clears.reference) : clears
  return {
    ...drawn,
    ...(cleared === undefined ? {} : { clears: cleared }),
    ...(until === undefined ? {} : { until }),
  }
}

function lineAt(
  { line }: MetricCondition | RowCondition,
  unit: Unit,
  place: ReferencePlace,
  references: References,
): DrawnLine | undefined {
  if (typeof line === 'number') return { line }
  if ('metric' in line) return { line: { times: line.times } }
  if ('due' in line) return paceAt(line, unit, place, references)
  const value = storedAt(line.reference, unit, place, references)
  return value === undefined ? undefined : { line: value }
}

/** The share of a target that is due by the end of the day; nothing before its phase has begun or where it is not dated. */
function paceAt(
  { target, due }: PaceLine,
  unit: Unit,
  place: ReferencePlace,
  references: References,
): DrawnLine | undefined {
  const whole = storedAt(target, unit, place, references)
  const phase = referenceValue(references.rows, due, place, references.day)
  if (whole === undefined || !phase || phase.value < phase.from) return undefined
  const elapsed = (references.day - phase.from + 1) / (phase.value - phase.from + 1)
  return { line: whole * Math.min(1, elapsed), target: whole }
}

/** The lines of a condition that are in force anywhere on a day, without regard to deadlines; a line by a metric is none. Pure. */
export function linesInForce(
  { line, clears }: MetricCondition | RowCondition,
  unit: Unit,
  references: References,
): number[] {
  const named = [line, ...(clears === undefined ? [] : [clears])]
  return named.flatMap(each => {
    if (typeof each === 'number') return [each]
    if (!('reference' in each)) return []
    return valuesOf(each.reference, references).map(value => inStored(value, each.reference, unit))
  })
}

/** Whether a line of the condition may be in force anywhere on a day, now or after its deadline. Pure. */
export function isInForce({ line, after }: MetricCondition | RowCondition, references: References): boolean {
  const names: ReferenceName[] = []
  if (typeof line === 'object' && 'reference' in line) names.push(line.reference)
  if (typeof line === 'object' && 'due' in line) names.push(line.target, line.due)
  if (after) names.push(after)
  return names.every(name => valuesOf(name, references).length > 0)
}

/** Whether the deadline of a condition has passed anywhere; of one without a deadline, always. Pure. */
export function isDue({ after }: MetricCondition | RowCondition, references: References): boolean {
  return after === undefined || valuesOf(after, references).some(due => due < references.day)
}

/** The values that hold on a day, of each scope its latest. */
function valuesOf(name: ReferenceName, { rows, day }: References): number[] {
  const latest = new Map<string, ReferenceRow>()
  for (const row of rows) {
    if (row.what !== name || row.from > day) continue
    const scope = JSON.stringify(row.scope)
    const known = latest.get(scope)
    if (!known || known.from < row.from) latest.set(scope, row)
  }
  return [...latest.values()].flatMap(({ value }) => (value === null ? [] : [value]))
}

function valueAt(name: ReferenceName, place: ReferencePlace, { rows, day }: References): number | undefined {
  return referenceValue(rows, name, place, day)?.value
}

function storedAt(
  name: ReferenceName,
  unit: Unit,
  place: ReferencePlace,
  { rows, day }: References,
): number | undefined {
  const found = referenceValue(rows, name, place, day)
  return found && inStored(found.value, name, unit)
}

function inStored(value: number, name: ReferenceName, unit: Unit): number {
  return value * (storedPer(REFERENCE_VALUES[name].unit, unit) ?? 1)
}
