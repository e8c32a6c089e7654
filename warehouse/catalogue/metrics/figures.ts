import type { Groups, Inner, Measure, Rows } from './metric.ts'
import type { Predicate } from './predicate.ts'

/** What several metrics count. */

/** The same rows, of which further conditions hold. */
export function those<R extends Rows>(rows: R, ...where: readonly Predicate[]): R {
  return { ...rows, where: [...rows.where, ...where] }
}

export const ORGS: Measure = {
  entity: 'org',
  aggregate: 'count',
  where: [{ field: 'status', in: ['active'] }],
  basis: { kind: 'state' },
}
export const orgsOfType = (...types: string[]): Measure => those(ORGS, { field: 'org_type', in: types })

export const MEMBERS: Measure = {
  entity: 'member',
  aggregate: 'count',
  // who is being transferred has left nowhere yet: without him the stock would not be what came and went
  where: [{ field: 'status', in: ['active', 'transferring'] }],
  basis: { kind: 'state' },
}
export const membersWith = (field: string, ...values: string[]): Measure =>
  those(MEMBERS, { field, in: values })

export const ACTIVE_BRANCHES = orgsOfType('branch')
// whoever may have organisations below itself
export const ABOVE_BRANCHES = orgsOfType('leading_organ', 'committee', 'work_committee', 'general_branch')

/** Branches by how many members they have. */
export const branchesWith = (...members: { op: '=' | '<' | '>'; than: number }[]): Measure => ({
  ...those(
    ACTIVE_BRANCHES,
    ...members.map(({ op, than }) => ({ field: 'members', op, than: { const: than } }) as const),
  ),
  with: { members: { of: MEMBERS, by: 'org_id' } },
})

export const BILLED: Measure = {
  entity: 'dues_bill',
  aggregate: { sum: 'amount_due_fen' },
  where: [{ field: 'status', in: ['open', 'paid', 'overdue', 'exempt'] }],
  basis: { kind: 'business', field: 'bill_month' },
}
export const PAYMENTS: Measure = {
  entity: 'dues_payment',
  aggregate: 'count',
  where: [],
  basis: { kind: 'business', field: 'paid_on' },
}
export const COLLECTED: Measure = { ...PAYMENTS, aggregate: { sum: 'amount_fen' } }
/** Voluntary payments pay nothing that is due, though they may name a month or a bill. Not said, a payment is one of dues. */
const OF_DUES: Predicate = { field: 'is_voluntary', notIn: ['1'] }
export const COLLECTED_ON_BILLS: Measure = those(
  { ...COLLECTED, basis: { kind: 'business', field: 'bill_month' } },
  OF_DUES,
)

/** Bills of the period that something is owed on, or was. */
export const OWED_BILLS: Rows = {
  entity: 'dues_bill',
  where: [
    { field: 'status', in: ['open', 'paid', 'overdue'] },
    { field: 'amount_due_fen', op: '>', than: { const: 0 } },
  ],
  basis: { kind: 'business', field: 'bill_month' },
}
/** What was paid on a bill in its own month. */
const PAID_IN_TIME: Inner = {
  of: {
    entity: 'dues_payment',
    where: [OF_DUES, { field: 'paid_on', op: '<', than: { field: 'bill_month', plus: { months: 1 } } }],
    basis: { kind: 'since', field: 'paid_on' },
  },
  by: 'bill_id',
  sum: 'amount_fen',
}
/** Those of the bills that were paid in full in their own month. */
export function paidInTime<R extends Rows>(bills: R): R & Pick<Measure, 'with'> {
  return {
    ...those(bills, { field: 'timely_fen', op: '>=', than: { field: 'amount_due_fen' } }),
    with: { timely_fen: PAID_IN_TIME },
  }
}
/** What was paid on a bill by the end of the period. */
const PAID: Inner = {
  of: { entity: 'dues_payment', where: [OF_DUES], basis: { kind: 'since', field: 'paid_on' } },
  by: 'bill_id',
  sum: 'amount_fen',
}
/** Bills of months before the running one that are not paid in full, as of the end of the period. */
export const OPEN_BILLS: Measure = {
  entity: 'dues_bill',
  aggregate: 'count',
  where: [
    { field: 'status', in: ['open', 'paid', 'overdue'] },
    { field: 'bill_month', op: '<', than: { day: 'from' } },
    { field: 'amount_due_fen', op: '>', than: { field: 'paid_fen' } },
  ],
  with: { paid_fen: PAID },
  basis: { kind: 'state' },
}
/** Members who owe for each of the last so many months; who does counts where the last of the bills was made. */
export const owingFor = (months: number): Measure => ({
  ...those(OPEN_BILLS, { field: 'bill_month', op: '>=', than: { day: 'from', plus: { months: -months } } }),
  per: {
    by: 'member_id',
    figures: { months: { distinct: 'bill_month' } },
    where: [{ field: 'months', op: '=', than: { const: months } }],
    last: ['bill_month', 'id'],
  } satisfies Groups,
})

export const CHECKINS: Measure = {
  entity: 'checkin',
  aggregate: 'count',
  where: [],
  basis: { kind: 'business', field: 'checked_on' },
}
export const CHECKINS_OF_YEAR: Rows = {
  ...CHECKINS,
  basis: { kind: 'business', field: 'checked_on', window: 'year' },
}
/** What a member spent at activities in the year so far. */
export const MINUTES_OF_YEAR: Inner = { of: CHECKINS_OF_YEAR, by: 'member_id', sum: 'activity_minutes' }
/** Members who checked in, where they were members then. */
export const PARTICIPANTS: Measure = {
  ...CHECKINS,
  place: 'member_org_id',
  aggregate: { distinct: 'member_id' },
}

export const FOLLOWERS: Measure = {
  entity: 'follow',
  aggregate: 'count',
  where: [{ field: 'status', in: ['following'] }],
  basis: { kind: 'state' },
}
/** An activity of the seven categories of U+: training is none of them. */
export const OF_U_PLUS: Predicate = { field: 'category', notIn: ['training'] }
