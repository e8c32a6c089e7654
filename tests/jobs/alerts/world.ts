import { refreshTree } from '../../../warehouse/orgs/refresh.ts'
import type { Warehouse } from '../../../warehouse/platform/clickhouse/client.ts'
import { createLog } from '../../../warehouse/platform/log.ts'
import { type LogRow, member, sign } from '../../warehouse/query/world.ts'

/**
 * A province in which something is wrong, small enough to be counted by hand.
 *
 *     1 province ── 10 city ── 11 county ── 110 committee ── 111 branch (4 members), 112 branch (2 members)
 *                │          └─ 12 county ── 120 committee without a branch
 *                └─ 20 city ── 21 county ── 211 branch (3 members)
 *
 * On 1 November a member of 111 owes August to October, one of 112 May to October, and one of 211 only September and October.
 */
export async function plantTroubles(warehouse: Warehouse): Promise<void> {
  await sign(warehouse, 'org', [
    org(1, 0, 'leading_organ', { region_code: '440000' }),
    org(10, 1, 'leading_organ'),
    org(11, 10, 'leading_organ'),
    org(12, 10, 'leading_organ'),
    org(110, 11, 'committee'),
    org(111, 110, 'branch'),
    org(112, 110, 'branch'),
    org(120, 12, 'committee'),
    org(20, 1, 'leading_organ'),
    org(21, 20, 'leading_organ'),
    org(211, 21, 'branch'),
  ])
  const members = [111, 111, 111, 111, 112, 112, 211, 211, 211]
  await sign(
    warehouse,
    'member',
    members.map((owner, i) => member(owner, '2025-01-01', { ev: 1, id: 500 + i, changed_on: '2025-01-01' })),
  )
  const september = bill(111, 1, '2026-09')
  await sign(warehouse, 'dues_bill', [
    ...['2026-08', '2026-10'].map(month => bill(111, 1, month)),
    september,
    ...['2026-05', '2026-06', '2026-07', '2026-08', '2026-09', '2026-10'].map(month => bill(112, 2, month)),
    ...['2026-09', '2026-10'].map(month => bill(211, 3, month)),
  ])
  // of an earlier bill: somebody has told of payments
  await sign(warehouse, 'dues_payment', [
    {
      id: 9_000,
      org_id: 211,
      day: '2026-03-05',
      paid_on: '2026-03-05',
      bill_month: '2026-03-01',
      amount_fen: 20,
    },
    // pays nothing that is due, whichever bill it names
    {
      id: 9_001,
      org_id: 111,
      day: '2026-09-05',
      paid_on: '2026-09-05',
      bill_id: Number(september.id),
      bill_month: '2026-09-01',
      amount_fen: 20,
      is_voluntary: 1,
    },
  ])
  await refreshTree(warehouse.app, createLog('test'))
}

const ALL_FIELDS = 2 ** 15 - 1
let version = 0
let bills = 0

export function org(id: number, parent: number, type: string, change: LogRow = {}): LogRow {
  return {
    ev: 1,
    id,
    ver: ++version,
    sent: ALL_FIELDS,
    alive: 1,
    day: '2020-01-01',
    changed_on: '2025-01-01',
    org_id: id,
    parent_org_id: parent,
    org_full_name: `组织${id}`,
    org_short_name: `组${id}`,
    org_type: type,
    status: 'active',
    created_on: '2020-01-01',
    ...change,
  }
}

export function bill(owner: number, debtor: number, month: string): LogRow {
  return {
    id: ++bills,
    org_id: owner,
    member_id: debtor,
    bill_month: `${month}-01`,
    day: `${month}-01`,
    amount_due_fen: 20,
    status: 'open',
  }
}

/** A payment of all that a member of the province above owes for a month. */
export function payment(id: number, owner: number, debtor: number, month: string, paid: string): LogRow {
  return {
    id: 1000 + id,
    org_id: owner,
    bill_id: id,
    bill_month: `${month}-01`,
    member_id: debtor,
    amount_fen: 20,
    paid_on: paid,
    day: paid,
  }
}
