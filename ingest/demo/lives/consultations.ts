import { dayOf } from '../../../warehouse/platform/time/day.ts'
import type { Life } from '../life.ts'
import { type Model, SECOND } from '../model.ts'

/** In a year, for each member. */
const QUESTIONS = 0.02

/** Questions to organisations, cadres, mentors and on the pages of activities; most are answered within two days, some never. */
export const CONSULTATIONS: Life = {
  name: 'consultations',
  day(model, today) {
    if (!model.has('consultation')) return
    const random = model.randomOf(CONSULTATIONS)
    for (let n = random.around((model.members * QUESTIONS) / 365); n > 0; n--)
      model.plan(model.within(today.day, 8, 23, random), () => ask(model))
  },
}

function ask(model: Model): void {
  const random = model.randomOf(CONSULTATIONS)
  const handler = random.chance(0.5)
    ? model.anyBranch(undefined, random)?.parent
    : random.pick(model.world.orgs)
  if (!handler || model.unannounced.has(handler)) return
  const type = random.weighted({ work: 35, life: 20, career_study: 20, psychology: 8, activity_question: 17 })
  const target = type === 'activity_question' ? 'activity' : random.weighted({ org: 5, cadre: 3, mentor: 2 })
  const question = model.record('consultation', {
    org_id: handler.row.id,
    consult_type: type,
    target,
    status: 'asked',
    asked_on: dayOf(model.now),
    asked_at: model.now / SECOND,
  })
  const fate = random.next()
  if (fate < 0.88)
    model.plan(model.now + (fate < 0.7 ? model.delay(0.05, 1.8, random) : model.delay(2, 9, random)), () => {
      model.amend(question, { status: 'answered', answered_at: model.now / SECOND })
      if (random.chance(0.5))
        model.plan(model.now + model.delay(0.5, 5, random), () => model.amend(question, { status: 'closed' }))
    })
  else if (fate < 0.94)
    model.plan(model.now + model.delay(14, 20, random), () => model.amend(question, { status: 'unanswered' }))
}
