import type { MetricId } from '../../../warehouse/catalogue/metrics.ts'
import type { Scope } from '../../../warehouse/orgs/scope.ts'
import type { Warehouse } from '../../../warehouse/platform/clickhouse/client.ts'
import type { Ask } from '../../../warehouse/query/types.ts'
import { askUnmasked } from '../../../warehouse/query/unmasked.ts'
import { at, member, plantOrgs, plantTree, sign, TODAY } from './world.ts'

export const ROOT: Scope = { org: 'root' }
export const NOVEMBER = { from: at('2026-11-01'), to: TODAY }
export const OCTOBER = { from: at('2026-10-01'), to: at('2026-10-31') }
export const HALF_YEAR = { from: at('2026-06-01'), to: TODAY, grain: 'month' as const }
export const CHILDREN = { rows: 'children' as const }

/** The small province with members who come and go, dues and activities, to be counted by hand. */
export async function plantCounted(warehouse: Warehouse): Promise<void> {
  await plantTree(warehouse)
  await plantOrgs(warehouse)

  await sign(warehouse, 'member', [
    // seven who stay: four in 111, one in 121, one in 21, one where the tree has no place yet
    member(111, '2026-05-01'),
    member(111, '2026-05-02', { gender: 'male', birth_month: '2013-01-01' }),
    member(111, '2026-09-30', { payer_class: 'wage', birth_month: '1998-11-01' }),
    member(111, '2026-10-01', {
      birth_month: '1998-12-01',
      report_status: 'submitted',
      payer_class: 'relief',
    }),
    member(121, '2026-05-01', { gender: 'male', political_status: 'party_member' }),
    member(21, '2026-11-21', { education: '' }),
    member(999, '2026-11-01', { birth_month: '1900-01-01' }),
    // moved from 111 to 121 on 9 May, left on 20 October because of age
    member(111, '2026-05-01'),
    member(111, '2026-05-09', { sign: -1, transition: 'move_out' }),
    member(121, '2026-05-09', { transition: 'move_in' }),
    member(121, '2026-10-20', { sign: -1, transition: 'leave' }),
    member(121, '2026-10-20', { transition: 'gone', status: 'aged_out' }),
    // being transferred since 15 November and counted until gone, on the 18th
    member(21, '2026-01-01'),
    member(21, '2026-11-15', { sign: -1, transition: 'edit_out' }),
    member(21, '2026-11-15', { transition: 'edit_in', status: 'transferring' }),
    member(21, '2026-11-18', { sign: -1, transition: 'leave', status: 'transferring' }),
  ])

  const bill = (org: number, month: string, fen: number, fields = {}) => ({
    org_id: org,
    day: month,
    bill_month: month,
    amount_due_fen: fen,
    payer_class: 'student',
    status: 'open',
    ...fields,
  })
  await sign(warehouse, 'dues_bill', [
    bill(111, '2026-10-01', 20),
    bill(111, '2026-11-01', 20),
    bill(121, '2026-11-01', 500, { payer_class: 'wage' }),
    bill(21, '2026-11-01', 1000, { status: 'void' }),
    // corrected from 30 to 40 fen on 5 November: the bill of October changes
    bill(21, '2026-10-01', 30),
    bill(21, '2026-10-01', 30, { day: '2026-11-05', sign: -1, transition: 'edit_out' }),
    bill(21, '2026-10-01', 40, { day: '2026-11-05', transition: 'edit_in' }),
  ])
  const payment = (org: number, month: string, paid: string, fen: number, channel: string, fields = {}) => ({
    org_id: org,
    day: paid,
    bill_month: month,
    paid_on: paid,
    amount_fen: fen,
    channel,
    ...fields,
  })
  await sign(warehouse, 'dues_payment', [
    payment(111, '2026-10-01', '2026-11-02', 20, 'wechat'),
    payment(111, '2026-11-01', '2026-11-02', 20, 'cash'),
    payment(121, '2026-11-01', '2026-11-21', 130, 'wechat'),
    // of his own accord: it is on no bill
    payment(121, '2026-11-01', '2026-11-21', 300, 'wechat', { is_voluntary: 1 }),
    // refunded: as if it had never been
    payment(21, '2026-10-01', '2026-10-03', 40, 'alipay'),
    payment(21, '2026-10-01', '2026-10-03', 40, 'alipay', {
      day: '2026-10-20',
      sign: -1,
      transition: 'leave',
    }),
  ])
  const activity = (org: number, day: string, status: string, category: string, fields = {}) => ({
    org_id: org,
    day,
    published_on: day,
    status,
    category,
    kind: 'offline',
    ...fields,
  })
  await sign(warehouse, 'activity', [
    activity(10, '2026-11-21', 'signing_up', 'ideological'),
    activity(111, '2026-11-03', 'running', 'public_service', { kind: 'online' }),
    activity(121, '2026-10-03', 'running', 'public_service'),
    activity(121, '2026-10-03', 'running', 'public_service', {
      day: '2026-10-09',
      sign: -1,
      transition: 'edit_out',
    }),
    activity(121, '2026-10-03', 'ended', 'public_service', { day: '2026-10-09', transition: 'edit_in' }),
  ])
  const signup = (org: number, day: string) => ({ org_id: org, day, submitted_on: day, status: 'submitted' })
  await sign(warehouse, 'signup', [
    signup(10, '2026-11-21'),
    signup(10, '2026-11-20'),
    signup(121, '2026-10-03'),
  ])
  const checkin = (org: number, day: string, method: string) => ({
    org_id: org,
    day,
    checked_on: day,
    method,
  })
  await sign(warehouse, 'checkin', [
    checkin(10, '2026-11-21', 'qr'),
    checkin(121, '2026-10-03', 'geo'),
    checkin(121, '2026-10-03', 'qr'),
  ])
}

export type Question = Partial<Ask> & { scope?: Scope }

/** Answers of one metric as text, `row/bucket/item=value`, without what is constant. */
export async function answerOf(
  { reader }: Warehouse,
  metric: MetricId,
  question: Question = {},
): Promise<Record<string, number | null>> {
  const { scope = ROOT, ...rest } = question
  const asked: Ask = {
    name: 'q',
    metrics: [metric],
    org: 'root',
    rows: 'total',
    from: TODAY,
    to: TODAY,
    grain: 'all',
    ...rest,
  }
  const { answers } = await askUnmasked(reader, scope, [asked], TODAY)
  return Object.fromEntries(
    (answers.get('q')?.cells ?? []).map(({ org, bucket, item, value }) => {
      const parts = [
        ...(asked.rows === 'children' ? [org] : []),
        ...(asked.grain === 'all'
          ? []
          : [new Date(bucket * 86_400_000).toISOString().slice(0, asked.grain === 'day' ? 10 : 7)]),
        ...(asked.by ? [item] : []),
      ]
      return [parts.length > 0 ? parts.join(' ') : 'value', value]
    }),
  )
}
