import { dayOf } from '../../../warehouse/platform/time/day.ts'
import type { Fact } from '../facts.ts'
import type { Life } from '../life.ts'
import { type CalendarDay, DAY, HOUR, MINUTE, type Model, SECOND } from '../model.ts'
import type { Org } from '../org.ts'
import type { Random } from '../random.ts'
import { ACTIVITIES, dailyShare } from '../seasons.ts'
import { anyoneBelow, localOrgans } from './places.ts'

/** A youth home with those who belong to it now. */
interface Home {
  fact: Fact
  org: Org
  members: Fact[]
  workers: Fact[]
}

/** Homes of towns, for each member of the province. */
const TOWN_HOMES = 0.0006
/** Members of a home when the history begins; a real one has hundreds, of whom few members of the League are simulated. */
const FIRST_MEMBERS = 4
/** Activities in a year: so many, and more with the size of the province. */
const YEARLY = { least: 60, perMember: 0.006 }

const STEPS = ['agency', 'supervisor', 'league'] as const
type Step = (typeof STEPS)[number]
/** How long a step takes, in days, and how often it returns what it is shown. */
const PACE: Readonly<Record<Step, { days: readonly [number, number]; returns: number }>> = {
  agency: { days: [0.1, 3], returns: 0.08 },
  supervisor: { days: [0.2, 5], returns: 0.06 },
  league: { days: [0.3, 9], returns: 0.05 },
}

const HOMES = new WeakMap<Model, Home[]>()

/** 青年之家: members, social workers, and activities and projects that pass 事务所, 督导 and 团委 before they take place. */
export const YOUTH_HOMES: Life = {
  name: 'youth homes',
  snapshot(model) {
    if (!model.has('youth_home')) return
    const random = model.randomOf(YOUTH_HOMES)
    const homes: Home[] = []
    HOMES.set(model, homes)
    const today = dayOf(model.now)
    for (const org of localOrgans(model)) {
      const isCity = org.parent === model.world.top
      if (isCity || random.chance(Math.min(0.9, 0.2 + model.members / 100_000)))
        homes.push(openHome(model, org, isCity ? 'city' : 'county', today - random.between(100, 2000)))
    }
    const towns = model.world.orgs.filter(
      org => org.row.type === 'committee' && org.sector === 'community' && org.row.status === 'active',
    )
    for (let n = random.around(model.members * TOWN_HOMES); n > 0; n--) {
      const org = random.pick(towns)
      if (!org) break
      const level = org.row.industry === 'village' ? 'village' : 'town'
      homes.push(openHome(model, org, level, today - random.between(30, 1500)))
    }
  },
  day(model, today) {
    const homes = HOMES.get(model)
    if (!homes) return
    const random = model.randomOf(YOUTH_HOMES)
    const pick = () => homes[Math.floor(random.next() * homes.length)]
    const happens = (mean: number, fromHour: number, run: (home: Home) => void) => {
      for (let n = random.around(mean); n > 0; n--) {
        const home = pick()
        if (home) model.plan(model.within(today.day, fromHour, 21, random), () => run(home))
      }
    }
    happens(homes.length * 0.012, 9, home => join(model, home, model.now))
    happens(homes.length * 0.003, 9, home => leave(model, home.members, random))
    happens(homes.length * 0.006, 9, home => applyAsWorker(model, home))
    happens(homes.length * 0.0015, 9, home => leave(model, home.workers, random))
    const activities = yearly(model) * dailyShare(ACTIVITIES, today.month, today.daysInMonth)
    happens(activities, 9, home => proposeActivity(model, home))
    happens(activities * 0.2, 9, home => proposeProject(model, home))
    happens(homes.length * 0.0001, 10, home => close(model, homes, home))
    foundHome(model, homes, today)
  },
}

function yearly({ members }: Model): number {
  return YEARLY.least + members * YEARLY.perMember
}

function openHome(model: Model, org: Org, level: string, openedOn: number): Home {
  const random = model.randomOf(YOUTH_HOMES)
  const fact = model.record('youth_home', {
    org_id: org.row.id,
    home_name: `${org.row.shortName.replace(/^团|委$|团委$/g, '')}青年之家`,
    level,
    region_code: org.row.regionCode,
    status: 'active',
    opened_on: openedOn,
  })
  const home: Home = { fact, org, members: [], workers: [] }
  if (model.hasBegun) return home
  const today = dayOf(model.now)
  for (let n = random.between(1, 2 * FIRST_MEMBERS - 1); n > 0; n--)
    join(model, home, model.now - random.between(1, today - openedOn) * DAY)
  for (let n = random.between(1, 3); n > 0; n--) {
    const appliedOn = today - random.between(12, today - openedOn)
    const worker = recordWorker(model, home, {
      status: 'active',
      applied_on: appliedOn,
      decided_on: appliedOn + 10,
    })
    if (worker) home.workers.push(worker)
  }
  return home
}

/** Somebody becomes a member, on the day of an instant. */
function join(model: Model, home: Home, at: number): void {
  const member = anyoneBelow(home.org, model.randomOf(YOUTH_HOMES))
  if (!member || home.fact.values.status !== 'active') return
  home.members.push(
    model.record('youth_home_member', {
      org_id: home.org.row.id,
      home_id: home.fact.id,
      person_key: member.row.idCard,
      status: 'active',
      joined_on: dayOf(at),
    }),
  )
}

function leave(model: Model, list: Fact[], random: Random): void {
  const fact = random.pick(list)
  // without its only social worker a home could not propose anything any more
  if (!fact || (fact.entity === 'social_worker' && list.length < 2)) return
  list.splice(list.indexOf(fact), 1)
  model.amend(fact, { status: 'left' })
}

function recordWorker(model: Model, home: Home, values: Fact['values']): Fact | undefined {
  const random = model.randomOf(YOUTH_HOMES)
  const person = anyoneBelow(home.org, random) ?? model.anyMember(undefined, random)
  return (
    person &&
    model.record('social_worker', {
      org_id: home.org.row.id,
      home_id: home.fact.id,
      person_key: person.row.idCard,
      ...values,
    })
  )
}

function applyAsWorker(model: Model, home: Home): void {
  if (home.fact.values.status !== 'active') return
  const random = model.randomOf(YOUTH_HOMES)
  const worker = recordWorker(model, home, { status: 'applied', applied_on: dayOf(model.now) })
  if (!worker) return
  model.plan(model.now + model.delay(1, 12, random), () => {
    const isTaken = random.chance(0.78)
    model.amend(worker, { status: isTaken ? 'active' : 'rejected', decided_on: dayOf(model.now) })
    if (isTaken) home.workers.push(worker)
  })
}

/** Three steps, one after the other; each may return the application, which ends it. */
function approve(
  model: Model,
  home: Home,
  kind: 'approval_activity' | 'approval_project',
  ends: { approved(): void; returned(): void },
): void {
  const random = model.randomOf(YOUTH_HOMES)
  const flow = model.serial('youth home flow', 1)
  const open = (step: Step) => {
    const fact = model.record('youth_home_approval', {
      org_id: home.org.row.id,
      home_id: home.fact.id,
      flow_id: flow,
      flow_kind: kind,
      step,
      status: 'open',
      opened_at: Math.floor(model.now / SECOND),
    })
    const { days, returns } = PACE[step]
    model.plan(model.now + model.delay(days[0], days[1], random), () => {
      const isReturned = random.chance(returns)
      model.amend(fact, {
        status: isReturned ? 'returned' : 'approved',
        decided_at: Math.floor(model.now / SECOND),
      })
      const next = STEPS[STEPS.indexOf(step) + 1]
      if (isReturned) ends.returned()
      else if (next) open(next)
      else ends.approved()
    })
  }
  open('agency')
}

/** An activity is a draft until the last step has passed it; what was returned is mended and shown again, or given up. */
function proposeActivity(model: Model, home: Home): void {
  if (home.fact.values.status !== 'active' || home.workers.length === 0) return
  const random = model.randomOf(YOUTH_HOMES)
  const activity = model.record('activity', {
    org_id: home.org.row.id,
    category: random.weighted({
      public_service: 35,
      culture_sports: 25,
      training: 15,
      rights: 15,
      internship: 10,
    }),
    kind: random.chance(0.1) ? 'online' : 'offline',
    status: 'draft',
    is_cross_city: 0,
    host_kind: 'youth_home',
    host_id: home.fact.id,
  })
  const show = () =>
    approve(model, home, 'approval_activity', {
      approved: () => hold(model, home, activity),
      returned: () => {
        if (random.chance(0.7)) model.plan(model.now + model.delay(1, 5, random), show)
        else model.amend(activity, { status: 'cancelled' })
      },
    })
  show()
}

function hold(model: Model, home: Home, activity: Fact): void {
  const random = model.randomOf(YOUTH_HOMES)
  model.amend(activity, { status: 'published', published_on: dayOf(model.now) })
  const startsAt = model.now + model.delay(1, 10, random)
  if (random.chance(0.04)) {
    model.plan(startsAt, () => model.amend(activity, { status: 'cancelled' }))
    return
  }
  model.plan(startsAt, () => {
    model.amend(activity, { status: 'running' })
    for (let n = random.between(2, 9); n > 0; n--) {
      const guest = anyoneBelow(home.org, random)
      if (!guest) continue
      model.plan(model.now + random.between(0, 30) * MINUTE, () => {
        model.record('checkin', {
          org_id: home.org.row.id,
          member_org_id: guest.branch.row.id,
          activity_id: activity.id,
          member_id: guest.row.id,
          method: random.chance(0.7) ? 'qr' : 'geo',
          checked_on: dayOf(model.now),
          activity_minutes: random.between(2, 10) * 15,
        })
      })
    }
    model.plan(model.now + random.between(2, 5) * HOUR, () => model.amend(activity, { status: 'ended' }))
  })
}

function proposeProject(model: Model, home: Home): void {
  if (home.fact.values.status !== 'active' || home.workers.length === 0) return
  const random = model.randomOf(YOUTH_HOMES)
  const project = model.record('youth_home_project', {
    org_id: home.org.row.id,
    home_id: home.fact.id,
    status: 'submitted',
    submitted_on: dayOf(model.now),
    budget_fen: random.between(4, 60) * 50_000,
  })
  const decide = (status: string) => model.amend(project, { status, decided_on: dayOf(model.now) })
  approve(model, home, 'approval_project', {
    returned: () => decide('returned'),
    approved: () => {
      decide('approved')
      model.plan(model.now + model.delay(20, 90, random), () => model.amend(project, { status: 'finished' }))
    },
  })
}

function foundHome(model: Model, homes: Home[], { day }: CalendarDay): void {
  const random = model.randomOf(YOUTH_HOMES)
  if (!random.chance(homes.length * 0.0003)) return
  const org = random.pick(localOrgans(model))
  if (!org) return
  model.plan(model.within(day, 9, 17, random), () => {
    const home = openHome(model, org, org.parent === model.world.top ? 'city' : 'county', dayOf(model.now))
    homes.push(home)
    applyAsWorker(model, home)
  })
}

function close(model: Model, homes: Home[], home: Home): void {
  if (homes.length < 5 || home.fact.values.status !== 'active') return
  model.amend(home.fact, { status: 'closed' })
  homes.splice(homes.indexOf(home), 1)
}
