import type { Warehouse } from '../../../warehouse/platform/clickhouse/client.ts'
import type { TestWarehouse } from '../../support/warehouse.ts'
import { type LogRow, member, sign } from '../../warehouse/query/world.ts'
import { figuresOf, measuresLike } from '../support.ts'

/** The job for what is owed and who takes part. */
export const measures = measuresLike(/^(DUE0[6-9]|ACT0[78])$/)

/** Its figures of the metrics with such ids. */
export async function measured(test: TestWarehouse, ids: RegExp, month: string): Promise<string[]> {
  return (await figuresOf(test, 'measures', month)).filter(line => ids.test(line))
}

const ALL_FIELDS = 2 ** 15 - 1
let version = 0
let checkinId = 0
export const checkin = (owner: number, who: number, on: string, change: LogRow = {}): LogRow => ({
  id: ++checkinId,
  org_id: 10,
  member_org_id: owner,
  member_id: who,
  checked_on: on,
  day: on,
  ...change,
})
const org = (
  id: number,
  parent: number,
  type: string,
  right: 0 | 1,
  on = '2020-01-01',
  account = 'valid',
): LogRow => ({
  ev: 1,
  id,
  ver: ++version,
  sent: ALL_FIELDS,
  alive: 1,
  sign: 0,
  transition: 'none',
  changed_on: on,
  org_id: id,
  parent_org_id: parent,
  org_full_name: `组织${id}`,
  org_type: type,
  status: 'active',
  created_on: '2020-01-01',
  has_retention_right: right,
  sub_account_status: account,
})

let rowId = 0
export const bill = (
  owner: number,
  debtor: number,
  month: string,
  due: number,
  change: LogRow = {},
): LogRow => ({
  id: ++rowId,
  org_id: owner,
  member_id: debtor,
  bill_month: `${month}-01`,
  day: `${month}-01`,
  amount_due_fen: due,
  status: 'open',
  ...change,
})
export const payment = (of: LogRow, fen: number, paid: string, change: LogRow = {}): LogRow => ({
  id: Number(of.id) + 1000,
  org_id: Number(of.org_id),
  bill_id: Number(of.id),
  bill_month: String(of.bill_month),
  member_id: Number(of.member_id),
  amount_fen: fen,
  paid_on: paid,
  day: paid,
  ...change,
})

/**
 *     1 province ── 10 city ── 11 county ── 110 committee ── 111 branch, 112 branch
 *                └─ 21 university ── 211 branch
 *     On 15 November branch 112 moves to the university, and the account of 110 turns invalid.
 * What its members owe and paid, and where they checked in.
 */
export async function plantDues(warehouse: Warehouse): Promise<void> {
  await sign(warehouse, 'org', [
    org(1, 0, 'leading_organ', 1),
    org(10, 1, 'leading_organ', 1),
    org(11, 10, 'leading_organ', 1),
    org(110, 11, 'committee', 1),
    org(111, 110, 'branch', 0),
    org(112, 110, 'branch', 0),
    org(21, 1, 'committee', 1),
    org(211, 21, 'branch', 0),
    org(112, 21, 'branch', 0, '2026-11-15'),
    org(110, 11, 'committee', 1, '2026-11-15', 'invalid'),
  ])
  const partly = bill(111, 2, '2026-09', 300)
  const refunded = bill(112, 3, '2026-10', 20)
  const late = bill(211, 5, '2026-09', 20)
  const voided = bill(112, 4, '2026-09', 20)
  const corrected = bill(112, 4, '2026-08', 400)
  const september = bill(111, 1, '2026-09', 20)
  await sign(warehouse, 'dues_bill', [
    ...['2026-08', '2026-10', '2026-11'].map(month => bill(111, 1, month, 20)),
    september,
    partly,
    refunded,
    late,
    voided,
    { ...voided, sign: -1, transition: 'edit_out', day: '2026-09-05' },
    { ...voided, status: 'void', transition: 'edit_in', day: '2026-09-05' },
    bill(112, 4, '2026-10', 0, { status: 'exempt' }),
    // 4.00 that became 3.00 on 2 August, and is paid
    corrected,
    { ...corrected, sign: -1, transition: 'edit_out', day: '2026-08-02' },
    { ...corrected, amount_due_fen: 300, status: 'paid', transition: 'edit_in', day: '2026-08-02' },
    ...['2025-01', '2026-05', '2026-06', '2026-07', '2026-08', '2026-09', '2026-10'].map(month =>
      bill(211, 6, month, 20),
    ),
    // of a member that the source does not name
    bill(211, 0, '2026-10', 5),
  ])
  const back = payment(refunded, 20, '2026-10-03')
  await sign(warehouse, 'dues_payment', [
    payment(partly, 100, '2026-09-05'),
    back,
    { ...back, sign: -1, transition: 'leave', day: '2026-11-10' },
    // paid on the last of the month, told of on the first
    payment(late, 20, '2026-10-31', { day: '2026-11-01' }),
    payment(corrected, 300, '2026-08-02'),
    // pays nothing that is due, whichever bill it names
    payment(september, 20, '2026-09-02', { is_voluntary: 1 }),
    // a year before the first bill of the others
    payment(bill(110, 7, '2024-12', 1), 1, '2024-12-30'),
  ])
  const members = [111, 111, 111, 112, 211].map(owner => member(owner, '2024-01-01'))
  await sign(warehouse, 'member', [
    ...members,
    // joins after October
    member(211, '2026-11-03', { id: 90 }),
  ])
  const wrong = checkin(111, 3, '2026-10-06')
  await sign(warehouse, 'checkin', [
    // one member, three times, in two branches
    checkin(111, 1, '2026-10-01'),
    checkin(111, 1, '2026-10-31'),
    checkin(112, 1, '2026-10-15'),
    checkin(111, 2, '2026-10-02'),
    wrong,
    { ...wrong, sign: -1, transition: 'leave', day: '2026-10-07' },
    checkin(111, 0, '2026-10-02'),
    checkin(211, 6, '2026-11-01'),
  ])
}
