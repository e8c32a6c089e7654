import type { Value } from '../../warehouse/catalogue/entities.ts'
import { UNKNOWN_DAY } from '../../warehouse/contract/calendar.ts'
import { Fold } from './fold.ts'
import { momentsOf, type ParentFacts, withFacts } from './parents.ts'
import type { Rules } from './rules.ts'
import { REKEYED, type Version } from './timeline.ts'

/**
 * How a state begins or ends. `enter`: present for the first time; `appear`: the same, of a row that did not begin then: its
 * start date is not known, so that nobody can say when it did, or it had another key and began under that. It is in stocks
 * and in no flow of beginnings; `return`: present again
 * after having been so; `gone`: marks the state in which a row that still exists ceased to be present, so that the reason
 * can be counted.
 */
export type Transition =
  | 'enter'
  | 'appear'
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
 * - The first `enter` stands on the latest known start date if that lies before the first change; where the entity has a
 *   start date and it was never known, it is an `appear` on the day of the change. So is that of a row that was given its
 *   key: the past is told under the old one.
 */
export function rows(
  rules: Rules,
  timeline: readonly Version[],
  parents: readonly ParentFacts[] = [],
): SignedRow[] {
  const story = new Story(rules, parents)
  if (parents.length === 0) {
    for (const version of timeline) story.tell(version, version, version.at)
  } else {
    for (const moment of momentsOf(timeline, parents)) story.tell(moment.version, moment, moment.time)
  }
  return story.end()
}

/** The story of one key while it is told, moment by moment. This is the hottest code of the ingest. */
class Story {
  private readonly out: SignedRow[] = []
  private readonly fold: Fold
  private state: readonly Value[] = []
  private isPresent = false
  private day = Number.NEGATIVE_INFINITY
  private by: Version | null = null
  private first: SignedRow | null = null
  private isBeginning = false
  private firstChange = Number.NEGATIVE_INFINITY
  private start = UNKNOWN_DAY

  constructor(
    private readonly rules: Rules,
    private readonly parents: readonly ParentFacts[],
  ) {
    this.fold = new Fold(rules)
  }

  /** A version of the row, or a change of its parent (null). */
  tell(version: Version | null, { at, on }: Pick<Version, 'at' | 'on'>, time: number): void {
    const { rules, fold, parents } = this
    if (version) {
      if (!fold.take(version)) return
      this.day = Math.max(this.day, on)
      if (this.by === null) this.firstChange = this.day
      this.by = version
    }
    const { by, state: before, isPresent: wasPresent } = this
    // nothing is known of a row before it speaks, whatever becomes of its parents
    if (by === null) return
    const { state, known } = parents.length === 0 ? fold : withFacts(parents, fold, time, this.firstChange)
    const alive = fold.isShown && (known & rules.required) === rules.required
    const isPresent = alive && rules.isPresent(state)
    if (!version) {
      if (wasPresent === isPresent && sameState(before, state)) return
      this.day = Math.max(this.day, on)
    }
    this.state = state
    this.isPresent = isPresent
    const told = parents.length === 0 ? by.sent : (version?.sent ?? 0n) | (known & ~fold.known)
    if ((told & rules.startBit) !== 0n) this.startsOn(state)

    if (!wasPresent && isPresent) {
      const isRekeyed = version !== null && (version.sent & REKEYED) !== 0n
      const beginning = isRekeyed ? 'appear' : 'enter'
      const entered = this.row(1, this.first ? 'return' : beginning, state, at, by)
      // `enter` of a row that had been deleted before it ever counted is not the beginning of its story
      if (this.first === null) this.isBeginning = !fold.wasDeleted && !isRekeyed
      this.first ??= entered
    } else if (wasPresent && !isPresent) {
      this.row(-1, 'leave', before, at, by)
      if (alive) this.row(1, 'gone', state, at, by)
    } else if (isPresent && !sameState(before, state)) {
      const moved = before[rules.org] !== state[rules.org]
      this.row(-1, moved ? 'move_out' : 'edit_out', before, at, by)
      this.row(1, moved ? 'move_in' : 'edit_in', state, at, by)
    }
  }

  end(): SignedRow[] {
    const { first, start, rules } = this
    if (!first || !this.isBeginning || rules.startDate === undefined) return this.out
    if (start === UNKNOWN_DAY) first.transition = 'appear'
    else if (start < this.firstChange) first.day = start
    return this.out
  }

  private startsOn(state: readonly Value[]): void {
    const given = state[this.rules.startDate ?? -1]
    if (typeof given === 'number' && given !== UNKNOWN_DAY) this.start = given
  }

  private row(
    sign: 1 | -1,
    transition: Transition,
    state: readonly Value[],
    changedAt: number,
    by: Version,
  ): SignedRow {
    const { day } = this
    const made: SignedRow = { sign, transition, day, changedOn: day, changedAt, state, by }
    this.out.push(made)
    return made
  }
}

/** Whether two states hold the same values. */
export function sameState(a: readonly Value[], b: readonly Value[]): boolean {
  if (a === b) return true
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false
  return a.length === b.length
}
