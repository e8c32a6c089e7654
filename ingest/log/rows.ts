import { type Entity, UNKNOWN_DAY, unknownOf, type Value } from '../../warehouse/catalogue/entities.ts'
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
  /** The version of the timeline that caused it. */
  by: Version
}

/** What `rows` needs to know of an entity, prepared once. */
export interface Rules {
  fieldCount: number
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
    fieldCount: entity.fields.length,
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
 * `timeline` is sorted by (ver, source) without doubles (`addVersions`). The sum of the rows up to a day is the state on
 * that day; no sum is ever negative.
 *
 * - A streaming version whose source position is lower than one before it, in the same lineage, is a replay and changes
 *   nothing.
 * - Fields that a version did not send come from the versions before it; a deletion forgets them. A row counts as
 *   existing only once all required fields are known.
 * - A change takes effect on the day of the change, never before the day of the version in front of it.
 * - The first `enter` stands on the latest known start date if that lies before the first change.
 */
export function rows(rules: Rules, timeline: readonly Version[]): SignedRow[] {
  const out: SignedRow[] = []
  const highest = new Map<string, bigint>()
  let known = 0n
  let state: readonly Value[] = []
  let alive = false
  let present = false
  let day = Number.NEGATIVE_INFINITY
  let first: SignedRow | undefined
  let firstChange: number | undefined
  let start = UNKNOWN_DAY

  for (const version of timeline) {
    if (isReplay(version, highest)) continue
    day = Math.max(day, version.on)
    firstChange ??= day

    const before = state
    const wasPresent = present
    if (!version.alive) {
      known = 0n
      alive = false
    } else {
      state = fold(rules, state, known, version)
      known |= version.sent
      alive = (known & rules.required) === rules.required
      if (rules.startDate !== undefined && hasField(version.sent, rules.startDate)) {
        const given = state[rules.startDate]
        if (typeof given === 'number' && given !== UNKNOWN_DAY) start = given
      }
    }
    present = alive && rules.isPresent(state)

    const row = (sign: 1 | -1, transition: Transition, of: readonly Value[]): SignedRow => {
      const made: SignedRow = {
        sign,
        transition,
        day,
        changedOn: day,
        changedAt: version.at,
        state: of,
        by: version,
      }
      out.push(made)
      return made
    }
    if (!wasPresent && present) {
      if (first) row(1, 'return', state)
      else first = row(1, 'enter', state)
      continue
    }
    if (wasPresent && !present) {
      row(-1, 'leave', before)
      if (alive) row(1, 'gone', state)
      continue
    }
    if (!present || sameState(before, state)) continue
    const moved = before[rules.org] !== state[rules.org]
    row(-1, moved ? 'move_out' : 'edit_out', before)
    row(1, moved ? 'move_in' : 'edit_in', state)
  }

  // `enter` of a row that had been deleted before it ever counted is not the beginning of its story
  if (
    first &&
    firstChange !== undefined &&
    start !== UNKNOWN_DAY &&
    start < firstChange &&
    !deletedBefore(timeline, first.by)
  )
    first.day = start
  return out
}

function isReplay(version: Version, highest: Map<string, bigint>): boolean {
  if (version.lineage === '') return false
  const mark = highest.get(version.lineage)
  if (mark !== undefined && version.sourcePos < mark) return true
  highest.set(version.lineage, version.sourcePos)
  return false
}

function fold(rules: Rules, before: readonly Value[], known: bigint, version: Version): readonly Value[] {
  const all = (1n << BigInt(rules.fieldCount)) - 1n
  if ((version.sent & all) === all) return version.fields
  return rules.unknown.map((unknown, i) => {
    if (hasField(version.sent, i)) return version.fields[i] ?? unknown
    return hasField(known, i) ? (before[i] ?? unknown) : unknown
  })
}

function deletedBefore(timeline: readonly Version[], version: Version): boolean {
  for (const earlier of timeline) {
    if (earlier === version) return false
    if (!earlier.alive) return true
  }
  return false
}

function hasField(mask: bigint, field: number): boolean {
  return ((mask >> BigInt(field)) & 1n) === 1n
}

function sameState(a: readonly Value[], b: readonly Value[]): boolean {
  if (a === b) return true
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false
  return a.length === b.length
}
