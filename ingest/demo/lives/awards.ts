import { dayOf } from '../../../warehouse/platform/time/day.ts'
import type { Life } from '../life.ts'
import type { Model } from '../model.ts'
import { dailyShare, type Season } from '../seasons.ts'

/** In a year, for each member of the province. */
const AWARDED = 0.04
const PUNISHED = 0.003
/** Around 4 May, and when the year ends. */
const AWARDS: Season = [2, 1, 3, 14, 22, 6, 3, 2, 4, 5, 8, 15]
/** Share of those that were given more than a year before somebody enters them. */
const ENTERED_LATE = 0.07

/** Awards in and outside of the League, entered and reviewed; punishments, lifted when their time is over. */
export const AWARD_LIFE: Life = {
  name: 'awards',
  day: (model, today) => {
    const random = model.randomOf(AWARD_LIFE)
    if (model.has('award')) {
      const share = dailyShare(AWARDS, today.month, today.daysInMonth)
      for (let n = random.around(model.members * AWARDED * share); n > 0; n--)
        model.plan(model.within(today.day, 9, 20, random), () => enterAward(model))
    }
    if (model.has('punishment'))
      for (let n = random.around((model.members * PUNISHED) / 365); n > 0; n--)
        model.plan(model.within(today.day, 9, 17, random), () => punish(model))
  },
}

function enterAward(model: Model): void {
  const random = model.randomOf(AWARD_LIFE)
  const member = model.anyMember(undefined, random)
  if (!member) return
  const { branch } = member
  const isInternal = !model.has('message') || random.chance(0.7)
  // of the League: whoever gives it enters and certifies it; of others: the member asks, the branch looks at it
  const giver = isInternal ? random.pick([branch, branch.parent ?? branch]) : branch
  const level = random.weighted({ national: 1, provincial: 6, city: 18, county: 30, grassroots: 45 })
  const isLate = random.chance(ENTERED_LATE)
  const today = dayOf(model.now)
  const award = model.record('award', {
    org_id: (giver ?? branch).row.id,
    ...(isInternal ? { award_org_id: (giver ?? branch).row.id } : {}),
    member_id: member.row.id,
    kind: isInternal ? 'award_internal' : 'award_external',
    recipient_kind: member.row.isCadre ? 'cadre' : 'member',
    level,
    title: isInternal
      ? random.weighted({ excellent_member: 60, excellent_cadre: 25, may_fourth_medal: 3, other: 12 })
      : 'other',
    applied_by: isInternal ? 'org' : 'member',
    status: 'submitted',
    awarded_on: today - (isLate ? random.between(400, 1200) : random.between(1, 90)),
    submitted_on: today,
    is_late_entry: Number(isLate),
  })
  const fate = random.weighted({ approved: 86, returned: 10, waits: 4 })
  if (fate === 'waits') return
  model.plan(model.now + model.delay(0.5, 15, random), () => {
    model.amend(award, { status: fate, decided_on: dayOf(model.now) })
    // put right and entered once more
    if (fate !== 'returned' || !random.chance(0.5)) return
    model.plan(model.now + model.delay(1, 10, random), () => {
      model.amend(award, { status: 'submitted', submitted_on: dayOf(model.now) })
      model.plan(model.now + model.delay(0.5, 8, random), () =>
        model.amend(award, { status: 'approved', decided_on: dayOf(model.now) }),
      )
    })
  })
}

function punish(model: Model): void {
  const random = model.randomOf(AWARD_LIFE)
  const branch = model.anyBranch(undefined, random)
  if (!branch) return
  const kind = random.weighted({
    warning: 48,
    serious_warning: 24,
    probation: 14,
    removal_from_post: 8,
    exit_expelled: 6,
  })
  const today = dayOf(model.now)
  // 6 or 12 months of probation; of the others only a warning ends
  const months = kind === 'probation' ? random.between(1, 2) * 6 : kind.endsWith('warning') ? 6 : 0
  const punishment = model.record('punishment', {
    org_id: branch.row.id,
    kind,
    status: 'in_force',
    decided_on: today,
    ...(months > 0 ? { ends_on: today + months * 30 } : {}),
  })
  if (random.chance(0.04))
    model.plan(model.now + model.delay(10, 60, random), () => model.amend(punishment, { status: 'revoked' }))
  else if (months > 0)
    model.plan(model.within(today + months * 30, 8, 9, random), () =>
      model.amend(punishment, { status: 'lifted' }),
    )
}
