import { dayOf } from '../../../warehouse/platform/time/day.ts'
import type { Life } from '../life.ts'
import type { Model } from '../model.ts'
import type { Member } from '../org.ts'
import { dailyShare, type Season } from '../seasons.ts'

/** Share of the members who are bound to their record of volunteering when the history begins. */
const BOUND = 0.12
/** In a year, for each member of the province. */
const BINDS = 0.02
const SERVES = 0.04
/** Around 5 March, the day of volunteers; in summer; before the year ends. */
const SERVICE: Season = [4, 4, 16, 8, 9, 7, 11, 10, 7, 8, 8, 10]

/** Volunteers and their service. */
export const VOLUNTEERING: Life = {
  name: 'volunteering',
  snapshot: model => {
    if (!model.has('volunteer')) return
    const random = model.randomOf(VOLUNTEERING)
    for (let n = random.around(model.members * BOUND); n > 0; n--) {
      const member = model.anyMember(undefined, random)
      if (member) bind(model, member, model.startDay - random.between(30, 900))
    }
  },
  day: (model, today) => {
    const random = model.randomOf(VOLUNTEERING)
    if (model.has('volunteer'))
      for (let n = random.around((model.members * BINDS) / 365); n > 0; n--)
        model.plan(model.within(today.day, 8, 22, random), () => {
          const member = model.anyMember(undefined, random)
          if (member) bind(model, member, dayOf(model.now))
        })
    if (!model.has('volunteer_hours')) return
    const share = dailyShare(SERVICE, today.month, today.daysInMonth)
    for (let n = random.around(model.members * SERVES * share); n > 0; n--)
      model.plan(model.within(today.day, 18, 22, random), () => serve(model))
  },
}

/** Once in a while somebody binds a second time: a person counts once. */
function bind(model: Model, member: Member, registered: number): void {
  const random = model.randomOf(VOLUNTEERING)
  const volunteer = model.record('volunteer', {
    org_id: member.branch.row.id,
    person_key: member.row.idCard,
    status: 'active',
    registered_on: registered,
  })
  if (random.chance(0.05))
    model.plan(model.now + model.delay(20, 500, random), () => model.amend(volunteer, { status: 'left' }))
}

function serve(model: Model): void {
  const random = model.randomOf(VOLUNTEERING)
  const member = model.anyMember(undefined, random)
  if (!member) return
  model.record('volunteer_hours', {
    org_id: member.branch.row.id,
    person_key: member.row.idCard,
    project_id: String(random.between(1, 400)),
    volunteer_minutes: random.between(1, 16) * 30,
    served_on: dayOf(model.now),
  })
}
