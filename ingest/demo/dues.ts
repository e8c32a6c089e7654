import { addMonths, dayOf, monthOf, startOfDay } from '../../warehouse/platform/time/day.ts'
import { incomeBandOf, monthlyDues } from './duesRule.ts'
import { DAY, HOUR, type Model, SECOND } from './model.ts'
import type { Bill, Member, Org } from './org.ts'
import type { BillRow, PaymentRow } from './rows.ts'

/** Part of the month's bills paid in the month, and late; the rest is owed on. */
const PAID_IN_MONTH = 0.935
const PAID_LATE = 0.05
/** Of the members who pay, each month some stop for 3 to 9 months; most of what they owe then is never paid. */
const STOPS_PAYING = 0.002
/** Part of the bills that hardship takes away, and of those of at least 2 yuan that it halves. */
const EXEMPT = 0.004
const REDUCED = 0.012
const YUAN = 100

/** Days 1 to 10: most pay at once, and once more after the reminder of the 5th. */
const EARLY_DAYS = { '1': 16, '2': 12, '3': 9, '4': 7, '5': 9, '6': 14, '7': 8, '8': 5, '9': 4, '10': 4 }
const PAID_EARLY = 0.74

/** The system's run of the 1st: first what is still open becomes overdue, then every online branch is billed. */
export function planBilling(model: Model, firstOfMonth: number): void {
  model.plan(startOfDay(firstOfMonth) + 10 * 60 * SECOND, () => markOverdue(model, firstOfMonth))
  const online = model.world.orgs.filter(
    org => org.isOnline && org.row.type === 'branch' && org.row.status === 'active',
  )
  online.forEach((branch, i) => {
    model.plan(startOfDay(firstOfMonth) + 20 * 60 * SECOND + i * SECOND, () =>
      billBranch(model, branch, firstOfMonth),
    )
  })
}

/** Pays a bill now; nothing happens when it is no longer owed. */
export function payBill(model: Model, bill: Bill): void {
  if (bill.row.status !== 'open' && bill.row.status !== 'overdue') return
  const { random, journal, now } = model
  const { member } = bill
  const other = random.chance(0.1) ? random.pick(member.branch.members) : undefined
  const isProxy = other !== undefined && other !== member && member.branch.row.id === bill.row.branchId
  const payment: PaymentRow = {
    id: model.snowflake(3),
    billId: bill.row.id,
    branchId: bill.row.branchId,
    month: bill.row.month,
    memberId: isProxy ? other.row.id : member.row.id,
    amount: bill.row.due,
    channel: random.weighted({ wechat: 71, alipay: 14, unionpay: 10, cash: 5 }),
    isProxy,
    isBackpay: monthOf(dayOf(now)) > bill.row.month,
    isVoluntary: false,
    status: 'paid',
    paidAt: now,
    updatedAt: now,
  }
  bill.payment = payment
  settle(model, bill)
  journal.insert(model.system.payment, payment, now)
  journal.update(model.system.bill, bill.row, now, row => {
    row.status = 'paid'
  })
  if (random.chance(0.003)) model.plan(now + model.delay(1, 15), () => takeBack(model, bill, payment))
}

/** Pays everything a member owes: nobody is transferred or leaves with arrears. Returns whether all is settled. */
export function payArrears(model: Model, member: Member): boolean {
  if (member.unpaid.length === 0) return true
  if (!model.random.chance(0.92)) return false
  for (const bill of [...member.unpaid]) payBill(model, bill)
  return member.unpaid.length === 0
}

function billBranch(model: Model, branch: Org, month: number): void {
  if (branch.row.status !== 'active' || branch.row.isDeleted) return
  const { random, journal, now } = model
  for (const member of branch.members) {
    const { row } = member
    if (
      (row.status !== 'active' && row.status !== 'transferring') ||
      row.report !== 'approved' ||
      member.isMistake
    )
      continue
    const due = monthlyDues({
      payer: row.payer,
      isPartyMember: row.political !== 'league_member',
      isCadreOver28: row.payer === 'cadre_over_28',
      income: member.income,
    })
    if (due === 0) continue
    const relief = random.next()
    const isExempt = relief < EXEMPT
    const isReduced = !isExempt && relief < EXEMPT + REDUCED && due >= 2 * YUAN
    const bill: BillRow = {
      id: model.serial('bill', 700_000_001),
      branchId: branch.row.id,
      memberId: row.id,
      month,
      payer: row.payer,
      due: isExempt ? 0 : isReduced ? due / 2 : due,
      isReduced,
      income: incomeBandOf({ payer: row.payer, income: member.income }),
      status: isExempt ? 'exempt' : 'open',
      updatedAt: now,
    }
    journal.insert(model.system.bill, bill, now)
    if (isExempt) continue
    const owed = owe(model, { row: bill, member, payment: null, slot: -1 })
    if (month >= member.paysFrom && random.chance(STOPS_PAYING))
      member.paysFrom = addMonths(month, random.between(3, 9))
    if (month >= member.paysFrom) planPayment(model, owed)
  }
}

function planPayment(model: Model, bill: Bill): void {
  const { random } = model
  const { month } = bill.row
  const outcome = random.next()
  if (outcome < 0.003) {
    model.plan(model.within(month + random.between(1, 5), 9, 17), () => voidBill(model, bill))
    return
  }
  if (outcome < 0.007 && bill.row.due > 100) {
    model.plan(model.within(month, 9, 17), () => correctBill(model, bill))
  }
  const fate = random.next()
  if (fate < PAID_IN_MONTH) {
    const day = random.chance(PAID_EARLY)
      ? Number(random.weighted(EARLY_DAYS))
      : random.between(11, addMonths(month, 1) - month)
    const at = model.within(month + day - 1, 7, 23)
    model.plan(Math.max(at, model.now + HOUR), () => payBill(model, bill))
  } else if (fate < PAID_IN_MONTH + PAID_LATE) {
    model.plan(model.within(month + random.between(32, 150), 8, 22), () => payBill(model, bill))
  }
}

/** A refund, or a payment booked by mistake and removed; the bill is owed again and mostly paid anew. */
function takeBack(model: Model, bill: Bill, payment: PaymentRow): void {
  if (bill.row.status !== 'paid' || bill.payment !== payment) return
  const { random, journal, now } = model
  if (random.chance(0.2)) journal.remove(model.system.payment, payment, now)
  else {
    journal.update(model.system.payment, payment, now, row => {
      row.status = random.chance(0.8) ? 'refunded' : 'voided'
    })
  }
  bill.payment = null
  journal.update(model.system.bill, bill.row, now, row => {
    row.status = monthOf(dayOf(now)) > row.month ? 'overdue' : 'open'
  })
  owe(model, bill)
  if (random.chance(0.85)) model.plan(now + model.delay(0.1, 10), () => payBill(model, bill))
}

function voidBill(model: Model, bill: Bill): void {
  if (bill.row.status !== 'open') return
  settle(model, bill)
  model.journal.update(model.system.bill, bill.row, model.now, row => {
    row.status = 'void'
  })
}

function correctBill(model: Model, bill: Bill): void {
  if (bill.row.status !== 'open') return
  model.journal.update(model.system.bill, bill.row, model.now, row => {
    row.due += model.random.chance(0.5) ? 100 : -100
  })
}

function markOverdue(model: Model, firstOfMonth: number): void {
  for (const bill of model.unpaid) {
    if (bill.row.status !== 'open' || bill.row.month >= firstOfMonth) continue
    model.journal.update(model.system.bill, bill.row, model.now, row => {
      row.status = 'overdue'
    })
  }
}

function owe(model: Model, bill: Bill): Bill {
  bill.slot = model.unpaid.length
  model.unpaid.push(bill)
  bill.member.unpaid.push(bill)
  return bill
}

function settle(model: Model, bill: Bill): void {
  const { member } = bill
  member.unpaid = member.unpaid.filter(other => other !== bill)
  const last = model.unpaid.pop()
  if (last && last !== bill) {
    model.unpaid[bill.slot] = last
    last.slot = bill.slot
  }
  bill.slot = -1
}

/** Days after which the retry of a blocked step makes sense: the next month's payments are in by then. */
export const ARREARS_RETRY = 20 * DAY
