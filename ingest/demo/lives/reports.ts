import { dayOf } from '../../../warehouse/platform/time/day.ts'
import type { Fact } from '../facts.ts'
import type { Life } from '../life.ts'
import { type Model, SECOND } from '../model.ts'
import type { Member } from '../org.ts'
import { worksOnline } from './onlineAffairs.ts'
import { decideItem, openItem, withdrawItem } from './workItems.ts'

/** Shares of the applications that are sent back, or taken back by the member, and made anew. */
const REJECTED = 0.05
const WITHDRAWN = 0.03
/** The system reminds a branch that has not decided after so many days, once. */
const REMINDED_AFTER = 3

interface Application {
  fact: Fact
  item: Fact
}

/** What a member has asked for and his branch has not decided. */
const open = new WeakMap<Member, Application>()

/** Registration of new members and report of those who come with a membership: asked for by phone, decided by the branch. */
export const REPORTS: Life = {
  name: 'reports',
  admitted(model, member) {
    if (worksOnline(model, member.branch)) apply(model, member)
  },
  activated(model, member) {
    const application = open.get(member)
    if (application) decide(model, member, application, 'approved')
  },
}

function apply(model: Model, member: Member): void {
  const random = model.randomOf(REPORTS)
  const isNew = member.row.joinedOn === null
  const kind = isNew ? 'member_registration' : 'member_report'
  const application: Application = {
    fact: model.record('report_application', {
      org_id: member.branch.row.id,
      member_id: member.row.id,
      kind,
      channel: random.weighted({ qr: 46, wechat: 34, app: 14, pc: 6 }),
      status: 'submitted',
      submitted_at: model.now / SECOND,
      reminded_count: 0,
    }),
    item: openItem(model, member.branch, kind),
  }
  open.set(member, application)
  const isOpen = () => open.get(member) === application
  model.plan(model.now + model.delay(REMINDED_AFTER, REMINDED_AFTER + 1, random), () => {
    if (isOpen()) model.amend(application.fact, { reminded_count: 1 })
  })
  const fate = random.next()
  if (fate >= REJECTED + WITHDRAWN) return
  model.plan(model.now + model.delay(0.1, 3, random), () => {
    if (!isOpen()) return
    decide(model, member, application, fate < REJECTED ? 'rejected' : 'withdrawn')
    model.plan(model.now + model.delay(0.01, 0.2, random), () => {
      const { row } = member
      if ((row.status === 'registering' || row.status === 'report_pending') && !row.isDeleted)
        apply(model, member)
    })
  })
}

function decide(
  model: Model,
  member: Member,
  { fact, item }: Application,
  status: 'approved' | 'rejected' | 'withdrawn',
): void {
  open.delete(member)
  if (status === 'withdrawn') {
    model.amend(fact, { status })
    withdrawItem(model, item)
    return
  }
  model.amend(fact, { status, decided_at: model.now / SECOND, decided_on: dayOf(model.now) })
  decideItem(model, item)
}
