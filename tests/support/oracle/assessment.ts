import { minutesOfYear } from './activities.ts'
import { monthsAfter, yearStart } from './days.ts'
import { members } from './members.ts'
import { type Oracle, type OracleAsk, ratio } from './oracle.ts'
import { referenceOf } from './references.ts'
import type { OracleWorld } from './world.ts'

/** Bills of each member in the year so far, and those of them that were paid in full in their own month. */
function billsOfYear(world: OracleWorld, ask: OracleAsk): Map<string, { all: number; timely: number }> {
  const paid = new Map<string, number>()
  for (const { bill_id, bill_month, paid_on, amount_fen } of world.stockOn('dues_payment', ask.to))
    if (Number(paid_on) <= ask.to && Number(paid_on) < monthsAfter(bill_month, 1))
      paid.set(String(bill_id), (paid.get(String(bill_id)) ?? 0) + Number(amount_fen))
  const bills = new Map<string, { all: number; timely: number }>()
  for (const bill of world.allFacts('dues_bill')) {
    const due = Number(bill.amount_due_fen)
    const isOwed = bill.status === 'open' || bill.status === 'paid' || bill.status === 'overdue'
    const month = Number(bill.bill_month)
    if (!isOwed || due <= 0 || month < yearStart(ask.to) || month > ask.to) continue
    const own = bills.get(String(bill.member_id)) ?? { all: 0, timely: 0 }
    bills.set(String(bill.member_id), own)
    own.all++
    if ((paid.get(bill.id) ?? 0) >= due) own.timely++
  }
  return bills
}

/** The points of each member asked about, with the line from which they are good. */
function points(world: OracleWorld, ask: OracleAsk): { points: number; good: number }[] {
  const minutes = minutesOfYear(world, ask)
  const bills = billsOfYear(world, ask)
  return members(world, ask).map(row => {
    const value = (what: string) => referenceOf(world, ask, what, row.org_id) ?? Number.NaN
    const hasReported =
      row.report_status === 'approved' || Number(row.joined_on) > ask.to - value('report_due_after')
    const own = bills.get(row.id)
    const shares = [
      {
        weight: value('assessment_hours_weight'),
        share: Math.min(1, (minutes.get(row.id) ?? 0) / (value('activity_hours_least') * 60)),
      },
      { weight: value('assessment_report_weight'), share: hasReported ? 1 : 0 },
      ...(own ? [{ weight: value('assessment_dues_weight'), share: own.timely / own.all }] : []),
    ]
    const weights = shares.reduce((sum, { weight }) => sum + weight, 0)
    const mean = shares.reduce((sum, { weight, share }) => sum + weight * share, 0) / weights
    return { points: Math.floor(Number((100 * mean).toFixed(6)) + 0.5), good: value('assessment_good_from') }
  })
}

export const ASSESSMENT_ORACLES: Readonly<Record<string, Oracle>> = {
  APP01: (world, ask) => points(world, ask).length,
  APP02: (world, ask) => {
    const all = points(world, ask)
    return ratio(
      all.reduce((sum, each) => sum + each.points, 0),
      all.length,
    )
  },
  APP03: (world, ask) => {
    const all = points(world, ask)
    return ratio(all.filter(each => each.points >= each.good).length, all.length)
  },
}
