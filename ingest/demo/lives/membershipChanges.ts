import { dayOf } from '../../../warehouse/platform/time/day.ts'
import type { Life } from '../life.ts'
import type { Model } from '../model.ts'
import type { Member } from '../org.ts'

/** Who has left, and may be restored. */
const gone = new WeakSet<Member>()

/** The record of every end of a membership and of every restoration; at 28 the system ends it by itself. */
export const MEMBERSHIP_CHANGES: Life = {
  name: 'membership changes',
  departed(model, member, status) {
    gone.add(member)
    const kind = status === 'aged_out' ? 'age_out' : status
    enter(model, member, kind, status === 'aged_out' ? 'system' : 'person')
  },
  activated(model, member) {
    if (gone.delete(member)) enter(model, member, 'membership_restore', 'person')
  },
}

function enter(model: Model, member: Member, kind: string, by: 'system' | 'person'): void {
  model.record('membership_change', {
    org_id: member.branch.row.id,
    member_id: member.row.id,
    kind,
    decided_by: by,
    happened_on: dayOf(model.now),
  })
}
