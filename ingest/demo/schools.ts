import { dayOf, startOfDay } from '../../warehouse/platform/time/day.ts'
import { worksOnline } from './lives/onlineAffairs.ts'
import { startTransfer } from './lives/transfers.ts'
import { arrive } from './members.ts'
import { type CalendarDay, calendarOf, DAY, type Model } from './model.ts'
import type { Member, Org, Sector } from './org.ts'
import type { Destination, SchoolStage } from './rows.ts'
import { LEAVING } from './seasons.ts'
import { stageYears } from './stages.ts'

type Next = 'university' | 'senior_high' | 'vocational' | Sector | 'out'
const NOWHERE: Readonly<Record<Next, number>> = {
  university: 0,
  senior_high: 0,
  vocational: 0,
  school: 0,
  community: 0,
  enterprise: 0,
  government: 0,
  social: 0,
  out: 0,
}
/** Where the members of a leaving class go, in percent; `out` is another province. */
const DESTINATIONS: Readonly<Record<Exclude<SchoolStage, 'none'>, Readonly<Partial<Record<Next, number>>>>> =
  {
    junior_high: { senior_high: 62, vocational: 30, out: 8 },
    senior_high: { university: 70, community: 8, out: 22 },
    vocational: { university: 48, enterprise: 18, community: 18, social: 2, out: 14 },
    university: { enterprise: 21, community: 20, government: 8, social: 4, university: 4, out: 43 },
  }

export function planSchoolsDay(model: Model, today: CalendarDay): void {
  const isFirstDay = today.day === model.startDay
  if ((today.month === 6 && today.dayOfMonth === 1) || (isFirstDay && today.month > 6 && today.month < 9))
    planLeaving(model, today)
  if (today.month === 8 && today.dayOfMonth === 20) planNewClasses(model, today)
  if (today.month === 10 && today.dayOfMonth === 8) planClosing(model, today)
}

function leavingClasses(model: Model, year: number): Org[] {
  return model.world.branches.school.filter(org => org.leavesIn === year && org.row.status === 'active')
}

/** In June every member of a leaving class says what follows, and gets a day until October on which the transfer starts. */
function planLeaving(model: Model, today: CalendarDay): void {
  const { random } = model
  const months = {
    '6': LEAVING[5] ?? 0,
    '7': LEAVING[6] ?? 0,
    '8': LEAVING[7] ?? 0,
    '9': LEAVING[8] ?? 0,
    '10': LEAVING[9] ?? 0,
  }
  for (const org of leavingClasses(model, today.year)) {
    const { stage } = org.row
    if (stage === 'none') continue
    for (const member of org.members) {
      const month = Number(random.weighted(months))
      const day = Date.UTC(today.year, month - 1, random.between(month === 6 ? 20 : 1, 30)) / DAY
      const to = random.weighted({ ...NOWHERE, ...DESTINATIONS[stage] })
      const leaver = { member, year: today.year, to, destination: destinationOf(model, stage, to) }
      // elsewhere it is entered together with the transfer
      if (worksOnline(model, org)) model.plan(model.within(today.day, 9, 18), () => announce(model, leaver))
      model.plan(model.within(Math.max(day, today.day), 9, 18), () => leave(model, leaver))
    }
  }
}

/** Who leaves school, in which year, where to. */
interface Leaver {
  member: Member
  year: number
  to: Next
  destination: Destination
}

function destinationOf(model: Model, stage: SchoolStage, to: Next): Destination {
  const { random } = model
  if (to === 'university' || to === 'senior_high' || to === 'vocational' || to === 'school')
    return 'progression'
  if (to === 'out')
    return stage === 'university'
      ? random.weighted({ employment: 80, progression: 14, abroad: 6 })
      : random.weighted({ progression: 85, employment: 15 })
  if (to === 'community') return random.weighted({ awaiting_employment: 65, other: 20, army: 15 })
  return 'employment'
}

function announce(model: Model, { member, year, destination }: Leaver): void {
  if (!isLeaving(member, year) || member.row.status !== 'active' || member.isMistake) return
  model.updateMember(member, row => {
    row.destination = destination
  })
}

function isLeaving(member: Member, year: number): boolean {
  return member.branch.leavesIn === year
}

function leave(model: Model, leaver: Leaver): void {
  const { member, year, to, destination } = leaver
  if (!isLeaving(member, year)) return
  const { random } = model
  if (to === 'school') return
  if (to === 'out') {
    startTransfer(model, member, null, destination)
    return
  }
  if (to !== 'university' && to !== 'senior_high' && to !== 'vocational') {
    startTransfer(model, member, nearBranch(model, member.branch, to), destination)
    return
  }
  const target = model.anyFreshmen(to)
  if (target) startTransfer(model, member, target, destination)
  // the class is not there before September
  else
    model.plan(model.within(Date.UTC(year, 8, random.between(8, 30)) / DAY, 9, 18), () => {
      if (!isLeaving(member, year)) return
      const late = model.anyFreshmen(to) ?? nearBranch(model, member.branch, 'community')
      startTransfer(model, member, late, destination)
    })
}

function nearBranch(model: Model, from: Org, sector: Sector): Org | null {
  let target = model.anyBranch(sector)
  for (let i = 0; i < 5 && target && target.cityCode !== from.cityCode; i++) target = model.anyBranch(sector)
  return target ?? null
}

/** Every leaving class is followed by a class of the first year in the same school. */
function planNewClasses(model: Model, today: CalendarDay): void {
  const { random } = model
  model.freshmen.clear()
  const numbers = new Map<Org, number>()
  for (const old of leavingClasses(model, today.year)) {
    const parent = old.parent
    if (parent?.row.status !== 'active') continue
    const number = (numbers.get(parent) ?? 0) + 1
    numbers.set(parent, number)
    const at = model.within(today.day + random.between(5, 17), 8, 18)
    model.plan(at, () => openClass(model, parent, today.year, number))
  }
}

function openClass(model: Model, parent: Org, year: number, number: number): void {
  const { random } = model
  const { stage } = parent.row
  const org = model.builder.addClass(parent, year + stageYears(stage), number, startOfDay(dayOf(model.now)))
  const classes = model.freshmen.get(stage) ?? []
  classes.push(org)
  model.freshmen.set(stage, classes)
  if (!random.chance(0.08)) {
    model.announce(org)
    return
  }
  // its first members are in the stream before the class itself
  model.unannounced.add(org)
  model.plan(model.now + random.between(1, 20) * 3_600_000, () => arrive(model, org))
  model.plan(model.now + random.between(1, 2) * DAY, () => model.announce(org))
}

function planClosing(model: Model, today: CalendarDay): void {
  for (const org of leavingClasses(model, today.year)) {
    model.plan(model.within(today.day + model.random.between(0, 10), 9, 17), () => closeClass(model, org))
  }
}

/** A class is deregistered once it is empty; who is left in November moves to a community near by. */
function closeClass(model: Model, org: Org): void {
  if (org.members.length === 0) {
    model.updateOrg(org, row => {
      row.status = 'deregistered'
    })
    const list = model.world.branches.school
    list.splice(list.indexOf(org), 1)
    return
  }
  if (calendarOf(dayOf(model.now)).month !== 10) {
    for (const member of [...org.members])
      startTransfer(
        model,
        member,
        nearBranch(model, org, 'community'),
        member.row.destination ?? 'awaiting_employment',
      )
  }
  model.plan(model.now + 6 * DAY, () => closeClass(model, org))
}
