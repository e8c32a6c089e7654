import { dayOf } from '../../../warehouse/platform/time/day.ts'
import type { Life } from '../life.ts'
import type { Model } from '../model.ts'
import { localOrgans } from './places.ts'

/** In a year, for each member. */
const FOLLOWS = 0.015
const CONCERNS = 0.005

/** 苏青U+: followers, concerns from collecting to archiving, meetings and inspections of the year. */
export const U_PLUS: Life = {
  name: 'uPlus',
  day(model, today) {
    const random = model.randomOf(U_PLUS)
    const happens = (perMember: number, run: () => void) => {
      for (let n = random.around((model.members * perMember) / 365); n > 0; n--)
        model.plan(model.within(today.day, 8, 22, random), run)
    }
    if (model.has('follow')) happens(FOLLOWS, () => follow(model))
    if (model.has('feedback')) happens(CONCERNS, () => raise(model))
    if (!model.has('supervision_record')) return
    // the meeting of late autumn, the inspection of mid-December
    if (today.month === 11 && today.dayOfMonth === 6) supervise(model, today.day, 'promotion_meeting', 0.85)
    if (today.month === 12 && today.dayOfMonth === 10) supervise(model, today.day, 'inspection', 0.6)
  },
}

function follow(model: Model): void {
  const random = model.randomOf(U_PLUS)
  const person = model.anyMember(undefined, random)
  const org = person?.branch.parent
  if (!person || !org || model.unannounced.has(org)) return
  const following = model.record('follow', {
    org_id: org.row.id,
    person_key: person.row.idCard,
    status: 'following',
    followed_on: dayOf(model.now),
  })
  if (random.chance(0.15))
    model.plan(model.now + model.delay(3, 200, random), () =>
      model.amend(following, { status: 'unfollowed', unfollowed_on: dayOf(model.now) }),
    )
}

function raise(model: Model): void {
  const random = model.randomOf(U_PLUS)
  const org = random.pick(localOrgans(model))
  if (!org || model.unannounced.has(org)) return
  const concern = model.record('feedback', {
    org_id: org.row.id,
    kind: random.weighted({ employment: 35, volunteering: 15, rights: 20, friendship: 15, other: 15 }),
    status: 'received',
    received_on: dayOf(model.now),
  })
  if (random.chance(0.1)) return
  model.plan(model.now + model.delay(0.5, 4, random), () => {
    model.amend(concern, { status: 'sorted' })
    model.plan(model.now + model.delay(1, 10, random), () => {
      model.amend(concern, { status: 'answered' })
      if (random.chance(0.85))
        model.plan(model.now + model.delay(1, 20, random), () =>
          model.amend(concern, { status: 'archived', archived_on: dayOf(model.now) }),
        )
    })
  })
}

function supervise(model: Model, day: number, kind: string, share: number): void {
  const random = model.randomOf(U_PLUS)
  for (const org of localOrgans(model))
    if (random.chance(share))
      model.plan(model.within(day + random.between(0, 18), 9, 17, random), () =>
        model.record('supervision_record', {
          org_id: org.row.id,
          kind,
          result: kind === 'inspection' ? random.weighted({ passed: 92, failed: 8 }) : 'none',
          held_on: dayOf(model.now),
        }),
      )
}
