import { dayOf } from '../../../warehouse/platform/time/day.ts'
import type { Life } from '../life.ts'
import { birthdayOf, type Model } from '../model.ts'
import { dailyShare, type Season } from '../seasons.ts'

/** In a year, for each member of the province; whoever is a minor is passed over. */
const RECOMMENDED = 0.015
/** Branches vote in spring, before 1 July, and at the end of the year. */
const VOTES: Season = [2, 2, 10, 14, 16, 20, 4, 2, 6, 8, 10, 6]

/** 推优入党: a branch recommends a member, who is admitted to the Party about a year later, or not. */
export const PARTY_RECOMMENDATIONS: Life = {
  name: 'party recommendations',
  day(model, today) {
    if (!model.has('party_recommendation')) return
    const random = model.randomOf(PARTY_RECOMMENDATIONS)
    const share = dailyShare(VOTES, today.month, today.daysInMonth)
    for (let n = random.around(model.members * RECOMMENDED * share); n > 0; n--)
      model.plan(model.within(today.day, 9, 18, random), () => recommend(model))
  },
}

function recommend(model: Model): void {
  const random = model.randomOf(PARTY_RECOMMENDATIONS)
  const member = model.anyMember(undefined, random)
  const today = dayOf(model.now)
  if (member?.row.political !== 'league_member' || birthdayOf(member.row.birth, 18) > today) return
  const recommendation = model.record('party_recommendation', {
    org_id: member.branch.row.id,
    member_id: member.row.id,
    status: 'recommended',
    recommended_on: today,
  })
  const fate = random.weighted({ admitted: 62, declined: 18, waits: 20 })
  if (fate === 'waits') return
  model.plan(model.now + model.delay(fate === 'admitted' ? 120 : 20, 420, random), () =>
    model.amend(recommendation, {
      status: fate,
      ...(fate === 'admitted' ? { admitted_on: dayOf(model.now) } : {}),
    }),
  )
}
