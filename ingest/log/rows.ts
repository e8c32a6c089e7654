import { type Entity, UNKNOWN_DAY, unknownOf, type Value } from '../../warehouse/catalogue/entities.ts'
import { Fold, hasField } from './fold.ts'
import { momentsOf, type ParentFacts, withFacts } from './parents.ts'
import type { Version } from './timeline.ts'

/**
 * How a state begins or ends. `enter`: present for the first time; `return`: present again after having been so;
 * `gone`: marks the state in which a row that still exists ceased to be present, so that the reason can be counted.
 */
export type Transition =
  | 'enter'
  | 'return'
  | 'leave'
  | 'gone'
  | 'move_in'
  | 'move_out'
  | 'edit_in'
  | 'edit_out'

/** One signed row: a state begins (+1) or ends (−1), effective on a day. */
export interface SignedRow {
  sign: 1 | -1
  transition: Transition
  /** Effective business day. */
  day: number
  /** Business day and instant of the change behind it. */
  changedOn: number
  changedAt: number
  state: readonly Value[]
  /** The version of the timeline that caused it, or behind which the parent's change lies that did. */
  by: Pick<Version, 'ver' | 'source' | 'at'>
}

/** What `rows` needs to know of an entity, prepared once. */
export interface Rules {
  org: number
  required: bigint
  startDate: number | undefined
  /** The value that stands for "not known", per field. */
  unknown: readonly Value[]
  isPresent(state: readonly Value[]): boolean
}

export function rulesOf(entity: Entity): Rules {
  const index = (name: string) => {
    const i = entity.fields.findIndex(field => field.name === name)
    if (i < 0) throw new Error(`entity ${entity.name} has no field ${name}`)
    return i
  }
  const present = entity.present
  const presentField = present === 'always' ? -1 : index(present.field)
  const presentValues = new Set<Value>(present === 'always' ? [] : present.in)
  return {
    org: index(entity.org),
    required: entity.required.reduce((mask, name) => mask | (1n << BigInt(index(name))), 0n),
    startDate: entity.startDate === undefined ? undefined : index(entity.startDate),
    unknown: entity.fields.map(field => unknownOf(field.type)),
    isPresent: state => presentField < 0 || presentValues.has(state[presentField] ?? ''),
  }
}

/**
 * What a complete timeline of one key means: its signed rows, in order. Pure.
 *
 * `timeline` is sorted without doubles (`addVersions`). The sum of the rows up to a day is the state on that day; no sum is
 * ever negative.
 *
 * - A streaming version whose source position is lower than one before it, in the same lineage, is a replay and changes
 *   nothing (`Fold`).
 * - Fields that a version did not send come from the versions before it; a deletion forgets them. A row counts as
 *   existing only once all required fields are known and it is known not to be marked as deleted.
 * - Fields of a parent come from `parents`; a change of the parent changes the row on the day of that change.
 * - A change takes effect on the day of the change, never before the day of the version in front of it.
 * - The first `enter` stands on the latest known start date if that lies before the first change.
 */
export function rows(
  rules: Rules,
  timeline: readonly Version[],
  parents: readonly ParentFacts[] = [],
): SignedRow[] {
  const out: SignedRow[] = []
  const fold = new Fold(rules.unknown)
  let state: readonly Value[] = []
  let present = false
  let day = Number.NEGATIVE_INFINITY
  let by: Version | undefined
  let first: SignedRow | undefined
  let isBeginning = false
  let firstChange: number | undefined
  let start = UNKNOWN_DAY

  for (const { version, at, on, time } of momentsOf(timeline, parents)) {
    const before = state
    const wasPresent: boolean = present
    if (version) {
      if (!fold.take(version)) continue
      by = version
      day = Math.max(day, on)
      firstChange ??= day
    }
    // nothing is known of a row before it speaks, whatever becomes of its parents
    if (by === undefined || firstChange === undefined) continue
    const { state: now, known } = parents.length === 0 ? fold : withFacts(parents, fold, time, firstChange)
    state = now
    const alive = fold.isShown && (known & rules.required) === rules.required
    present = alive && rules.isPresent(state)
    if (!version) {
      if (wasPresent === present && sameState(before, state)) continue
      day = Math.max(day, on)
    }
    if (rules.startDate !== undefined) {
      const isTold =
        hasField(version?.sent ?? 0n, rules.startDate) || hasField(known & ~fold.known, rules.startDate)
      const given = state[rules.startDate]
      if (isTold && typeof given === 'number' && given !== UNKNOWN_DAY) start = given
    }

    const row = { day, changedOn: day, changedAt: at, by }
    if (!wasPresent && present) {
      const entered: SignedRow = { ...row, sign: 1, transition: first ? 'return' : 'enter', state }
      out.push(entered)
      // `enter` of a row that had been deleted before it ever counted is not the beginning of its story
      if (!first) isBeginning = !fold.wasDeleted
      first ??= entered
    } else if (wasPresent && !present) {
      out.push({ ...row, sign: -1, transition: 'leave', state: before })
      if (alive) out.push({ ...row, sign: 1, transition: 'gone', state })
    } else if (present && !sameState(before, state)) {
      const moved = before[rules.org] !== state[rules.org]
      out.push({ ...row, sign: -1, transition: moved ? 'move_out' : 'edit_out', state: before })
      out.push({ ...row, sign: 1, transition: moved ? 'move_in' : 'edit_in', state })
    }
  }

  if (first && isBeginning && firstChange !== undefined && start !== UNKNOWN_DAY && start < firstChange)
    first.day = start
  return out
}

function sameState(a: readonly Value[], b: readonly Value[]): boolean {
  if (a === b) return true
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false
  return a.length === b.length
}
