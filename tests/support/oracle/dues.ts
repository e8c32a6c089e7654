import { monthsAfter } from './days.ts'
import { distinct, type Oracle, type OracleAsk, ratio, sum } from './oracle.ts'
import type { OracleRow, OracleWorld } from './world.ts'

/** Bills of the months asked about that are owed or were; void ones never were. */
const billed = (world: OracleWorld, ask: OracleAsk): OracleRow[] =>
  world.within('dues_bill', 'bill_month', ask).filter(row => row.status !== 'void')
const paid = (world: OracleWorld, ask: OracleAsk): OracleRow[] => world.within('dues_payment', 'paid_on', ask)
const paidOnBills = (world: OracleWorld, ask: OracleAsk): OracleRow[] =>
  world.within('dues_payment', 'bill_month', ask).filter(row => row.bill_id !== '0')

/** What was paid on each bill by a day. */
function paidBy(world: OracleWorld, day: number): Map<string, number> {
  const sums = new Map<string, number>()
  for (const { bill_id, amount_fen, paid_on, is_voluntary } of world.stockOn('dues_payment', day))
    if (Number(paid_on) <= day && is_voluntary !== 1)
      sums.set(String(bill_id), (sums.get(String(bill_id)) ?? 0) + Number(amount_fen))
  return sums
}

/** Bills of months before the one asked about that are not paid in full at its end. */
function open(world: OracleWorld, ask: OracleAsk): OracleRow[] {
  const sums = paidBy(world, ask.to)
  return world
    .stock('dues_bill', ask)
    .filter(row => row.status !== 'void' && row.status !== 'exempt' && Number(row.bill_month) < ask.from)
    .filter(row => Number(row.amount_due_fen) > (sums.get(row.id) ?? 0))
}

/** Owed in each of the last so many months: counted where the bill of the last of them was made. */
const owingFor =
  (months: number): Oracle =>
  (world, ask) => {
    const owed = new Map<string, Map<number, OracleRow>>()
    for (const row of open(world, { ...ask, org: 'root' })) {
      const member = String(row.member_id)
      const own = owed.get(member) ?? new Map<number, OracleRow>()
      owed.set(member, own.set(Number(row.bill_month), row))
    }
    return [...owed.values()].filter(own => {
      const last = own.get(monthsAfter(ask.from, -1))
      const owesAll = Array.from({ length: months }, (_, i) => monthsAfter(ask.from, -1 - i)).every(month =>
        own.has(month),
      )
      return last !== undefined && owesAll && world.isIn(ask, last.org_id)
    }).length
  }

const reminders = (world: OracleWorld, ask: OracleAsk) =>
  world.within('message', 'sent_on', ask).filter(row => row.kind === 'dues_reminder')

export const DUES_ORACLES: Readonly<Record<string, Oracle>> = {
  DUE01: (world, ask) => sum(billed(world, ask), 'amount_due_fen'),
  DUE02: (world, ask) => sum(paid(world, ask), 'amount_fen'),
  DUE03: (world, ask) => sum(paidOnBills(world, ask), 'amount_fen'),
  DUE04: (world, ask) =>
    ratio(sum(paidOnBills(world, ask), 'amount_fen'), sum(billed(world, ask), 'amount_due_fen')),
  DUE05: (world, ask) => {
    const bills = billed(world, ask).filter(row => row.status !== 'exempt' && Number(row.amount_due_fen) > 0)
    const inTime = new Map<string, number>()
    for (const { bill_id, bill_month, paid_on, amount_fen, is_voluntary } of world.allFacts('dues_payment'))
      if (Number(paid_on) < monthsAfter(bill_month, 1) && is_voluntary !== 1)
        inTime.set(String(bill_id), (inTime.get(String(bill_id)) ?? 0) + Number(amount_fen))
    const paidInTime = bills.filter(row => (inTime.get(row.id) ?? 0) >= Number(row.amount_due_fen))
    return ratio(distinct(paidInTime, 'member_id'), distinct(bills, 'member_id'))
  },
  DUE06: (world, ask) => distinct(open(world, ask), 'member_id'),
  DUE07: (world, ask) => {
    const sums = paidBy(world, ask.to)
    return open(world, ask).reduce(
      (total, row) => total + Number(row.amount_due_fen) - (sums.get(row.id) ?? 0),
      0,
    )
  },
  DUE08: owingFor(3),
  DUE09: owingFor(6),
  DUE10: (world, ask) =>
    sum(
      paid(world, ask).filter(row => row.is_backpay === 1),
      'amount_fen',
    ),
  DUE11: (world, ask) => {
    const all = paid(world, ask)
    return ratio(all.filter(row => row.is_proxy === 1).length, all.length)
  },
  DUE12: (world, ask) =>
    sum(
      paid(world, ask).filter(row => row.is_voluntary === 1),
      'amount_fen',
    ),
  DUE15: (world, ask) => {
    const sent = reminders(world, ask)
    return ratio(sent.filter(row => row.status === 'delivered' || row.status === 'read').length, sent.length)
  },
}
