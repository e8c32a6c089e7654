import { dayOf, startOfDay } from '../../../warehouse/platform/time/day.ts'
import type { Life } from '../life.ts'
import { type CalendarDay, HOUR, type Model } from '../model.ts'
import type { Member, Org } from '../org.ts'

/** Share of the branches that enter their evaluation in the system; the others keep it on paper. */
const ENTERS = 0.4
/** Of the branches that enter it, some leave out members who were away. */
const IS_INCOMPLETE = 0.12
/** No more than 30 % may be excellent; some branches do not keep to it. */
const MOST_EXCELLENT = 0.3
const EXCEEDS = 0.06

/** Evaluation and yearly registration, November to December: a branch enters grades, then its members confirm. */
export const EVALUATION: Life = {
  name: 'evaluation',
  day: (model, today) => {
    if (today.month !== 11 || today.dayOfMonth !== 1) return
    if (!model.has('education_evaluation') && !model.has('annual_registration')) return
    const random = model.randomOf(EVALUATION)
    for (const org of model.world.orgs) {
      if (org.row.type !== 'branch' || org.isDormant || !random.chance(ENTERS)) continue
      const at = model.within(today.day + random.between(4, 58), 9, 21, random)
      model.plan(at, () => evaluate(model, org, today))
    }
  },
}

function evaluate(model: Model, branch: Org, season: CalendarDay): void {
  if (branch.row.status !== 'active' || branch.row.isDeleted) return
  const random = model.randomOf(EVALUATION)
  const due = branch.members.filter(member => isDue(member, season.day))
  const members = due.filter(({ row }) => row.political === 'league_member')
  const absent = random.chance(IS_INCOMPLETE) ? random.between(1, 3) : 0
  const evaluated = members.slice(absent)
  const share = random.chance(EXCEEDS) ? 0.45 : MOST_EXCELLENT
  const excellent = new Set(evaluated.filter(() => random.chance(0.5)).slice(0, evaluated.length * share))
  for (const member of evaluated) {
    const grade = excellent.has(member)
      ? 'grade_excellent'
      : random.weighted({ grade_qualified: 950, grade_basic: 43, grade_unqualified: 7 })
    if (model.has('education_evaluation'))
      model.record('education_evaluation', {
        org_id: branch.row.id,
        member_id: member.row.id,
        eval_year: season.year,
        grade,
        entered_on: dayOf(model.now),
      })
    register(model, member, season, grade)
  }
  // members of the Party are not evaluated here, and register all the same
  for (const member of due)
    if (member.row.political !== 'league_member') register(model, member, season, 'grade_qualified')
}

/** Pushed to the member at once, who confirms within some days or lets the season end; without a sufficient grade deferred. */
function register(model: Model, member: Member, season: CalendarDay, grade: string): void {
  if (!model.has('annual_registration')) return
  const random = model.randomOf(EVALUATION)
  const values = { org_id: member.branch.row.id, member_id: member.row.id, reg_year: season.year }
  if (grade === 'grade_unqualified') {
    const status = random.chance(0.8) ? 'registration_deferred' : 'refused'
    model.record('annual_registration', { ...values, status })
    return
  }
  const pushed = dayOf(model.now)
  const registration = model.record('annual_registration', { ...values, status: 'pushed', pushed_on: pushed })
  const confirms = random.chance(0.93)
  const at = confirms
    ? model.within(pushed + random.between(1, 15), 8, 22, random)
    : startOfDay(season.day + 76) + HOUR
  model.plan(at, () => {
    if (!confirms) model.amend(registration, { status: 'overdue' })
    else model.amend(registration, { status: 'registered', confirmed_on: dayOf(model.now) })
  })
}

/** A member when the season began, and now. */
function isDue({ row, isMistake }: Member, since: number): boolean {
  return row.status === 'active' && !isMistake && (row.joinedOn === null || row.joinedOn < since)
}
