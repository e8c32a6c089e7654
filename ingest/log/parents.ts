import type { EntityName, Value } from '../../warehouse/catalogue/entities.ts'
import { UNKNOWN_DAY } from '../../warehouse/contract/calendar.ts'
import { Fold, hasField } from './fold.ts'
import type { Rules } from './rules.ts'
import type { Version } from './timeline.ts'

/**
 * How the rows of one system take fields that they do not send from the row of another entity that they belong to: a
 * payment its branch and month from its bill.
 */
export interface ParentLink {
  system: number
  parent: EntityName
  /** The field that holds the parent's id. */
  key: number
  /** Field of the row, and the parent's field that it comes from. */
  fields: readonly { field: number; from: number }[]
  /**
   * A date field: the parent counts as it was on that day, and what becomes of it later is its own affair (the branch of a
   * member at a check-in). Null: the row follows every change of its parent (the branch of a bill, which only a correction
   * changes).
   */
  asOf: number | null
  /** Under this name the log keeps the position in the parent's log up to which it follows. Differs when the rest does. */
  source: string
}

/** What a parent's row said from a moment on; undefined for a field that it has never sent. */
export interface FactStep {
  at: number
  on: number
  values: readonly (Value | undefined)[]
}

/** A link and the steps of the parents that rows may need, by the parent's id. */
export interface ParentFacts {
  link: ParentLink
  steps: ReadonlyMap<string, readonly FactStep[]>
}

/** A version of a row, or a change of its parent (`version` null), in the order in which they count. */
export interface Moment {
  version: Version | null
  at: number
  on: number
  /** `at`, never before that of the version in front: the order of a key's versions is not that of its source's clock. */
  time: number
}

/**
 * What one parent's timeline says of the fields that a link takes from it, step by step. A deletion says nothing: money
 * that was paid stays with the branch of its bill when the bill is cleaned away. What a field was first known to be counts
 * from the beginning, so that a parent that comes late, or in a snapshot of today, does not move its children to today.
 */
export function stepsOf(
  rules: Pick<Rules, 'unknown' | 'all'>,
  timeline: readonly Version[],
  link: ParentLink,
): FactStep[] {
  const fold = new Fold(rules)
  const steps: FactStep[] = []
  let at = Number.NEGATIVE_INFINITY
  let on = Number.NEGATIVE_INFINITY
  for (const version of timeline) {
    if (!fold.take(version)) continue
    at = Math.max(at, version.at)
    on = Math.max(on, version.on)
    const before = steps.at(-1)?.values
    const values = link.fields.map(({ from }, i) =>
      hasField(fold.known, from) ? fold.state[from] : before?.[i],
    )
    if (values.every(value => value === undefined)) continue
    if (before && values.every((value, i) => value === before[i])) continue
    steps.push({ at, on, values })
  }
  const first = link.fields.map((_, i) => steps.find(step => step.values[i] !== undefined)?.values[i])
  const known = steps.map(step => ({ ...step, values: step.values.map((value, i) => value ?? first[i]) }))
  return known.filter(
    (step, i) => i === 0 || step.values.some((value, n) => value !== known[i - 1]?.values[n]),
  )
}

/** Whether two parents' steps say the same. */
export function sameSteps(a: readonly FactStep[], b: readonly FactStep[]): boolean {
  return (
    a.length === b.length &&
    a.every((step, i) => {
      const other = b[i]
      return (
        other !== undefined &&
        step.at === other.at &&
        step.on === other.on &&
        step.values.every((value, n) => value === other.values[n])
      )
    })
  )
}

/** Ids of the parents that a timeline ever named, under one link. */
export function parentIds(link: ParentLink, timeline: readonly Version[]): Set<string> {
  const ids = new Set<string>()
  for (const version of timeline) {
    const id = String(version.fields[link.key] ?? '0')
    if (hasField(version.sent, link.key) && id !== '0') ids.add(id)
  }
  return ids
}

/** The moments at which a row may change: its own versions, and the changes of the parents that it follows. */
export function momentsOf(timeline: readonly Version[], parents: readonly ParentFacts[]): Moment[] {
  let time = Number.NEGATIVE_INFINITY
  const own = timeline.map((version): Moment => {
    time = Math.max(time, version.at)
    return { version, at: version.at, on: version.on, time }
  })
  const followed = parents.filter(({ link }) => link.asOf === null)
  const steps = followed.flatMap(({ link, steps: byId }) =>
    [...parentIds(link, timeline)].flatMap(id => byId.get(id)?.slice(1) ?? []),
  )
  if (steps.length === 0) return own
  const changes = steps.map(({ at, on }): Moment => ({ version: null, at, on, time: at }))
  // a parent's change of the same instant comes first: the row is then right at once
  const rank = (moment: Moment) => (moment.version === null ? 0 : 1)
  return [...changes, ...own].sort((a, b) => a.time - b.time || rank(a) - rank(b))
}

/**
 * The state of a row with what its parents said by then in the fields that it did not send itself, and which fields are
 * known with that. `firstDay` stands for the date of a row that has none.
 */
export function withFacts(
  parents: readonly ParentFacts[],
  { state, known }: Pick<Fold, 'state' | 'known'>,
  time: number,
  firstDay: number,
): { state: readonly Value[]; known: bigint } {
  const filled = [...state]
  let all = known
  for (const { link, steps: byId } of parents) {
    if (!hasField(known, link.key)) continue
    const steps = byId.get(String(state[link.key]))
    if (!steps) continue
    const day = link.asOf === null ? null : dayIn(state, known, link.asOf, firstDay)
    const step = steps.findLast(one => (day === null ? one.at <= time : one.on <= day)) ?? steps[0]
    for (const [i, { field }] of link.fields.entries()) {
      const value = step?.values[i]
      if (value === undefined || hasField(known, field)) continue
      filled[field] = value
      all |= 1n << BigInt(field)
    }
  }
  return { state: filled, known: all }
}

function dayIn(state: readonly Value[], known: bigint, field: number, otherwise: number): number {
  const day = hasField(known, field) ? state[field] : undefined
  return typeof day === 'number' && day !== UNKNOWN_DAY ? day : otherwise
}
