import { dayOf } from '../../../warehouse/platform/time/day.ts'
import type { Life } from '../life.ts'
import { type Model, SECOND } from '../model.ts'
import { worksOnline } from './onlineAffairs.ts'
import { decideItem, openItem } from './workItems.ts'

/** Changes that a member asks for in a year. */
const ASKED = 0.12
const REJECTED = 0.08

/** Members change data of their own, and the branch reviews it: income, political status and branch decide the dues. */
export const PROFILE_CHANGES: Life = {
  name: 'profile changes',
  day(model, today) {
    const random = model.randomOf(PROFILE_CHANGES)
    for (let n = random.around((model.members * ASKED) / 365); n > 0; n--)
      model.plan(model.within(today.day, 8, 22, random), () => ask(model))
  },
}

function ask(model: Model): void {
  const random = model.randomOf(PROFILE_CHANGES)
  const member = model.anyMember(undefined, random)
  if (!member || !worksOnline(model, member.branch)) return
  const fact = model.record('profile_change', {
    org_id: member.branch.row.id,
    member_id: member.row.id,
    kind: random.weighted({
      contact: 38,
      education: 22,
      income: 18,
      political_status: 12,
      other: 10,
    }),
    status: 'submitted',
    submitted_at: model.now / SECOND,
  })
  const item = openItem(model, member.branch, 'profile_change')
  model.plan(model.now + model.delay(0.05, 9, random), () => {
    model.amend(fact, {
      status: random.chance(REJECTED) ? 'rejected' : 'approved',
      decided_at: model.now / SECOND,
      decided_on: dayOf(model.now),
    })
    decideItem(model, item)
  })
}
