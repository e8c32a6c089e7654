import type { State } from '../../../ingest/demo/table.ts'
import type { Entity } from '../../../warehouse/catalogue/entities.ts'
import { UNKNOWN_DAY } from '../../../warehouse/contract/calendar.ts'

const DAY_MS = 86_400_000
const SHANGHAI_MS = 8 * 3_600_000

/** Everything that ever happened to one row, in the order in which it happened. */
export class History {
  /** `state` is null from a deletion on. */
  private readonly versions: { day: number; state: State | null }[] = []
  private start = UNKNOWN_DAY

  constructor(private readonly entity: Entity) {}

  /** `at` is the commit time in milliseconds; a day never lies before that of the change in front of it. */
  add(at: number, state: State | null): void {
    const day = Math.floor((at + SHANGHAI_MS) / DAY_MS)
    const before = this.versions[this.versions.length - 1]
    this.versions.push({ day: Math.max(day, before?.day ?? day), state })
    const start = state && this.entity.startDate ? state[this.entity.startDate] : undefined
    if (typeof start === 'number' && start !== UNKNOWN_DAY) this.start = start
  }

  /** The row as it is now; null when it is deleted. */
  get last(): State | null {
    return this.versions[this.versions.length - 1]?.state ?? null
  }

  /** The row as it was last seen, also when it is deleted by now. */
  get lastKnown(): State | undefined {
    return this.versions.findLast(version => version.state !== null)?.state ?? undefined
  }

  /** The row as it was known at the end of a day; what was first told of later stands as it was first told. */
  knownOn(day: number): State | undefined {
    const told = this.versions.filter(version => version.state !== null)
    return (told.findLast(version => version.day <= day) ?? told[0])?.state ?? undefined
  }

  /**
   * The day and state with which the row counted for the first time; undefined when it never did. `isKnown` is false where
   * that day is only the one on which it was first seen: the start date of such a row was never told.
   */
  get beginning(): { day: number; state: State; isKnown: boolean } | undefined {
    for (const [i, { day, state }] of this.versions.entries()) {
      if (!state || !this.counts(state)) continue
      const first = this.versions[0]
      const wasDeleted = this.versions.slice(0, i).some(version => version.state === null)
      const hasStart = this.start !== UNKNOWN_DAY
      const isBackdated = first !== undefined && hasStart && this.start < first.day && !wasDeleted
      const isKnown = hasStart || wasDeleted || this.entity.startDate === undefined
      return { day: isBackdated ? this.start : day, state, isKnown }
    }
    return undefined
  }

  /** The changes by which the row ceased to count without being deleted. */
  get endings(): { day: number; row: State }[] {
    return this.versions.flatMap(({ day, state }, i) => {
      const before = this.versions[i - 1]?.state
      return state && before && this.counts(before) && !this.counts(state) ? [{ day, row: state }] : []
    })
  }

  /** The state at the end of a day; null when the row does not count then. */
  on(day: number): State | null {
    const { beginning } = this
    if (!beginning || day < beginning.day) return null
    let found: State | null = beginning.state
    let hasBegun = false
    for (const version of this.versions) {
      if (version.state === beginning.state) hasBegun = true
      // between the start date and the first change that made it count, it counts as that change found it
      if (hasBegun && version.day <= day) found = version.state
    }
    return found && this.counts(found) ? found : null
  }

  private counts(state: State): boolean {
    const { present } = this.entity
    return present === 'always' || present.in.includes(String(state[present.field]))
  }
}
