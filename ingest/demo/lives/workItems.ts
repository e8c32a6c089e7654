import { dayOf } from '../../../warehouse/platform/time/day.ts'
import type { Fact } from '../facts.ts'
import { DAY, type Model, SECOND } from '../model.ts'
import type { Org } from '../org.ts'

type ItemType =
  | 'member_registration'
  | 'member_report'
  | 'profile_change'
  | 'transfer_out'
  | 'transfer_in'
  | 'transfer_appeal'
  | 'award_review'
  | 'cadre_review'

/** Natural days within which an organisation decides, where no step has a limit of its own. */
const DAYS_TO_DECIDE: Readonly<Record<ItemType, number>> = {
  member_registration: 10,
  member_report: 10,
  profile_change: 7,
  transfer_out: 7,
  transfer_in: 30,
  transfer_appeal: 7,
  award_review: 7,
  cadre_review: 7,
}

/** Something comes to the to-do list of an organisation now. `limit` is in milliseconds. */
export function openItem(
  model: Model,
  org: Org,
  type: ItemType,
  limit: number = DAYS_TO_DECIDE[type] * DAY,
): Fact {
  const due = model.now + limit
  return model.record('work_item', {
    org_id: org.row.id,
    item_type: type,
    status: 'open',
    decided_by: 'none',
    opened_at: model.now / SECOND,
    due_at: due / SECOND,
    due_on: dayOf(due),
  })
}

/** It is decided now, by a person or because its time was up. */
export function decideItem(model: Model, item: Fact, by: 'person' | 'system' = 'person'): void {
  model.amend(item, {
    status: 'decided',
    decided_by: by,
    decided_at: model.now / SECOND,
    decided_on: dayOf(model.now),
  })
}

/** Who asked for it has taken it back. */
export function withdrawItem(model: Model, item: Fact): void {
  model.amend(item, { status: 'withdrawn' })
}
