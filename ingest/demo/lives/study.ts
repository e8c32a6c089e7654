import { dayOf } from '../../../warehouse/platform/time/day.ts'
import type { Fact } from '../facts.ts'
import type { Life } from '../life.ts'
import type { CalendarDay, Model } from '../model.ts'
import { fakeIdCard } from '../names.ts'
import type { Org } from '../org.ts'
import { noise } from '../random.ts'

/** Share of the branches that study through this system; each issue makes a row for most of their members. */
const ONLINE = 0.05
/** Of the members of such a branch, for each issue. */
const FINISHES = 0.55
/** Young people who are no members, for each member. */
const GUESTS = 0.04
/** Issues come out on a Monday. */
const MONDAY = 1

/** 青年大学习: an issue each week but in the holidays of winter and summer, and who finishes it. */
export const STUDY: Life = {
  name: 'study',
  day(model, today) {
    if (!model.has('study_record') || !isStudyWeek(today)) return
    if (new Date(today.day * 86_400_000).getUTCDay() !== MONDAY) return
    const random = model.randomOf(STUDY)
    model.plan(model.within(today.day, 9, 10, random), () => {
      const issue = model.record('study_issue', {
        org_id: model.world.top.row.id,
        course_kind: 'youth_study',
        season: today.year - 2007,
        issue_no: Math.ceil((today.day - Date.UTC(today.year, 0, 1) / 86_400_000 + 1) / 7),
        published_on: today.day,
      })
      for (const branch of model.world.orgs)
        if (branch.row.type === 'branch' && isOnline(model, branch)) study(model, branch, issue)
    })
  },
}

/** Nothing from mid-January to the end of February, nor from mid-July to the end of August. */
function isStudyWeek({ month, dayOfMonth }: CalendarDay): boolean {
  if (month === 1 || month === 7) return dayOfMonth < 15
  return month !== 2 && month !== 8
}

function isOnline(model: Model, branch: Org): boolean {
  return noise(model.seed, Number(branch.row.id) % 1_000_000, 23) < ONLINE
}

/** Most finish within the week. */
function study(model: Model, branch: Org, issue: Fact): void {
  const random = model.randomOf(STUDY)
  const finish = (learner: { member_id?: string; learner_kind: string; person_key: string }) =>
    model.plan(model.now + model.delay(0.1, 6.5, random), () =>
      model.record('study_record', {
        org_id: branch.row.id,
        issue_id: issue.id,
        course_kind: 'youth_study',
        finished_on: dayOf(model.now),
        score: random.between(6, 10) * 10,
        ...learner,
      }),
    )
  for (const { row, isMistake } of branch.members)
    if (row.status === 'active' && !isMistake && random.chance(FINISHES))
      finish({ member_id: row.id, learner_kind: 'member', person_key: row.idCard })
  for (let n = random.around(branch.members.length * GUESTS); n > 0; n--)
    finish({ learner_kind: 'youth', person_key: guestOf(branch, n) })
}

/** The identity number of a guest of a branch: the same few come each week. */
function guestOf({ row }: Org, n: number): string {
  const serial = (Number(row.id) % 100_000) * 10 + n
  const [year, month, day] = [1999 + (serial % 11), 1 + (serial % 12), 1 + (serial % 28)]
  const born = `${year}${String(month).padStart(2, '0')}${String(day).padStart(2, '0')}`
  return fakeIdCard(row.regionCode, born, serial)
}
