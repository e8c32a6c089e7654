import type { CalendarDay, Model } from './model.ts'
import type { Member } from './org.ts'
import type { MemberStatus } from './rows.ts'

/**
 * One side of the province's life beside its organisations, members, dues and activities: which rows there are, and what
 * happens to them by the rules of the League. A life is one file of `lives/`, stands in `lives.ts`, and draws its chances
 * from a stream of its own (`model.randomOf`), so that another life does not reshuffle it.
 */
export interface Life {
  /** Names its stream of chances. */
  name: string
  /** What exists when the history begins. */
  snapshot?(model: Model): void
  /** Plans what happens on a day; runs at its first instant, before anything else of it. */
  day?(model: Model, today: CalendarDay): void
  /** Changes of live operation: each by its weight beside those of `live.ts`, which come to 100. */
  live?: readonly { weight: number; run(model: Model): void }[]
  /** Somebody was entered, for the first time or again; not yet active where still to be approved. */
  admitted?(model: Model, member: Member): void
  /** Somebody's record became active: approved, restored, arrived. */
  activated?(model: Model, member: Member): void
  /** Somebody left, by the status that his record has now. */
  departed?(model: Model, member: Member, status: MemberStatus): void
}
