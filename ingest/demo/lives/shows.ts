import { dayOf } from '../../../warehouse/platform/time/day.ts'
import type { Life } from '../life.ts'
import type { Model } from '../model.ts'

/** In a year, for each member. */
const SHOWS = 0.006

/** 活动秀: who took part tells of an activity, and others react; a few shows are hidden again, a few reactions taken back. */
export const SHOWS_OF_ACTIVITIES: Life = {
  name: 'shows',
  day(model, today) {
    if (!model.has('activity_show')) return
    const random = model.randomOf(SHOWS_OF_ACTIVITIES)
    for (let n = random.around((model.members * SHOWS) / 365); n > 0; n--)
      model.plan(model.within(today.day, 10, 22, random), () => publish(model))
  },
}

function publish(model: Model): void {
  const random = model.randomOf(SHOWS_OF_ACTIVITIES)
  const activity = random.pick(model.activities)
  if (!activity) return
  const show = model.record('activity_show', {
    org_id: activity.row.hostId,
    activity_id: activity.row.id,
    status: 'published',
    published_on: dayOf(model.now),
  })
  for (let n = random.between(0, 5); n > 0; n--)
    model.plan(model.now + model.delay(0.01, 8, random), () => {
      const reaction = model.record('show_reaction', {
        org_id: activity.row.hostId,
        show_id: show.id,
        reaction_kind: random.weighted({ like: 60, comment: 15, favourite: 15, share: 10 }),
        reacted_on: dayOf(model.now),
      })
      if (random.chance(0.04))
        model.plan(model.now + model.delay(0.1, 3, random), () => model.erase(reaction))
    })
  if (random.chance(0.04))
    model.plan(model.now + model.delay(1, 20, random), () => model.amend(show, { status: 'hidden' }))
}
