import { dayOf } from '../../warehouse/platform/time/day.ts'
import { checkIn, guestOf, openActivity, signUp } from './activities.ts'
import { payBill } from './dues.ts'
import { startTransfer, transferAnyone } from './lives/transfers.ts'
import { LIVES } from './lives.ts'
import { admit, editAnyone, exit, mistake } from './members.ts'
import { type Model, SECOND } from './model.ts'
import { openOrg } from './orgs.ts'

/**
 * What a wall is shown between real days: chosen so that something moves every second while no total runs away. Admissions
 * and exits balance, bills are limited by what is owed, transfers end where others begin.
 */
const KINDS = {
  edit: 44,
  transfer: 20,
  signUp: 14,
  checkIn: 12,
  pay: 8,
  admit: 0.7,
  leave: 0.5,
  exit: 0.1,
  activity: 0.2,
  mistake: 0.1,
  org: 0.03,
}

/** What the lives of the province add to it. */
const OWN = LIVES.flatMap(life => life.live ?? [])

/** Bills not older than this are paid. */
const RECENT_DAYS = 62

/** Activities open for sign-up that live operation keeps going. */
const OPEN_ACTIVITIES = 6

/** One change of live operation, now. It may turn out to be none when nobody fits. */
export function liveChange(model: Model): void {
  const own = ownChange(model)
  model.isHurried = true
  if (own) {
    own(model)
    model.isHurried = false
    return
  }
  const kind = model.random.weighted(KINDS)
  if (kind === 'signUp') signUpSomebody(model)
  if (kind === 'checkIn') checkSomebodyIn(model)
  if (kind === 'pay') paySomething(model)
  if (kind === 'transfer') transferAnyone(model)
  if (kind === 'edit') editAnyone(model)
  if (kind === 'admit') admit(model)
  if (kind === 'leave') startTransfer(model, model.anyMember('school'), null)
  if (kind === 'exit') exit(model)
  if (kind === 'activity') openActivity(model)
  if (kind === 'mistake') mistake(model)
  if (kind === 'org') openOrg(model)
  model.isHurried = false
}

/** One of the changes that the lives add, by weight; undefined when one of the table above is due. */
function ownChange(model: Model): ((model: Model) => void) | undefined {
  if (OWN.length === 0) return undefined
  const all = Object.values(KINDS).reduce((sum, weight) => sum + weight, 0)
  let rest = model.randomOf({ name: 'live' }).next() * (all + OWN.reduce((sum, one) => sum + one.weight, 0))
  rest -= all
  if (rest < 0) return undefined
  for (const { weight, run } of OWN) {
    rest -= weight
    if (rest < 0) return run
  }
  return undefined
}

function signUpSomebody(model: Model): void {
  const open = model.activities.filter(activity => activity.row.status === 'signing_up')
  const activity = model.random.pick(open)
  if (open.length < OPEN_ACTIVITIES) openActivity(model)
  if (!activity) return
  const member = guestOf(model, activity.host) ?? model.anyMember()
  if (member) signUp(model, activity, member, model.now + model.random.between(20, 90) * SECOND)
}

function checkSomebodyIn(model: Model): void {
  const activity = model.random.pick(model.activities.filter(one => one.row.status === 'running'))
  if (!activity) return
  const member = guestOf(model, activity.host) ?? model.anyMember()
  if (member) checkIn(model, activity, member)
}

function paySomething(model: Model): void {
  const bill = model.random.pick(model.unpaid)
  // old arrears stay: otherwise nobody would owe anything after an hour
  if (bill && bill.row.month >= bill.member.paysFrom && dayOf(model.now) - bill.row.month < RECENT_DAYS)
    payBill(model, bill)
}
