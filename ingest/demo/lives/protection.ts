import { dayOf, parseDay, startOfDay } from '../../../warehouse/platform/time/day.ts'
import type { Fact } from '../facts.ts'
import type { Life } from '../life.ts'
import { type CalendarDay, HOUR, type Model } from '../model.ts'
import type { Org } from '../org.ts'
import { localOrgans } from './places.ts'

/** An open file of a young person. */
interface Case {
  fact: Fact
  kind: 'youth_in_difficulty' | 'key_youth'
  org: Org
  /** Visited seldom: by a worker with too many files. */
  isNeglected: boolean
}

interface Files {
  /** The committees that hold files: of counties, and of cities without any. */
  organs: readonly Org[]
  open: Case[]
  teams: Fact[]
}

/** Open files for each member of the province. */
const FILES = { least: 90, perMember: 0.02 }
const WORKERS = {
  league_worker: 34,
  judicial_social_worker: 16,
  social_org: 16,
  psych_service_team: 14,
  legal_aid_lawyer: 8,
  legal_vice_principal: 6,
  appropriate_adult: 4,
  other: 2,
}
const TEAMS = [
  'legal_vice_principal',
  'social_org',
  'legal_aid_lawyer',
  'psych_service_team',
  'judicial_social_worker',
  'appropriate_adult',
] as const

/** First day of the lunar year. */
const SPRING_FESTIVALS = [
  '2023-01-22',
  '2024-02-10',
  '2025-01-29',
  '2026-02-17',
  '2027-02-06',
  '2028-01-26',
  '2029-02-13',
  '2030-02-03',
].flatMap(text => parseDay(text) ?? [])

/** Care before Spring Festival is shared out so many days ahead, and due two days before it. */
const AHEAD = 25
/** Summer: shared out on 1 July, due on 25 August. */
const SUMMER_DAYS = 55

const STATES = new WeakMap<Model, Files>()

/**
 * 困境与重点青少年 with what is done for them, and the work teams of six kinds. Nothing here finds a person. Visits are due
 * every 90 days; before Spring Festival and in summer there are tasks.
 */
export const PROTECTION: Life = {
  name: 'protection',
  snapshot(model) {
    if (!model.has('special_youth')) return
    const random = model.randomOf(PROTECTION)
    const organs = localOrgans(model).filter(
      org => !org.children.some(child => child.row.type === 'leading_organ'),
    )
    const state: Files = { organs, open: [], teams: [] }
    STATES.set(model, state)
    const today = dayOf(model.now)
    for (let n = FILES.least + model.members * FILES.perMember; n >= 1; n--)
      openFile(model, state, today - random.between(5, 700))
    for (const org of localOrgans(model))
      for (const kind of TEAMS)
        if (random.chance(0.6))
          for (let n = random.between(1, 3); n > 0; n--)
            state.teams.push(joinTeam(model, org, kind, today - random.between(30, 900)))
  },
  day(model, today) {
    const state = STATES.get(model)
    if (!state) return
    const random = model.randomOf(PROTECTION)
    const { open, teams } = state
    const at = (run: () => void) => model.plan(model.within(today.day, 9, 18, random), run)
    for (let n = random.around(open.length * 0.0012); n > 0; n--) at(() => openFile(model, state, today.day))
    for (const festival of SPRING_FESTIVALS)
      if (today.day === festival - AHEAD) shareOut(model, state, 0.5, festival - 2)
    if (today.month === 7 && today.dayOfMonth === 1) shareOut(model, state, 0.45, today.day + SUMMER_DAYS)
    if (today.dayOfMonth === 5) shareOut(model, state, 0.06, today.day + 20)
    if (random.chance(teams.length * 0.0006)) at(() => changeTeams(model, state, today))
  },
}

function openFile(model: Model, state: Files, registeredOn: number): void {
  const random = model.randomOf(PROTECTION)
  const org = random.pick(state.organs)
  if (!org) return
  const kind = random.chance(0.72) ? 'youth_in_difficulty' : 'key_youth'
  const isOld = !model.hasBegun
  const needs = {
    difficulty_type: random.weighted({
      left_behind: 30,
      poor_family: 24,
      single_parent: 16,
      disabled: 12,
      orphan: 8,
      serious_illness: 7,
      other: 3,
    }),
    service_need: random.weighted({
      schooling: 26,
      psychology: 24,
      living: 22,
      medical: 10,
      legal: 6,
      employment: 6,
      none: 4,
      other: 2,
    }),
  }
  const fact = model.record('special_youth', {
    org_id: org.row.id,
    kind,
    ...(kind === 'key_youth' ? {} : needs),
    help_status: isOld ? random.weighted({ under_help: 70, need_met: 20, none: 10 }) : 'none',
    status: isOld ? 'under_help' : 'open',
    registered_on: registeredOn,
  })
  const one: Case = { fact, kind, org, isNeglected: random.chance(0.12) }
  state.open.push(one)
  const first = isOld && random.chance(0.85) ? random.between(1, 60) : random.between(2, 30)
  planVisit(model, state, one, first)
  const isClosedIn = random.between(isOld ? 20 : 200, 900)
  model.plan(startOfDay(dayOf(model.now) + isClosedIn) + 10 * HOUR, () => closeFile(model, state, one))
}

function isOpen(one: Case): boolean {
  return one.fact.values.status !== 'closed'
}

/** The next visit, after so many days, and those that follow it. */
function planVisit(model: Model, state: Files, one: Case, inDays: number): void {
  const random = model.randomOf(PROTECTION)
  model.plan(startOfDay(dayOf(model.now) + inDays) + random.between(9, 17) * HOUR, () => {
    if (!isOpen(one)) return
    visit(model, one)
    planVisit(model, state, one, one.isNeglected ? random.between(95, 210) : random.between(40, 86))
  })
}

function visit(model: Model, one: Case): void {
  const random = model.randomOf(PROTECTION)
  model.record('care_record', {
    org_id: one.org.row.id,
    case_id: one.fact.id,
    worker_kind: random.weighted(WORKERS),
    cared_on: dayOf(model.now),
    kind: one.kind,
  })
  const { status, help_status: help } = one.fact.values
  if (status === 'open') model.amend(one.fact, { status: 'under_help', help_status: 'under_help' })
  else if (help === 'under_help' && random.chance(0.08)) model.amend(one.fact, { help_status: 'need_met' })
}

/** Closed when the need is met, or somebody moved away or came of age. */
function closeFile(model: Model, state: Files, one: Case): void {
  state.open.splice(state.open.indexOf(one), 1)
  model.amend(one.fact, { status: 'closed', closed_on: dayOf(model.now) })
}

/** Tasks for a share of the files, to be done by a day. */
function shareOut(model: Model, state: Files, share: number, dueOn: number): void {
  const random = model.randomOf(PROTECTION)
  const assignedOn = dayOf(model.now)
  for (const one of state.open) {
    if (!random.chance(share)) continue
    const task = model.record('care_task', {
      org_id: one.org.row.id,
      case_id: one.fact.id,
      status: 'assigned',
      assigned_on: assignedOn,
      due_on: dueOn,
      kind: one.kind,
    })
    const at = (day: number, run: () => void) =>
      model.plan(startOfDay(day) + random.between(9, 17) * HOUR, run)
    const fate = random.weighted({ done: 82, late: 9, overdue: 6, cancelled: 3 })
    if (fate !== 'overdue')
      at(assignedOn + random.between(1, 4), () => model.amend(task, { status: 'accepted' }))
    if (fate === 'cancelled') at(assignedOn + 5, () => model.amend(task, { status: 'cancelled' }))
    else {
      const doneOn = fate === 'done' ? random.between(assignedOn + 5, dueOn) : dueOn + random.between(2, 20)
      if (fate !== 'done')
        model.plan(startOfDay(dueOn + 1) + HOUR, () => model.amend(task, { status: 'overdue' }))
      if (fate !== 'overdue')
        at(doneOn, () => {
          model.amend(task, { status: 'done', done_on: dayOf(model.now) })
          if (isOpen(one)) visit(model, one)
        })
    }
  }
}

function joinTeam(model: Model, org: Org, kind: (typeof TEAMS)[number], joinedOn: number): Fact {
  return model.record('work_team', { org_id: org.row.id, kind, status: 'active', joined_on: joinedOn })
}

/** Somebody leaves a team, and somebody else joins one. */
function changeTeams(model: Model, { organs, teams }: Files, { day }: CalendarDay): void {
  const random = model.randomOf(PROTECTION)
  const gone = random.pick(teams)
  if (gone) {
    teams.splice(teams.indexOf(gone), 1)
    model.amend(gone, { status: 'left' })
  }
  const [org, kind] = [random.pick(organs), random.pick(TEAMS)]
  if (org && kind) teams.push(joinTeam(model, org, kind, day - random.between(0, 3)))
}
