import { dayOf, startOfDay } from '../../warehouse/platform/time/day.ts'
import { planActivitiesDay } from './activities.ts'
import { planBilling } from './dues.ts'
import { Journal } from './journal.ts'
import { liveChange } from './live.ts'
import { LIVES } from './lives.ts'
import { planMembersDay, snapshotMembers } from './members.ts'
import { calendarOf, Model, type ModelOptions, SECOND } from './model.ts'
import { planOrgsDay, snapshotOrgs } from './orgs.ts'
import { planSchoolsDay } from './schools.ts'

/** Length of a step of live operation. Steps, not the clock, decide what happens: a restart repeats them exactly. */
export const TICK_MS = 250

/**
 * The province as a whole: a snapshot of what exists when the history begins, then its life, in order of time. The same
 * options and the same calls give the same changes on every machine; everything it does goes through the journal.
 */
export class Simulation {
  readonly model: Model
  private isBegun = false
  private liveBudget = 0

  constructor(
    options: ModelOptions,
    readonly journal: Journal = new Journal(),
  ) {
    this.model = new Model(options, journal, LIVES)
  }

  /** The rows that exist at the start, organisations first. */
  snapshot(): void {
    if (this.isBegun) return
    this.isBegun = true
    snapshotOrgs(this.model)
    snapshotMembers(this.model)
    for (const life of LIVES) life.snapshot?.(this.model)
    this.model.hasBegun = true
    this.planDay(this.model.startDay)
  }

  /** Lives on until `until` (milliseconds, inclusive), at most `tasks` steps of it. Returns whether there is more to do. */
  advance(until: number, tasks?: number): boolean {
    this.snapshot()
    return this.model.run(until, tasks)
  }

  /** One step of live operation that ends at `at`: life goes on, and changes are added up to `rate` a second. */
  tick(at: number, rate: number): void {
    const { model, journal } = this
    const before = journal.count
    this.advance(at)
    this.liveBudget = Math.min(this.liveBudget + (rate * TICK_MS) / SECOND - (journal.count - before), rate)
    // a change of live operation can be no message at all: give up after as many attempts as would do
    for (let attempts = Math.ceil(this.liveBudget) * 3; this.liveBudget >= 1 && attempts > 0; attempts--) {
      const count = journal.count
      liveChange(model)
      this.liveBudget -= journal.count - count
    }
  }

  private planDay(day: number): void {
    const { model } = this
    const today = calendarOf(day)
    model.plan(startOfDay(day), () => {
      if (today.dayOfMonth === 1) planBilling(model, day)
      planSchoolsDay(model, today)
      planOrgsDay(model, today)
      planMembersDay(model, today)
      planActivitiesDay(model, today)
      for (const life of LIVES) life.day?.(model, today)
      this.planDay(dayOf(model.now) + 1)
    })
  }
}
