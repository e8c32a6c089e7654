import type { Figure, GroupFigure } from './metric.ts'

/** What several metrics count. */

export const ORGS: Figure = {
  entity: 'org',
  measure: 'count',
  where: [{ field: 'status', in: ['active'] }],
  basis: { kind: 'state' },
}
export const orgsOfType = (...types: string[]): Figure => ({
  ...ORGS,
  where: [...ORGS.where, { field: 'org_type', in: types }],
})
export const MEMBERS: Figure = {
  entity: 'member',
  measure: 'count',
  // who is being transferred has left nowhere yet: without him the stock would not be what came and went
  where: [{ field: 'status', in: ['active', 'transferring'] }],
  basis: { kind: 'state' },
}
export const membersWith = (field: string, ...values: string[]): Figure => ({
  ...MEMBERS,
  where: [...MEMBERS.where, { field, in: values }],
})
export const BILLED: Figure = {
  entity: 'dues_bill',
  measure: 'amount_due_fen',
  where: [{ field: 'status', in: ['open', 'paid', 'overdue', 'exempt'] }],
  basis: { kind: 'business', field: 'bill_month' },
}
export const ACTIVE_BRANCHES: Figure = orgsOfType('branch')
export const membersPerBranch = (least: number, most: number): GroupFigure => ({
  of: ACTIVE_BRANCHES,
  inner: MEMBERS,
  least,
  most,
})
export const entered = (flag: string, of: Figure = ORGS): Figure => ({
  ...of,
  where: [...of.where, { field: flag, in: ['1'] }],
})
// whoever may have organisations below itself
export const ABOVE_BRANCHES = orgsOfType('leading_organ', 'committee', 'work_committee', 'general_branch')
export const PAYMENTS: Figure = {
  entity: 'dues_payment',
  measure: 'count',
  where: [],
  basis: { kind: 'business', field: 'paid_on' },
}
export const COLLECTED_ON_BILLS: Figure = {
  entity: 'dues_payment',
  measure: 'amount_fen',
  where: [],
  basis: { kind: 'business', field: 'bill_month' },
}
