import { dayOf } from '../../../warehouse/platform/time/day.ts'
import type { Model } from '../model.ts'
import type { Member, Org } from '../org.ts'
import type { Random } from '../random.ts'
import { decideItem, openItem, withdrawItem } from './workItems.ts'

/** Of the members whose transfer the receiving side returned. */
const APPEALED = 0.45

/** What is appealed against. */
export interface Returned {
  transferId: string
  member: Member
  from: Org
  to: Org
}

/**
 * Whether the member appeals against a return, within 30 natural days of it; the common superior of both sides decides.
 * `mayAppeal` is asked on the day: no other transfer was started. While the appeal runs, none may be.
 */
export function considerAppeal(
  model: Model,
  random: Random,
  returned: Returned,
  hooks: { mayAppeal(): boolean; begun(): void; ended(isUpheld: boolean): void },
): boolean {
  const { transferId, member, from, to } = returned
  const superior = commonSuperior(from, to)
  if (!superior || !random.chance(APPEALED)) return false
  model.plan(model.now + model.delay(1, 29, random), () => {
    if (!hooks.mayAppeal()) return
    hooks.begun()
    const fact = model.record('transfer_appeal', {
      org_id: superior.row.id,
      transfer_id: transferId,
      member_id: member.row.id,
      status: 'submitted',
      submitted_on: dayOf(model.now),
    })
    const item = openItem(model, superior, 'transfer_appeal')
    model.plan(model.now + model.delay(0.5, 9, random), () => {
      const isThere = member.row.status === 'active' && !member.row.isDeleted && member.branch === from
      const status = isThere ? random.weighted({ upheld: 50, refused: 40, withdrawn: 10 }) : 'withdrawn'
      const isUpheld = status === 'upheld' && to.row.status === 'active' && !to.row.isDeleted
      const result = status === 'upheld' && !isUpheld ? 'refused' : status
      model.amend(fact, {
        status: result,
        ...(result === 'withdrawn' ? {} : { decided_on: dayOf(model.now) }),
      })
      if (result === 'withdrawn') withdrawItem(model, item)
      else decideItem(model, item)
      hooks.ended(isUpheld)
    })
  })
  return true
}

function commonSuperior(one: Org, other: Org): Org | undefined {
  const above = new Set<Org>()
  for (let org = one.parent; org; org = org.parent) above.add(org)
  for (let org = other.parent; org; org = org.parent) if (above.has(org)) return org
  return undefined
}
