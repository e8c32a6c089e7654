import { dayOf } from '../../../warehouse/platform/time/day.ts'
import { payArrears } from '../dues.ts'
import type { Fact, FactValues } from '../facts.ts'
import type { Life } from '../life.ts'
import { depart, moveTo } from '../members.ts'
import { type CalendarDay, calendarOf, type Model } from '../model.ts'
import type { Member, Org } from '../org.ts'
import type { Destination } from '../rows.ts'
import { dailyShare, TRANSFERS as SEASON } from '../seasons.ts'
import { worksOnline } from './onlineAffairs.ts'
import { considerAppeal } from './transferAppeals.ts'
import { type Ending, openStep, type Step } from './transferSteps.ts'

/** Shares of the members to whom it happens in a year, beside the classes that leave school. */
const TRANSFERRED = 0.12
const MOVED_AWAY = 0.008
/** Of those that are decided on paper. */
const PAPER_WITHDRAWN = 0.03
/** Tries again after a return. */
const RESTARTED = 0.5

/** Where who leaves the province goes. Guangdong's neighbours and the large cities first. */
const ELSEWHERE = {
  '110000': 14,
  '310000': 16,
  '330000': 14,
  '320000': 12,
  '430000': 12,
  '440000': 12,
  '360000': 10,
}

/** A transfer that the system knows of. `target` is null where it goes to another province. */
interface Transfer {
  fact: Fact
  member: Member
  from: Org
  target: Org | null
  reason: Destination
}

/** The last transfer that the system knows of a member, and whether an appeal against its return runs. */
const latest = new WeakMap<Member, { fact: Fact; isAppealed: boolean }>()

export const TRANSFERS: Life = {
  name: 'transfers',
  day(model: Model, today: CalendarDay): void {
    const random = model.randomOf(TRANSFERS)
    const share = dailyShare(SEASON, today.month, today.daysInMonth)
    const plan = (yearly: number, run: () => void) => {
      for (let n = random.around(model.members * yearly * share); n > 0; n--)
        model.plan(model.within(today.day, 8, 21, random), run)
    }
    plan(TRANSFERRED, () => transferAnyone(model))
    plan(MOVED_AWAY, () => startTransfer(model, model.anyMember(undefined, random), null))
  },
}

/** Somebody moves on, mostly within the city. */
export function transferAnyone(model: Model): void {
  const random = model.randomOf(TRANSFERS)
  const member = model.anyMember(
    random.weighted({ community: 40, enterprise: 30, government: 14, social: 10, school: 6 }),
    random,
  )
  if (!member) return
  const sector =
    member.branch.sector === 'school'
      ? 'school'
      : random.weighted({ community: 40, enterprise: 35, government: 13, social: 12 })
  let target = model.anyBranch(sector, random)
  // students keep to their stage
  for (let i = 0; i < 6 && target && !isNear(member.branch, target); i++)
    target = model.anyBranch(sector, random)
  if (!target || target.row.stage !== member.branch.row.stage) return
  startTransfer(model, member, target)
}

/**
 * Starts a transfer to `target`, or out of the province where there is none. With arrears it is refused, and while an appeal
 * runs there is no other. `leaving` is what a leaver goes on to.
 */
export function startTransfer(
  model: Model,
  member: Member | undefined,
  target: Org | null,
  leaving?: Destination,
): void {
  if (member?.row.status !== 'active' || member.isMistake || member.branch === target) return
  if (latest.get(member)?.isAppealed) return
  const application = applicationOf(model, member, target, leaving)
  if (!payArrears(model, member)) {
    model.record('transfer', { ...application.values, status: 'blocked_by_dues', current_step: 'none' })
    return
  }
  model.updateMember(member, row => {
    row.status = 'transferring'
    if (leaving) row.destination = leaving
  })
  if (worksOnline(model, member.branch)) handle(model, member, target, application)
  else decideOnPaper(model, member, target, application)
}

interface Application {
  values: FactValues & { started_by: string }
  reason: Destination
}

function applicationOf(
  model: Model,
  member: Member,
  target: Org | null,
  leaving: Destination | undefined,
): Application {
  const random = model.randomOf(TRANSFERS)
  const own = model.options.province.code
  const isGraduate = leaving !== undefined
  const reason =
    leaving ??
    (target && target.sector !== 'community' && target.sector !== 'school'
      ? 'employment'
      : random.weighted({ awaiting_employment: 40, employment: 30, army: 6, abroad: 4, other: 20 }))
  return {
    reason,
    values: {
      org_id: member.branch.row.id,
      to_org_id: target?.row.id ?? '0',
      member_id: member.row.id,
      from_province: own,
      to_province: target ? own : elsewhere(model),
      started_by: random.weighted({ member: 76, branch: 18, in_org: 6 }),
      reason,
      is_graduate: Number(isGraduate),
      ...(isGraduate ? { cohort_year: member.branch.leavesIn ?? calendarOf(dayOf(model.now)).year } : {}),
      started_on: dayOf(model.now),
    },
  }
}

function elsewhere(model: Model): string {
  const random = model.randomOf(TRANSFERS)
  for (;;) {
    const code = random.weighted(ELSEWHERE)
    if (code !== model.options.province.code) return code
  }
}

/** Nobody enters the steps: the transfer stands in the system once it is done. */
function decideOnPaper(model: Model, member: Member, target: Org | null, { values }: Application): void {
  const random = model.randomOf(TRANSFERS)
  const wait = random.chance(0.06) ? model.delay(30, 33, random) : model.delay(0.5, 12, random)
  model.plan(model.now + wait, () => {
    if (!isUnderWay(member)) return
    if (random.chance(PAPER_WITHDRAWN)) {
      stay(model, member)
      return
    }
    const place = arrive(model, member, target)
    model.record('transfer', {
      ...values,
      to_org_id: place?.row.id ?? '0',
      status: 'done_manual',
      current_step: 'none',
      ended_on: dayOf(model.now),
    })
  })
}

/** Step by step, each by the organisation that decides it. */
function handle(model: Model, member: Member, target: Org | null, { values, reason }: Application): void {
  const from = member.branch
  const { stage } = from.row
  // pupils are not asked when their school starts it
  const isAsked = values.started_by === 'branch' && (stage === 'none' || stage === 'university')
  const steps: [Step, Org | null][] = [
    ...(isAsked ? ([['confirm', from]] satisfies [Step, Org][]) : []),
    ['out_branch', from],
    ['out_superior', from.parent],
    ['in_branch', target],
    ['in_superior', target?.parent ?? null],
  ]
  const first = steps[0]?.[0] ?? 'none'
  const fact = model.record('transfer', { ...values, status: 'open', current_step: first })
  latest.set(member, { fact, isAppealed: false })
  nextStep(model, { fact, member, from, target, reason }, steps, 'approved')
}

function nextStep(model: Model, transfer: Transfer, steps: [Step, Org | null][], before: Ending): void {
  const random = model.randomOf(TRANSFERS)
  const { fact, member, target } = transfer
  if (!isUnderWay(member)) return
  const [next, ...rest] = steps
  const [step, org] = next ?? []
  if (!step || !org) {
    const done = () => finish(model, transfer, before === 'passed_by_system' ? 'done_auto' : 'done_manual')
    if (target) done()
    else {
      // what follows is decided in the system of the other province
      model.amend(fact, { current_step: 'none' })
      model.plan(model.now + model.delay(1, 12, random), () => {
        if (isUnderWay(member)) done()
      })
    }
    return
  }
  if (fact.values.current_step !== step) model.amend(fact, { current_step: step })
  openStep(model, random, { transfer: fact, step, org }, how => {
    if (!isUnderWay(member)) return
    if (how === 'approved' || how === 'passed_by_system') {
      if (step === 'confirm') model.amend(fact, { confirmed_on: dayOf(model.now) })
      nextStep(model, transfer, rest, how)
    } else giveUp(model, transfer, step, how)
  })
}

function finish(model: Model, { fact, member, target }: Transfer, status: 'done_manual' | 'done_auto'): void {
  const place = arrive(model, member, target)
  model.amend(fact, {
    status,
    current_step: 'none',
    ended_on: dayOf(model.now),
    ...(place && place !== target ? { to_org_id: place.row.id } : {}),
  })
}

/** Taken back, never confirmed or returned: the member is where he was. After a return he appeals, tries again, or stays. */
function giveUp(model: Model, transfer: Transfer, step: Step, how: Ending): void {
  const random = model.randomOf(TRANSFERS)
  const { fact, member, from, target, reason } = transfer
  stay(model, member)
  const status =
    how === 'unconfirmed' ? 'rejected_unconfirmed' : how === 'withdrawn' ? 'withdrawn' : 'returned'
  model.amend(fact, { status, current_step: 'none', ended_on: dayOf(model.now) })
  if (status !== 'returned') return
  const isLatest = () => latest.get(member)?.fact === fact && member.branch === from
  const again = () => {
    if (isLatest()) startTransfer(model, member, target, fact.values.is_graduate === 1 ? reason : undefined)
  }
  if (target && (step === 'in_branch' || step === 'in_superior')) {
    const isConsidered = considerAppeal(
      model,
      random,
      { transferId: fact.id, member, from, to: target },
      {
        mayAppeal: () => isLatest() && member.row.status === 'active' && !member.row.isDeleted,
        begun: () => latest.set(member, { fact, isAppealed: true }),
        ended: isUpheld => {
          latest.set(member, { fact, isAppealed: false })
          if (!isUpheld) return
          moveTo(model, member, target)
          model.amend(fact, { status: 'done_manual', ended_on: dayOf(model.now) })
        },
      },
    )
    if (isConsidered) return
  }
  if (random.chance(RESTARTED)) model.plan(model.now + model.delay(2, 20, random), again)
}

/** Moves the member; to another branch where that is gone by now. Returns where to, null out of the province. */
function arrive(model: Model, member: Member, target: Org | null): Org | null {
  if (target === null) {
    depart(model, member, 'moved_out_of_province')
    return null
  }
  const isThere = target.row.status === 'active' && !target.row.isDeleted
  const place = isThere ? target : (model.anyBranch('community', model.randomOf(TRANSFERS)) ?? target)
  moveTo(model, member, place)
  return place
}

function stay(model: Model, member: Member): void {
  model.updateMember(member, row => {
    row.status = 'active'
  })
}

function isUnderWay(member: Member): boolean {
  return member.row.status === 'transferring' && !member.row.isDeleted
}

function isNear(from: Org, to: Org): boolean {
  return from.cityCode === to.cityCode && from.row.stage === to.row.stage
}
