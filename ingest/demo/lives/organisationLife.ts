import { dayOf } from '../../../warehouse/platform/time/day.ts'
import type { Life } from '../life.ts'
import type { Model } from '../model.ts'

/** Records in a year for each member of the province: a sample of what branches hold. */
const HELD = 0.1

/** Meetings and lessons of the branches: congress and lesson by the quarter, committee by the month. */
export const ORGANISATION_LIFE: Life = {
  name: 'organisation life',
  day: (model, today) => {
    if (!model.has('org_life_record')) return
    const random = model.randomOf(ORGANISATION_LIFE)
    for (let n = random.around((model.members * HELD) / 365); n > 0; n--)
      model.plan(model.within(today.day, 9, 21, random), () => hold(model))
  },
}

function hold(model: Model): void {
  const random = model.randomOf(ORGANISATION_LIFE)
  const branch = model.anyBranch(undefined, random)
  if (!branch) return
  const kind = random.weighted({
    branch_committee: 34,
    theme_day: 20,
    branch_congress: 14,
    team_lesson: 14,
    group_meeting: 14,
    education_evaluation: 2,
    annual_registration: 1,
    other: 1,
  })
  const most = kind === 'branch_committee' ? 7 : branch.members.length
  model.record('org_life_record', {
    org_id: branch.row.id,
    kind,
    held_on: dayOf(model.now),
    attended_count: Math.min(branch.members.length, random.between(Math.ceil(most / 2), most)),
  })
}
