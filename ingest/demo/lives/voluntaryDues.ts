import { dayOf, monthOf } from '../../../warehouse/platform/time/day.ts'
import { monthlyDues } from '../duesRule.ts'
import type { Life } from '../life.ts'
import type { Model } from '../model.ts'
import type { PaymentRow } from '../rows.ts'

/** In a year, for each member: who would give something. Few of them are free to, the others owe dues. */
const WILLING = 0.5
const YUAN = 100
/** Apart from the numbers of payments on bills. */
const WORKER = 4

/** Who owes nothing, being in the Party or a cadre beyond 28, may pay of his own accord: there is no bill. */
export const VOLUNTARY_DUES: Life = {
  name: 'voluntary dues',
  day(model, today) {
    if (!model.has('dues_payment')) return
    const random = model.randomOf(VOLUNTARY_DUES)
    for (let n = random.around((model.members * WILLING) / 365); n > 0; n--)
      model.plan(model.within(today.day, 8, 22, random), () => give(model))
  },
}

function give(model: Model): void {
  const random = model.randomOf(VOLUNTARY_DUES)
  const member = model.anyMember(undefined, random)
  if (!member?.branch.isOnline) return
  const { row, income, branch } = member
  const due = monthlyDues({
    payer: row.payer,
    isPartyMember: row.political !== 'league_member',
    isCadreOver28: row.payer === 'cadre_over_28',
    income,
  })
  if (due > 0) return
  const payment: PaymentRow = {
    id: model.snowflake(WORKER),
    billId: null,
    branchId: branch.row.id,
    month: monthOf(dayOf(model.now)),
    memberId: row.id,
    amount: random.between(1, 20) * YUAN,
    channel: random.weighted({ wechat: 80, alipay: 20 }),
    isProxy: false,
    isBackpay: false,
    isVoluntary: true,
    status: 'paid',
    paidAt: model.now,
    updatedAt: model.now,
  }
  model.journal.insert(model.system.payment, payment, model.now)
}
