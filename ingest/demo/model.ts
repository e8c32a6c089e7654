import type { EntityName } from '../../warehouse/catalogue/entities.ts'
import { addMonths, dayOf, formatDay, monthOf, startOfDay } from '../../warehouse/platform/time/day.ts'
import type { Province } from './divisions.ts'
import { checkFact, type Fact, type FactValues } from './facts.ts'
import type { Journal } from './journal.ts'
import type { Life } from './life.ts'
import type { Bill, Member, Org, Sector, World } from './org.ts'
import type { OrgBuilder } from './orgBuilder.ts'
import type { Persons } from './persons.ts'
import { Queue } from './queue.ts'
import { Random } from './random.ts'
import type { ActivityRow, SchoolStage } from './rows.ts'
import { type SimulatedSystem, simulatedSystem } from './system.ts'
import { buildWorld } from './world.ts'

export const SECOND = 1000
export const MINUTE = 60 * SECOND
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR

export interface ModelOptions {
  province: Province
  /** Members at the beginning of the history. */
  members: number
  seed: number
  /** Instant at which the history begins; cut to the start of its business day. */
  start: number
  /** The source system whose tables it fills; 广东智慧团建 by default. */
  system?: string
  /** Of a province that several systems know. */
  persons?: Persons
}

/** An activity that still takes part in the model. */
export interface Activity {
  row: ActivityRow
  host: Org
}

/** What a day's waiting shrinks to for live changes. */
const HURRIED_DAY = 4 * SECOND

/** Rows of the facts are numbered from here on, in every table of its own. */
const FIRST_FACT = 50_000_001

/** Start of snowflake time, as in the original. */
const SNOWFLAKE_EPOCH = 1_288_834_974_657

/** The state of the simulated province and the clock: what all parts of its life share. */
export class Model {
  readonly random: Random
  readonly system: SimulatedSystem
  readonly queue = new Queue()
  readonly builder: OrgBuilder
  readonly world: World
  readonly startDay: number
  readonly members: number
  readonly seed: number
  /** Unpaid bills, in no order. */
  readonly unpaid: Bill[] = []
  readonly activities: Activity[] = []
  /** Organisations that exist in the model while their row has not been sent yet. */
  readonly unannounced = new Set<Org>()
  /** How many of the organisations have had their first weeks planned; they stand in the order of their founding. */
  firstWeeksPlanned: number
  /** First-year classes of this school year, by stage. */
  readonly freshmen = new Map<SchoolStage, Org[]>()
  now: number
  /**
   * In a live change and all that follows from it, what takes days in life takes seconds, so that the wall shows it to
   * the end.
   */
  isHurried = false
  /** False while the rows of the snapshot are made. */
  hasBegun = false
  private readonly serials = new Map<string, number>()
  private readonly randoms = new Map<string, Random>()

  constructor(
    readonly options: ModelOptions,
    readonly journal: Journal,
    private readonly lives: readonly Life[],
  ) {
    this.startDay = dayOf(options.start)
    this.now = startOfDay(this.startDay)
    this.members = options.members
    this.seed = options.seed
    this.system = simulatedSystem(options.system ?? 'guangdong')
    this.random = new Random(options.seed, 'life')
    this.builder = buildWorld({ ...options, startDay: this.startDay })
    this.world = this.builder.world
    this.firstWeeksPlanned = this.world.orgs.length
  }

  /** Plans a task; instants are whole seconds, as in the database's log. */
  plan(at: number, run: () => void): void {
    const { isHurried } = this
    this.queue.add(Math.floor(at / SECOND) * SECOND, () => {
      this.isHurried = isHurried
      run()
      this.isHurried = false
    })
  }

  /** Runs the tasks up to `until` (inclusive), at most `limit` of them. Returns false once none is left. */
  run(until: number, limit = Number.POSITIVE_INFINITY): boolean {
    for (let i = 0; i < limit; i++) {
      if (this.queue.next > until) {
        this.now = Math.max(this.now, until)
        return false
      }
      const task = this.queue.take()
      if (task === undefined) return false
      this.now = Math.max(this.now, task.at)
      task.run()
    }
    return true
  }

  /** How long something takes that takes so many days, in milliseconds. Here and below: a life gives its own chances. */
  delay(lowDays: number, highDays: number, random = this.random): number {
    const days = lowDays + (highDays - lowDays) * random.next()
    return Math.ceil(days * (this.isHurried ? HURRIED_DAY : DAY))
  }

  /** An instant of a day between two hours. */
  within(day: number, fromHour: number, toHour: number, random = this.random): number {
    return startOfDay(day) + Math.floor((fromHour + (toHour - fromHour) * random.next()) * 3600) * SECOND
  }

  /** The next number of a sequence of the source, in its own range. */
  serial(name: string, first: number): string {
    const next = this.serials.get(name) ?? first
    this.serials.set(name, next + 1)
    return String(next)
  }

  /** A snowflake of now: 19 digits, beyond what a double can hold. */
  snowflake(worker: number): string {
    const next = (this.serials.get(`worker ${worker}`) ?? 0) % 4096
    this.serials.set(`worker ${worker}`, next + 1)
    return String((BigInt(this.now - SNOWFLAKE_EPOCH) << 22n) | BigInt(worker * 4096 + next))
  }

  /** The chances of one side of life. */
  randomOf({ name }: Pick<Life, 'name'>): Random {
    let random = this.randoms.get(name)
    if (!random) {
      random = new Random(this.seed, name)
      this.randoms.set(name, random)
    }
    return random
  }

  /** Tells every side of life that something happened. */
  tell(happened: (life: Life) => void): void {
    for (const life of this.lives) happened(life)
  }

  /** Whether the system has a table for facts of an entity. */
  has(entity: EntityName): boolean {
    return this.system.tableOf(entity, {}) !== undefined
  }

  /** A new row; before the history has begun as the snapshot finds it. Nothing is sent where the system has no such table. */
  record(entity: EntityName, values: FactValues): Fact {
    checkFact(entity, values)
    const id = this.serial(entity, FIRST_FACT)
    const fact: Fact = { id, entity, values, isDeleted: false, updatedAt: this.now }
    const table = this.system.tableOf(entity, values)
    if (this.hasBegun) this.journal.insert(table, fact, this.now)
    else this.journal.snapshot(table, fact, this.now)
    return fact
  }

  /** Some fields of a row are different from now on. */
  amend(fact: Fact, changed: FactValues): void {
    checkFact(fact.entity, changed)
    this.journal.update(this.system.tableOf(fact.entity, fact.values), fact, this.now, row => {
      row.values = { ...row.values, ...changed }
    })
  }

  /** A row is taken back: marked as deleted where its table has a mark, otherwise removed. */
  erase(fact: Fact): void {
    this.journal.update(this.system.tableOf(fact.entity, fact.values), fact, this.now, row => {
      row.isDeleted = true
    })
  }

  /** A working branch, of one sector or of any. */
  anyBranch(sector?: Sector, random = this.random): Org | undefined {
    const { branches } = this.world
    const list =
      branches[
        sector ?? random.weighted({ school: 52, community: 29, enterprise: 10, government: 6, social: 3 })
      ]
    for (let i = 0; i < 8; i++) {
      const org = random.pick(list)
      if (org && !org.isDormant && org.row.status === 'active' && !org.row.isDeleted) return org
    }
    return undefined
  }

  /** Somebody who counts as a member now and whose record is sound. */
  anyMember(sector?: Sector, random = this.random): Member | undefined {
    for (let i = 0; i < 12; i++) {
      const branch = this.anyBranch(sector, random)
      const member = branch && random.pick(branch.members)
      if (member && member.row.status === 'active' && !member.isMistake) return member
    }
    return undefined
  }

  /** A class of the first year; the smaller of two, so that all fill up. */
  anyFreshmen(stage: SchoolStage): Org | undefined {
    const classes = this.freshmen.get(stage) ?? []
    const one = this.random.pick(classes)
    const other = this.random.pick(classes)
    return one && other && other.members.length < one.members.length ? other : one
  }

  enrol(member: Member, branch: Org): void {
    member.branch = branch
    member.slot = branch.members.length
    branch.members.push(member)
  }

  strike(member: Member): void {
    const { members } = member.branch
    const last = members.pop()
    if (last === undefined || last === member) return
    members[member.slot] = last
    last.slot = member.slot
  }

  updateMember(member: Member, change?: (row: Member['row']) => void): void {
    this.journal.update(this.system.member, member.row, this.now, change)
  }

  updateOrg(org: Org, change?: (row: Org['row']) => void): void {
    if (this.unannounced.has(org)) {
      change?.(org.row)
      return
    }
    this.journal.update(this.system.org, org.row, this.now, change)
  }

  announce(org: Org): void {
    this.unannounced.delete(org)
    this.journal.insert(this.system.org, org.row, this.now)
  }
}

export interface CalendarDay {
  day: number
  year: number
  month: number
  dayOfMonth: number
  daysInMonth: number
}

export function calendarOf(day: number): CalendarDay {
  const first = monthOf(day)
  const text = formatDay(day)
  return {
    day,
    year: Number(text.slice(0, 4)),
    month: Number(text.slice(5, 7)),
    dayOfMonth: Number(text.slice(8, 10)),
    daysInMonth: addMonths(first, 1) - first,
  }
}

/** The day on which somebody born on `birth` completes `years` years. */
export function birthdayOf(birth: number, years: number): number {
  const text = formatDay(birth)
  return (
    Date.UTC(Number(text.slice(0, 4)) + years, Number(text.slice(5, 7)) - 1, Number(text.slice(8, 10))) / DAY
  )
}
