import { dayOf, startOfDay } from '../../../warehouse/platform/time/day.ts'
import type { Fact } from '../facts.ts'
import type { Life } from '../life.ts'
import { type CalendarDay, DAY, HOUR, type Model } from '../model.ts'
import type { Org } from '../org.ts'
import { noise } from '../random.ts'
import { anyoneBelow, universities } from './places.ts'

/** A club with its members and the review that it still owes. */
interface Club {
  fact: Fact
  school: Org
  members: Fact[]
  review: Fact | undefined
}

interface Clubs {
  schools: readonly Org[]
  clubs: Club[]
}

/** Seven kinds, after 教党〔2020〕13号. */
const KINDS = {
  ideological: 10,
  academic: 20,
  innovation: 12,
  culture_sports: 30,
  public_service: 15,
  self_discipline: 6,
  other: 7,
}
const NAMES: Readonly<Record<keyof typeof KINDS, readonly string[]>> = {
  ideological: ['理论学习社', '时事研讨会'],
  academic: ['数学建模协会', '法学社', '英语协会'],
  innovation: ['创业社', '机器人协会'],
  culture_sports: ['篮球协会', '合唱团', '书画社', '街舞社'],
  public_service: ['青年志愿者协会', '爱心社'],
  self_discipline: ['自律委员会'],
  other: ['读者协会'],
}
/** First and last month of the window of the yearly review. */
const SPRING = { from: 4, to: 5 }
const AUTUMN = { from: 11, to: 12 }
/** Yearly activities of a club. */
const ACTIVITIES = 4

const STATES = new WeakMap<Model, Clubs>()

/**
 * 高校社团: registered with the school's committee, reviewed once a year in a window of the school; who misses it may neither
 * publish nor recruit until the review is passed. Some do so all the same.
 */
export const CLUBS: Life = {
  name: 'clubs',
  snapshot(model) {
    if (!model.has('club')) return
    const random = model.randomOf(CLUBS)
    const state: Clubs = { schools: universities(model), clubs: [] }
    STATES.set(model, state)
    const today = dayOf(model.now)
    for (const school of state.schools)
      for (let n = random.between(3, 6); n > 0; n--) {
        const club = newClub(model, school, 'formal', today - random.between(200, 2500))
        state.clubs.push(club)
        for (let i = random.between(3, 7); i > 0; i--) joinClub(model, club, today - random.between(20, 180))
      }
  },
  day(model, today) {
    const state = STATES.get(model)
    if (!state || state.schools.length === 0) return
    const random = model.randomOf(CLUBS)
    const { clubs } = state
    const happens = (mean: number, run: (club: Club) => void) => {
      for (let n = random.around(mean); n > 0; n--) {
        const club = random.pick(clubs)
        if (club) model.plan(model.within(today.day, 9, 20, random), () => run(club))
      }
    }
    for (const school of state.schools) {
      const window = windowOf(model, school)
      if (today.month === window.from && today.dayOfMonth === 1)
        openReviews(
          model,
          clubs.filter(club => club.school === school),
          today,
        )
    }
    if (random.chance(clubs.length * 0.003)) register(model, state, today)
    happens((clubs.length * ACTIVITIES) / 365, club => publish(model, club))
    if (today.month === 9 || today.month === 10) happens(clubs.length * 0.06, club => recruit(model, club))
    if (today.month === 6 || today.month === 7)
      happens(clubs.length * 0.02, club => {
        const member = random.pick(club.members)
        if (!member) return
        club.members.splice(club.members.indexOf(member), 1)
        model.amend(member, { status: 'left' })
      })
  },
}

/** In spring at some schools, in autumn at others. */
function windowOf(model: Model, school: Org): { from: number; to: number } {
  return noise(model.seed, Number(school.row.id) % 1_000_000, 17) < 0.5 ? SPRING : AUTUMN
}

function newClub(model: Model, school: Org, status: string, registeredOn?: number): Club {
  const random = model.randomOf(CLUBS)
  const kind = random.weighted(KINDS)
  const fact = model.record('club', {
    org_id: school.row.id,
    club_name: `${school.row.shortName.replace(/团委$/, '')}${random.pick(NAMES[kind]) ?? ''}`,
    kind,
    status,
    has_tutor: Number(random.chance(0.95)),
    ...(registeredOn === undefined ? {} : { registered_on: registeredOn }),
  })
  return { fact, school, members: [], review: undefined }
}

/** From the first form to the formal club: what is returned comes once more, as another application. */
function register(model: Model, state: Clubs, { day }: CalendarDay): void {
  const random = model.randomOf(CLUBS)
  const school = random.pick(state.schools)
  if (!school) return
  const submit = (club: Club) => {
    const registration = model.record('club_registration', {
      org_id: school.row.id,
      club_id: club.fact.id,
      status: 'submitted',
      submitted_on: dayOf(model.now),
    })
    model.plan(model.now + model.delay(2, 25, random), () => {
      const status = random.weighted({ approved: 70, returned: 22, refused: 8 })
      const decidedOn = dayOf(model.now)
      model.amend(registration, { status, decided_on: decidedOn })
      if (status === 'approved') {
        model.amend(club.fact, { status: 'formal', registered_on: decidedOn })
        state.clubs.push(club)
      } else if (status === 'refused') model.amend(club.fact, { status: 'deregistered' })
      else {
        model.amend(club.fact, { status: 'returned' })
        model.plan(model.now + model.delay(2, 12, random), () => {
          model.amend(club.fact, { status: 'submitted' })
          submit(club)
        })
      }
    })
  }
  model.plan(model.within(day, 9, 18, random), () => submit(newClub(model, school, 'submitted')))
}

/** Every formal club owes a review from the first day of the window; who has not passed on its last is suspended. */
function openReviews(model: Model, clubs: readonly Club[], today: CalendarDay): void {
  const random = model.randomOf(CLUBS)
  const { from, to } = today.month === SPRING.from ? SPRING : AUTUMN
  const endsOn = Date.UTC(today.year, to, 0) / DAY
  for (const club of clubs) {
    if (club.fact.values.status !== 'formal') continue
    const review = model.record('club_annual_review', {
      org_id: club.school.row.id,
      club_id: club.fact.id,
      review_year: today.year,
      status: 'due',
      window_starts_on: Date.UTC(today.year, from - 1, 1) / DAY,
      window_ends_on: endsOn,
    })
    club.review = review
    if (random.chance(0.8)) planReview(model, club, review, random.between(1, endsOn - today.day - 3))
    model.plan(startOfDay(endsOn + 1) + HOUR, () => {
      if (club.review !== review) return
      model.amend(review, { status: 'overdue' })
      model.amend(club.fact, { status: 'suspended_overdue' })
      if (random.chance(0.1))
        model.plan(model.now + model.delay(30, 150, random), () => {
          if (club.review === review) model.amend(club.fact, { status: 'deregistered' })
        })
      else planReview(model, club, review, random.between(15, 150))
    })
  }
}

/** Hands the review in after so many days, and the school decides. */
function planReview(model: Model, club: Club, review: Fact, inDays: number): void {
  const random = model.randomOf(CLUBS)
  model.plan(model.now + inDays * DAY + model.delay(0.4, 0.7, random), () => {
    model.amend(review, { submitted_on: dayOf(model.now), status: 'submitted' })
    model.plan(model.now + model.delay(1, 9, random), () => {
      const hasPassed = random.chance(0.93)
      model.amend(review, { status: hasPassed ? 'passed' : 'failed', decided_on: dayOf(model.now) })
      if (!hasPassed) return
      club.review = undefined
      if (club.fact.values.status === 'suspended_overdue') model.amend(club.fact, { status: 'formal' })
    })
  })
}

function isSuspended(club: Club): boolean {
  return club.fact.values.status === 'suspended_overdue'
}

function publish(model: Model, club: Club): void {
  const random = model.randomOf(CLUBS)
  const isViolation = isSuspended(club)
  if (!mayAct(club)) return
  const activity = model.record('activity', {
    org_id: club.school.row.id,
    category: random.weighted({ culture_sports: 40, public_service: 20, training: 20, innovation: 20 }),
    kind: 'offline',
    status: 'published',
    published_on: dayOf(model.now),
    is_cross_city: 0,
    host_kind: 'club',
    host_id: club.fact.id,
    while_suspended: Number(isViolation),
  })
  model.plan(model.now + model.delay(1, 9, random), () =>
    model.amend(activity, { status: isViolation || random.chance(0.04) ? 'cancelled' : 'ended' }),
  )
}

function mayAct(club: Club): boolean {
  return isSuspended(club) || club.fact.values.status === 'formal'
}

function recruit(model: Model, club: Club): void {
  const random = model.randomOf(CLUBS)
  const student = anyoneBelow(club.school, random)
  const isViolation = isSuspended(club)
  if (!student || !mayAct(club)) return
  const today = dayOf(model.now)
  const application = model.record('club_recruit', {
    org_id: club.school.row.id,
    club_id: club.fact.id,
    person_key: student.row.idCard,
    recruit_year: new Date(startOfDay(today) + 8 * HOUR).getUTCFullYear(),
    status: 'applied',
    applied_on: today,
    while_suspended: Number(isViolation),
  })
  model.plan(model.now + model.delay(0.5, 8, random), () => {
    const status = isViolation ? 'rejected' : random.weighted({ approved: 72, rejected: 20, withdrawn: 8 })
    model.amend(application, { status, decided_on: dayOf(model.now) })
    if (status === 'approved') joinClub(model, club, dayOf(model.now), student.row.idCard)
  })
}

function joinClub(model: Model, club: Club, joinedOn: number, person?: string): void {
  const key = person ?? anyoneBelow(club.school, model.randomOf(CLUBS))?.row.idCard
  if (key === undefined) return
  club.members.push(
    model.record('club_member', {
      org_id: club.school.row.id,
      club_id: club.fact.id,
      person_key: key,
      status: 'active',
      joined_on: joinedOn,
    }),
  )
}
