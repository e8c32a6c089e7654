import { Random } from '../../ingest/demo/random.ts'
import { addMonths, formatDay, monthOf } from '../../warehouse/platform/time/day.ts'
import { orgsOf } from './organisations.ts'
import type {
  AccountRow,
  ActivityRow,
  AttendanceRow,
  BillRow,
  CadreRow,
  ExitRow,
  HoursRow,
  MemberRow,
  PaymentRow,
  Population,
  TransferRow,
} from './populationRows.ts'

/** Months before the running one in which something happens. */
export const PAST_MONTHS = 11
/** A branch that no message ever mentions. */
const UNKNOWN_BRANCH = 999_999

/** About `rows` rows as they are on the day `today` (days since 1970). */
export function populationOf(rows: number, seed: number, today: number): Population {
  const r = new Random(seed, 'feed')
  const first = addMonths(monthOf(today), -PAST_MONTHS)
  const anyDay = (from = first) => r.between(Math.min(from, today - 1), today - 1)
  const one = <T>(list: readonly T[]): T => {
    const found = r.pick(list)
    if (found === undefined) throw new Error('nothing to pick from')
    return found
  }
  const many = <T>(share: number, make: (id: number) => T): T[] =>
    Array.from({ length: Math.max(8, Math.round(rows * share)) }, (_, i) => make(i + 1))

  const orgs = orgsOf(r, today)
  const branches = orgs.filter(({ type }) => type === 5)
  const hosts = orgs.filter(({ status }) => status === 1)

  const members = many(0.22, (id): MemberRow => {
    // most in the first branches: some have hundreds, the last ones nobody
    const place = Math.floor(r.next() ** 2 * (branches.length - 8))
    const birth = r.between(dayOfDate('1998-01-01'), dayOfDate('2012-06-30'))
    return {
      id: 500_000 + id,
      branch: r.chance(0.02) ? UNKNOWN_BRANCH : (branches[place]?.id ?? UNKNOWN_BRANCH),
      idCard: r.chance(0.01) ? null : idCard(id, birth),
      status: Number(r.weighted({ 2: 860, 3: 30, 0: 20, 1: 20, 4: 30, 5: 10, 6: 10, 7: 5, 8: 5, 9: 10 })),
      report: Number(r.weighted({ 2: 80, 1: 8, 0: 8, 3: 4 })),
      gender: Number(r.weighted({ 1: 50, 2: 48, 0: 2 })),
      birth: r.chance(0.01) ? null : formatDay(birth),
      education: r.between(0, 6),
      political: Number(r.weighted({ 3: 92, 2: 4, 1: 4 })),
      payer: Number(r.weighted({ 1: 60, 2: 20, 3: 5, 4: 6, 5: 3, 6: 4, 7: 2 })),
      joined: r.chance(0.02) ? null : formatDay(r.between(birth + 5_110, Math.max(birth + 5_110, today - 1))),
      isFloating: r.chance(0.06),
      realName: r.between(0, 3),
      isCadre: r.chance(0.05),
      graduates: r.chance(0.7) ? r.between(2024, 2030) : null,
      isVolunteer: r.chance(0.4),
      isDeleted: r.chance(0.01),
    }
  })
  for (const member of members)
    if (member.joined !== null && member.joined > formatDay(today - 1)) member.joined = formatDay(today - 1)

  const cadres = many(0.02, (id): CadreRow => {
    const removed = r.chance(0.1)
    const appointed = anyDay()
    return {
      id,
      org: one(orgs).id,
      idCard: idCard(1_000_000 + id, dayOfDate('1990-05-04')),
      post: one([1, 2, 3, 4, 5, 99]),
      kind: r.between(1, 3),
      status: removed ? 4 : r.between(0, 3),
      gender: r.between(0, 2),
      appointed: formatDay(appointed),
      removed: removed ? formatDay(anyDay(appointed)) : null,
    }
  })

  const bills = many(0.36, (id): BillRow => {
    const member = members[Math.floor((id - 1) / (PAST_MONTHS + 1)) % members.length] ?? one(members)
    return {
      id: 7_000_000 + id,
      branch: member.branch,
      member: member.id,
      month: formatDay(addMonths(first, (id - 1) % (PAST_MONTHS + 1))),
      payer: member.payer,
      fen: member.payer === 1 ? 20 : r.between(50, 2_000),
      status: Number(r.weighted({ 1: 70, 0: 12, 2: 10, 3: 5, 4: 3 })),
    }
  })
  const payments = bills
    .filter(({ status }) => status === 1)
    .map((bill, i): PaymentRow => {
      const month = dayOfDate(bill.month)
      const day = r.chance(0.8) ? anyDay(month) : Math.min(month + r.between(0, 27), today - 1)
      return {
        id: 8_000_000 + i,
        bill,
        channel: r.between(1, 4),
        status: r.chance(0.04) ? r.between(2, 3) : 1,
        isProxy: r.chance(0.05),
        isBackpay: monthOf(day) > month,
        isVoluntary: r.chance(0.02),
        paidAt: at(r, Math.max(day, Math.min(month, today - 1))),
      }
    })

  const activities = many(0.012, (id): ActivityRow => {
    const day = anyDay()
    return {
      id: 300_000 + id,
      org: one(hosts).id,
      category: r.between(1, 8),
      kind: r.between(1, 2),
      status: r.between(0, 5),
      day,
      publishedAt: at(r, day),
      isCrossCity: r.chance(0.1),
      isDeleted: r.chance(0.02),
    }
  })
  const attend =
    (base: number, words: number) =>
    (id: number): AttendanceRow => {
      const activity = one(activities)
      return {
        id: base + id,
        activity,
        member: one(members),
        word: words === 2 ? r.between(1, 2) : r.between(0, 4),
        at: at(r, anyDay(activity.day)),
        hours: one([25, 50, 100, 133, 150, 200, 367]),
      }
    }
  return {
    orgs,
    members,
    cadres,
    bills,
    payments,
    activities,
    signups: many(0.05, attend(4_000_000, 5)),
    checkins: many(0.05, attend(5_000_000, 2)),
    transfers: many(0.015, (id): TransferRow => {
      const started = anyDay()
      const isConfirmed = r.chance(0.5)
      const status = r.between(0, 5)
      return {
        id,
        member: one(members),
        to: one(branches).id,
        starter: r.between(1, 3),
        reason: one([1, 2, 3, 4, 5, 9]),
        status,
        step: status === 0 ? r.between(1, 5) : 0,
        isGraduate: r.chance(0.3),
        startedAt: at(r, started),
        confirmedAt: isConfirmed ? at(r, anyDay(started)) : null,
        endedAt: status === 0 ? null : at(r, anyDay(started)),
      }
    }),
    hours: many(
      0.02,
      (id): HoursRow => ({
        id,
        member: one(members.filter(member => member.idCard !== null).slice(0, 500)),
        project: r.between(1, 40),
        hours: r.between(1, 32) * 25,
        day: formatDay(anyDay()),
      }),
    ),
    accounts: many(
      0.01,
      (id): AccountRow => ({
        id,
        org: one(orgs).id,
        idCard: idCard(2_000_000 + id, dayOfDate('1985-07-01')),
        kind: r.between(1, 2),
        status: r.between(0, 2),
        createdAt: at(r, anyDay()),
        loggedInAt: r.chance(0.8) ? at(r, anyDay()) : null,
      }),
    ),
    exits: many(
      0.008,
      (id): ExitRow => ({
        id,
        member: one(members),
        kind: r.between(1, 7),
        by: r.between(1, 2),
        day: formatDay(anyDay()),
      }),
    ),
    retentions: orgs
      .filter(({ type }) => type !== 5)
      .flatMap((org, i) =>
        [0, 1].map(back => ({
          id: i * 2 + back + 1,
          org: org.id,
          month: formatDay(addMonths(monthOf(today), -1 - back)),
          fen: r.between(0, 90_000),
        })),
      ),
  }
}

/** A time of the day, often near midnight, where a wrong zone shows. */
function at(r: Random, day: number): string {
  const hour = r.chance(0.3) ? (r.chance(0.5) ? 0 : 23) : r.between(1, 22)
  const two = (n: number) => String(n).padStart(2, '0')
  return `${formatDay(day)} ${two(hour)}:${two(r.between(0, 59))}:${two(r.between(0, 59))}`
}

/** Nobody's identity number: the region 440099 does not exist. */
function idCard(n: number, birth: number): string {
  return `440099${formatDay(birth).replaceAll('-', '')}${String(n % 10_000).padStart(4, '0')}`
}

const dayOfDate = (text: string) => Date.parse(`${text}T00:00:00Z`) / 86_400_000
