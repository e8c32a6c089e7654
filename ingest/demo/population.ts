import { dayOf, formatDay } from '../../warehouse/platform/time/day.ts'
import { isJoiningDayWrong } from './formFields.ts'
import { birthdayOf, calendarOf, DAY, type Model } from './model.ts'
import { fakeIdCard, fakePhone, personName } from './names.ts'
import type { Member, Org } from './org.ts'
import type { MemberRow, PayerClass } from './rows.ts'
import { leavingAge } from './stages.ts'

/**
 * Somebody of the right age for a branch. `joinedOn` is null for who is only being admitted. The row is not sent and the
 * person is not on the branch's list yet.
 */
export function makeMember(model: Model, branch: Org, joinedOn: number | null): Member {
  const { random } = model
  const today = dayOf(model.now)
  const birth =
    joinedOn === null
      ? birthOf(model, branch, today)
      : Math.min(birthOf(model, branch, today), joinedOn - 14 * 366)
  const age = (today - birth) / 365.25
  const serial = Number(model.serial('member', 0))
  const political =
    age > 20 && random.chance(0.035)
      ? random.chance(0.3)
        ? 'probationary_party_member'
        : 'party_member'
      : 'league_member'
  const payer = payerOf(model, branch)
  const isCadre = random.chance(branch.sector === 'school' ? 0.002 : 0.025)
  const row: MemberRow = {
    id: String(Number(model.options.province.code.slice(0, 2)) * 1_000_000_000 + serial + 1),
    branchId: branch.row.id,
    name: personName(random),
    idCard: fakeIdCard(branch.row.regionCode, formatDay(birth).replaceAll('-', ''), serial),
    phone: fakePhone(serial),
    status: 'registering',
    report: 'none',
    gender: random.chance(0.515) ? 'female' : 'male',
    birth,
    education: educationOf(model, branch),
    political,
    payer: political === 'league_member' ? payer : 'party_member',
    joinedOn,
    isFloating: branch.sector !== 'school' && random.chance(0.06),
    isCadre,
    gradYear: branch.leavesIn,
    destination: null,
    isDeleted: false,
    updatedAt: model.now,
  }
  return {
    row,
    branch,
    slot: -1,
    income: incomeOf(model, branch),
    unpaid: [],
    paysFrom: 0,
    isMistake: false,
  }
}

/** The members with whom the history begins, as their branch's list. Rows are ready for the snapshot. */
export function populate(model: Model): Member[] {
  const { random, startDay } = model
  const { persons } = model.options
  const all: Member[] = []
  for (const branch of model.world.orgs) {
    for (let i = 0; i < branch.plannedSize; i++) {
      const member = makeMember(model, branch, null)
      persons?.acquaint(model.system.name, member.row, model.randomOf({ name: 'persons' }))
      const joined = joiningDay(model, member.row.birth, startDay)
      member.row.joinedOn = isJoiningDayWrong(member.row) ? joined - 4 * 366 : joined
      member.row.status = 'active'
      const report = random.next()
      member.row.report = report < 0.9 ? 'approved' : report < 0.97 ? 'submitted' : 'none'
      // who is 28 already holds a post or owes dues, otherwise the nightly job had taken him out
      if (birthdayOf(member.row.birth, 28) <= startDay) {
        member.row.isCadre = true
        member.row.payer = 'cadre_over_28'
      }
      model.enrol(member, branch)
      all.push(member)
    }
  }
  persons?.add(all.map(({ row }) => row))
  return all
}

export function payerOf(model: Model, branch: Org): PayerClass {
  const { random } = model
  if (branch.sector === 'school') return 'student'
  if (branch.sector === 'enterprise' || branch.sector === 'government') return 'wage'
  if (branch.sector === 'social') return random.weighted({ wage: 70, self_employed: 30 })
  if (branch.row.industry === 'village')
    return random.weighted({ farmer: 55, wage: 25, self_employed: 10, relief: 10 })
  return random.weighted({ wage: 55, self_employed: 22, relief: 18, farmer: 5 })
}

export function educationOf(model: Model, branch: Org): MemberRow['education'] {
  const { random } = model
  switch (branch.row.stage) {
    case 'junior_high':
      return 'junior_high'
    case 'senior_high':
      return 'senior_high'
    case 'vocational':
      return 'vocational'
    case 'university':
      return random.weighted({ college: 38, bachelor: 55, postgraduate: 7 })
    default:
      return branch.sector === 'government'
        ? random.weighted({ college: 15, bachelor: 70, postgraduate: 15 })
        : random.weighted({
            junior_high: 5,
            senior_high: 22,
            vocational: 23,
            college: 28,
            bachelor: 19,
            postgraduate: 1,
            unknown: 2,
          })
  }
}

/** Monthly income after tax, in whole yuan. */
export function incomeOf(model: Model, branch: Org): number {
  const { random } = model
  if (branch.sector === 'school') return 0
  const middle = branch.sector === 'government' ? 6500 : branch.sector === 'enterprise' ? 5600 : 3600
  return Math.round(middle * (0.35 + 1.3 * random.next() * random.next() + 0.4 * random.next()))
}

function birthOf(model: Model, branch: Org, today: number): number {
  const { random } = model
  if (branch.leavesIn !== null) {
    const year = branch.leavesIn - leavingAge(branch.row.stage)
    const birth =
      Date.UTC(year - (random.chance(0.3) ? 1 : 0), random.between(0, 11), random.between(1, 28)) / DAY
    return Math.min(birth, today - 14 * 366)
  }
  const youngest = branch.sector === 'community' ? 17 : branch.sector === 'government' ? 22 : 19
  // nobody begins beyond 28, except a cadre now and then
  const age =
    random.chance(0.008) && branch.sector !== 'school'
      ? 28 + 4 * random.next()
      : youngest + (27.98 - youngest) * random.next()
  return Math.floor(today - age * 365.25)
}

/** Some admission day between the fourteenth birthday and the day before `today`. */
function joiningDay(model: Model, birth: number, today: number): number {
  const { random } = model
  const from = birthdayOf(birth, 14)
  const year =
    calendarOf(from).year + random.weighted({ '0': 35, '1': 35, '2': 20, '3': 10 }).charCodeAt(0) - 48
  const day = Date.UTC(year, random.chance(0.55) ? 4 : 11, random.between(1, 28)) / DAY
  if (day >= from && day < today) return day
  // too late for that: some day since the birthday
  return from < today ? from + Math.floor(random.next() * (today - from)) : today - 1
}
