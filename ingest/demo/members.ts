import { dayOf, startOfDay } from '../../warehouse/platform/time/day.ts'
import { ARREARS_RETRY, payArrears } from './dues.ts'
import { birthdayOf, type CalendarDay, calendarOf, DAY, HOUR, type Model } from './model.ts'
import type { Member, Org } from './org.ts'
import { educationOf, incomeOf, makeMember, payerOf, populate } from './population.ts'
import type { MemberStatus, SchoolStage } from './rows.ts'
import { ADMISSIONS, dailyShare, LEAVING } from './seasons.ts'

/** Shares of the members to whom it happens in a year. */
const ADMITTED = 0.094
const ARRIVED = 0.042
const EXITED = 0.004
const EDITED = 0.12
const MISTAKEN = 0.008

/** Branches of a school class are not filled beyond this. */
const LARGEST_CLASS = 50

/** The members as the snapshot finds them. */
export function snapshotMembers(model: Model): void {
  for (const member of populate(model)) {
    model.journal.snapshot(model.system.member, member.row, model.now)
    planAgeOut(model, member)
    planReport(model, member)
  }
}

export function planMembersDay(model: Model, today: CalendarDay): void {
  const { random } = model
  const plan = (yearly: number, share: number, run: () => void) => {
    for (let n = random.around(model.members * yearly * share); n > 0; n--)
      model.plan(model.within(today.day, 8, 21), run)
  }
  plan(ADMITTED, dailyShare(ADMISSIONS, today.month, today.daysInMonth), () => admit(model))
  plan(ARRIVED, dailyShare(LEAVING, today.month, today.daysInMonth), () => arrive(model))
  plan(EXITED, 1 / 365, () => exit(model))
  plan(EDITED, 1 / 365, () => editAnyone(model))
  plan(MISTAKEN, 1 / 365, () => mistake(model))
}

/** Somebody is admitted: registered, reported, approved; the day of approval is the day of joining. */
export function admit(model: Model, given?: Org): void {
  const { random, journal } = model
  const branch = given ?? admittingBranch(model)
  if (!branch) return
  const member = makeMember(model, branch, null)
  model.enrol(member, branch)
  journal.insert(model.system.member, member.row, model.now)
  model.tell(life => life.admitted?.(model, member))
  model.plan(model.now + model.delay(0.2, 4), () => {
    model.updateMember(member, row => {
      row.status = 'report_pending'
      row.report = 'submitted'
    })
    const rejected = random.chance(0.03)
    if (rejected) {
      model.plan(model.now + model.delay(0.2, 3), () => {
        model.updateMember(member, row => {
          row.report = 'rejected'
        })
      })
    }
    model.plan(model.now + model.delay(rejected ? 4 : 0.3, rejected ? 20 : 12), () => activate(model, member))
  })
}

/** A member who joined earlier appears in the system: from another province, or registering late. */
export function arrive(model: Model, given?: Org): void {
  const { random } = model
  const branch =
    given ??
    model.anyFreshmen(random.weighted({ university: 50, senior_high: 30, vocational: 20 })) ??
    model.anyBranch()
  if (branch?.row.status !== 'active') return
  const today = calendarOf(dayOf(model.now))
  const joinedOn =
    Date.UTC(today.year - random.between(1, 3), random.chance(0.5) ? 4 : 11, random.between(1, 28)) / DAY
  const member = makeMember(model, branch, joinedOn)
  member.row.status = 'report_pending'
  member.row.report = 'submitted'
  model.enrol(member, branch)
  model.journal.insert(model.system.member, member.row, model.now)
  model.tell(life => life.admitted?.(model, member))
  model.plan(model.now + model.delay(0.3, 10), () => activate(model, member))
}

export function exit(model: Model): void {
  const { random } = model
  const member = model.anyMember()
  if (!member) return
  const status: MemberStatus = random.weighted({
    exit_self_left: 55,
    exit_withdraw: 30,
    exit_suspended: 9,
    exit_expelled: 6,
  })
  depart(model, member, status)
  if (status === 'exit_suspended' && random.chance(0.7))
    model.plan(model.now + model.delay(60, 180), () => restore(model, member))
}

/** A change of somebody's record; a third of them are saves that change nothing. */
export function editAnyone(model: Model): void {
  const { random } = model
  const member = model.anyMember()
  if (!member) return
  const kind = random.weighted({
    save: 30,
    education: 24,
    floating: 10,
    payer: 10,
    political: 9,
    birth: 7,
    joined: 6,
    gender: 4,
  })
  if (kind === 'save') model.updateMember(member)
  else
    model.updateMember(member, row => {
      if (kind === 'education') row.education = educationOf(model, member.branch)
      if (kind === 'floating') row.isFloating = !row.isFloating
      if (kind === 'payer' && row.payer !== 'party_member' && row.payer !== 'cadre_over_28')
        row.payer = payerOf(model, member.branch)
      if (kind === 'political') advanceInParty(member)
      if (kind === 'birth') row.birth += random.chance(0.5) ? 30 : -30
      if (kind === 'joined' && row.joinedOn !== null)
        row.joinedOn = Math.max(row.birth + 14 * 366, row.joinedOn - random.between(20, 200))
      if (kind === 'gender') row.gender = row.gender === 'male' ? 'female' : 'male'
    })
}

/** A record entered by mistake: deleted after some days, softly or for good, and sometimes it was right after all. */
export function mistake(model: Model): void {
  const { random, journal } = model
  const branch = model.anyBranch()
  if (!branch) return
  const member = makeMember(model, branch, dayOf(model.now) - random.between(30, 900))
  member.row.status = 'active'
  member.row.report = 'approved'
  member.isMistake = true
  model.enrol(member, branch)
  journal.insert(model.system.member, member.row, model.now)
  const isSoft = random.chance(0.6)
  model.plan(model.now + model.delay(1, 20), () => {
    if (isSoft) {
      model.updateMember(member, row => {
        row.isDeleted = true
      })
    } else journal.remove(model.system.member, member.row, model.now)
    model.strike(member)
    if (!random.chance(0.3)) return
    model.plan(model.now + model.delay(1, 10), () => {
      if (branch.row.status !== 'active') return
      member.row.isDeleted = false
      member.isMistake = false
      model.enrol(member, branch)
      if (isSoft) model.updateMember(member)
      else journal.insert(model.system.member, member.row, model.now)
      planAgeOut(model, member)
    })
  })
}

/** The nightly job for one member: 28 completed, no post, no arrears. Asks again while one of them holds. */
export function planAgeOut(model: Model, member: Member): void {
  const day = Math.max(birthdayOf(member.row.birth, 28), dayOf(model.now) + 1)
  model.plan(startOfDay(day) + HOUR + 600_000, () => ageOut(model, member))
}

/** A member's relation stands in another branch from now on. */
export function moveTo(model: Model, member: Member, target: Org): void {
  model.strike(member)
  const changesSector = target.sector !== member.branch.sector || target.row.stage !== member.branch.row.stage
  model.enrol(member, target)
  model.updateMember(member, row => {
    row.branchId = target.row.id
    row.status = 'active'
    row.report = 'approved'
    if (target.leavesIn !== null) {
      row.gradYear = target.leavesIn
      row.destination = null
    }
    if (!changesSector) return
    member.income = incomeOf(model, target)
    if (target.row.stage !== 'none') row.education = educationOf(model, target)
    if (row.payer !== 'party_member' && row.payer !== 'cadre_over_28') row.payer = payerOf(model, target)
  })
}

function activate(model: Model, member: Member): void {
  if (member.branch.row.status !== 'active') return
  model.updateMember(member, row => {
    row.status = 'active'
    row.report = 'approved'
    row.joinedOn ??= dayOf(model.now)
  })
  model.tell(life => life.activated?.(model, member))
  planAgeOut(model, member)
}

function planReport(model: Model, member: Member): void {
  const { random } = model
  const { report } = member.row
  if (report === 'approved' || (report === 'none' && random.chance(0.4))) return
  const set = (next: 'submitted' | 'approved') => {
    if (member.row.status !== 'active' || member.row.report === 'approved') return
    model.updateMember(member, row => {
      row.report = next
    })
  }
  const at = model.now + Math.floor(random.next() * 700) * DAY + 10 * HOUR
  if (report === 'none') model.plan(at, () => set('submitted'))
  model.plan(at + random.between(1, 12) * DAY, () => set('approved'))
}

function admittingBranch(model: Model): Org | undefined {
  const { random } = model
  const stage: SchoolStage = random.weighted({
    senior_high: 38,
    vocational: 20,
    junior_high: 12,
    university: 16,
    none: 8,
  })
  if (stage === 'none')
    return model.anyBranch(random.weighted({ community: 50, enterprise: 30, government: 12, social: 8 }))
  for (let i = 0; i < 24; i++) {
    const branch = model.anyBranch('school')
    if (branch?.row.stage === stage && branch.members.length < LARGEST_CLASS) return branch
  }
  return undefined
}

/** Somebody leaves; his record says how. */
export function depart(model: Model, member: Member, status: MemberStatus): void {
  model.strike(member)
  model.updateMember(member, row => {
    row.status = status
  })
  model.tell(life => life.departed?.(model, member, status))
}

function restore(model: Model, member: Member): void {
  const branch = member.branch.row.status === 'active' ? member.branch : model.anyBranch('community')
  if (!branch || member.row.status === 'active') return
  model.enrol(member, branch)
  model.updateMember(member, row => {
    row.status = 'active'
    row.branchId = branch.row.id
  })
  model.tell(life => life.activated?.(model, member))
}

function ageOut(model: Model, member: Member): void {
  const { row } = member
  const { random } = model
  if (row.isDeleted || member.isMistake) return
  if (row.status !== 'active' && row.status !== 'transferring') return
  if (birthdayOf(row.birth, 28) > dayOf(model.now)) {
    planAgeOut(model, member)
    return
  }
  const retry = (after: number) => model.plan(model.now + after, () => ageOut(model, member))
  if (row.status === 'transferring') {
    retry(7 * DAY)
    return
  }
  if (row.isCadre) {
    if (row.payer !== 'cadre_over_28' && row.payer !== 'party_member') {
      model.updateMember(member, changed => {
        changed.payer = 'cadre_over_28'
      })
    }
    // the term ends, or another one begins
    if (!random.chance(0.65))
      model.updateMember(member, changed => {
        changed.isCadre = false
      })
    retry(365 * DAY)
    return
  }
  if (member.unpaid.length > 0 && !payArrears(model, member)) {
    retry(ARREARS_RETRY)
    return
  }
  depart(model, member, 'aged_out')
  if (!random.chance(0.006)) return
  model.plan(model.now + model.delay(5, 40), () => {
    row.isCadre = true
    restore(model, member)
    planAgeOut(model, member)
  })
}

function advanceInParty(member: Member): void {
  const { row } = member
  if (row.political === 'league_member') row.political = 'probationary_party_member'
  else row.political = 'party_member'
  row.payer = 'party_member'
}
