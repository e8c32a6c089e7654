import { addMonths, dayOf } from '../../../warehouse/platform/time/day.ts'
import type { Fact, FactValues } from '../facts.ts'
import type { Life } from '../life.ts'
import { type CalendarDay, DAY, type Model } from '../model.ts'
import { fakeIdCard } from '../names.ts'
import type { Org } from '../org.ts'
import type { OrgType } from '../rows.ts'
import { dailyShare, type Season } from '../seasons.ts'

type Post =
  | 'secretary'
  | 'deputy_secretary'
  | 'standing_committee_member'
  | 'committee_member'
  | 'staff'
  | 'other'

/** Somebody who leads an organisation: the cadre's record, and the account of who operates for it. */
interface Leader {
  person: string
  post: Post
  cadre: Fact
  account: Fact | undefined
}

interface Leaders {
  of: Map<Org, Leader[]>
  /** How many of the organisations have had their leaders entered; they stand in the order of their founding. */
  seen: number
}

/**
 * Who is entered beside the secretary: of leading organs and committees the members and the staff, of general branches the
 * members, of branches nobody.
 */
const POSTS: Readonly<Record<OrgType, readonly Post[]>> = {
  leading_organ: [
    'deputy_secretary',
    'deputy_secretary',
    'standing_committee_member',
    'standing_committee_member',
    'committee_member',
    'committee_member',
    'staff',
    'staff',
  ],
  committee: ['deputy_secretary', 'committee_member', 'committee_member', 'staff'],
  work_committee: ['deputy_secretary', 'committee_member', 'staff'],
  general_branch: ['committee_member', 'committee_member'],
  branch: [],
}
/** Of the posts, those that nobody has entered yet. */
const NOT_ENTERED = 0.06
const ONBOARDED = 0.8
/** Of the organisations whose secretary is onboarded, those that have set an operator. */
const OPERATED = 0.85
/** Of the staff, those who operate beside the secretary. */
const TWO_OPERATORS = 0.12
/** Of an organisation's posts in a year, those that are filled anew. */
const CHANGED = 0.3
const CHANGES: Season = [2, 1, 4, 4, 4, 5, 3, 3, 28, 24, 14, 8]
/** New secretaries of whom the successor is not known for some weeks. */
const VACANT = 0.15
/** Of the others, those who register by phone, so that the superior has to approve. */
const APPLIED = 0.3
const REJECTED = 0.08

const STATES = new WeakMap<Model, Leaders>()

/** 团干部, administrators and operators: entered, onboarded, appointed and removed, most of it in autumn. */
export const LEADERS: Life = {
  name: 'leaders',
  snapshot(model) {
    if (!model.has('cadre') && !model.has('account')) return
    const state: Leaders = { of: new Map(), seen: model.world.orgs.length }
    STATES.set(model, state)
    for (const org of model.world.orgs) enterAll(model, state, org, true)
  },
  day(model, today) {
    const state = STATES.get(model)
    if (!state) return
    const random = model.randomOf(LEADERS)
    const { orgs } = model.world
    for (; state.seen < orgs.length; state.seen++) {
      const org = orgs[state.seen]
      if (org)
        model.plan(model.now + model.delay(1, 20, random), () => {
          if (isWorking(model, org)) enterAll(model, state, org, false)
        })
    }
    const share = dailyShare(CHANGES, today.month, today.daysInMonth)
    for (let n = random.around(orgs.length * CHANGED * share); n > 0; n--)
      model.plan(model.within(today.day, 9, 17, random), () => changeOne(model, state))
    if (today.dayOfMonth === 1) endTerms(model, state, today)
  },
  live: [
    {
      weight: 2,
      run(model) {
        const state = STATES.get(model)
        if (state) changeOne(model, state)
      },
    },
  ],
}

function isWorking(model: Model, { row }: Org): boolean {
  return row.status === 'active' && !row.isDeleted && model.now >= row.createdAt
}

function enterAll(model: Model, state: Leaders, org: Org, isOld: boolean): void {
  const random = model.randomOf(LEADERS)
  const { row } = org
  if (row.secretary !== null && !random.chance(NOT_ENTERED))
    enter(model, state, org, 'secretary', row.secretary, isOld)
  for (const post of POSTS[row.type])
    if (!random.chance(NOT_ENTERED)) enter(model, state, org, post, newPerson(model, org), isOld)
}

/** A cadre's record; who held the post before the history begins is onboarded, or is not. */
function enter(model: Model, state: Leaders, org: Org, post: Post, person: string, isOld: boolean): void {
  const random = model.randomOf(LEADERS)
  const today = dayOf(model.now)
  const appointed = isOld ? today - random.between(30, 1000) : today
  const applies = !isOld && post !== 'secretary' && random.chance(APPLIED)
  const isOnboarded = isOld && random.chance(ONBOARDED)
  const isOperator = isOnboarded && becomesOperator(model, post)
  const values: FactValues = {
    org_id: org.row.id,
    person_key: person,
    post,
    cadre_kind:
      org.row.type === 'leading_organ'
        ? random.weighted({ full_time: 55, seconded: 15, part_time: 30 })
        : random.weighted({ full_time: 10, seconded: 3, part_time: 87 }),
    status: applies ? 'applied' : isOnboarded ? 'onboarded' : 'entered',
    is_onboarded: Number(isOnboarded),
    is_operator: Number(isOperator),
    gender: random.chance(0.5) ? 'female' : 'male',
    ...(applies ? {} : { appointed_on: appointed, term_ends_on: addMonths(appointed, 36) }),
  }
  const leader: Leader = { person, post, cadre: model.record('cadre', values), account: undefined }
  state.of.set(org, [...(state.of.get(org) ?? []), leader])
  if (isOperator) openAccount(model, org, leader)
  else if (applies)
    model.plan(model.now + model.delay(0.5, 9, random), () => decide(model, state, org, leader))
  else if (!isOld) planOnboarding(model, org, leader)
}

/** The organisation above says whether who registered by phone is one of its cadres. */
function decide(model: Model, state: Leaders, org: Org, leader: Leader): void {
  const random = model.randomOf(LEADERS)
  if (random.chance(REJECTED)) {
    model.amend(leader.cadre, { status: 'rejected' })
    state.of.set(
      org,
      (state.of.get(org) ?? []).filter(one => one !== leader),
    )
    return
  }
  const today = dayOf(model.now)
  model.amend(leader.cadre, { status: 'entered', appointed_on: today, term_ends_on: addMonths(today, 36) })
  planOnboarding(model, org, leader)
}

function planOnboarding(model: Model, org: Org, leader: Leader): void {
  const random = model.randomOf(LEADERS)
  if (!random.chance(ONBOARDED)) return
  model.plan(model.now + model.delay(1, 25, random), () => {
    if (leader.cadre.values.status !== 'entered') return
    const isOperator = becomesOperator(model, leader.post)
    model.amend(leader.cadre, { status: 'onboarded', is_onboarded: 1, is_operator: Number(isOperator) })
    if (isOperator) openAccount(model, org, leader)
  })
}

/** Secretaries operate for their organisation, and here and there somebody of the staff; an operator is an onboarded cadre. */
function becomesOperator(model: Model, post: Post): boolean {
  const share = post === 'secretary' ? OPERATED : post === 'staff' ? TWO_OPERATORS : 0
  return model.randomOf(LEADERS).chance(share)
}

/** The account by which an operator, or the administrator, serves one organisation. */
function openAccount(model: Model, org: Org, leader: Leader): void {
  if (!model.has('account')) return
  const random = model.randomOf(LEADERS)
  const today = dayOf(model.now)
  const registered = model.hasBegun ? today : today - random.between(1, 900)
  const hasLoggedIn = org.row.isLoggedIn && random.chance(0.9)
  leader.account = model.record('account', {
    org_id: org.row.id,
    person_key: leader.person,
    account_kind: leader.post === 'secretary' && random.chance(0.1) ? 'admin' : 'operator',
    status: hasLoggedIn ? 'active' : 'registered',
    registered_on: registered,
    ...(hasLoggedIn ? { last_login_on: Math.max(registered, today - random.between(0, 60)) } : {}),
  })
}

/** Somebody leaves a post, and somebody else is appointed to it, at once or after some weeks. */
function changeOne(model: Model, state: Leaders): void {
  const random = model.randomOf(LEADERS)
  const org = random.pick(model.world.orgs)
  if (!org || !isWorking(model, org) || model.unannounced.has(org)) return
  const leader = random.pick(state.of.get(org) ?? [])
  if (!leader || leader.cadre.values.status === 'applied') return
  remove(model, state, org, leader)
  const isSecretary = leader.post === 'secretary'
  const appoint = () => {
    if (!isWorking(model, org)) return
    const person = newPerson(model, org)
    if (isSecretary) setSecretary(model, org, person)
    enter(model, state, org, leader.post, person, false)
  }
  if (!isSecretary || !random.chance(VACANT)) {
    appoint()
    return
  }
  setSecretary(model, org, null)
  model.plan(model.now + model.delay(10, 60, random), appoint)
}

function remove(model: Model, state: Leaders, org: Org, leader: Leader): void {
  model.amend(leader.cadre, { status: 'removed', is_operator: 0, removed_on: dayOf(model.now) })
  if (leader.account) model.amend(leader.account, { status: 'disabled' })
  state.of.set(
    org,
    (state.of.get(org) ?? []).filter(one => one !== leader),
  )
}

function setSecretary(model: Model, org: Org, person: string | null): void {
  model.updateOrg(org, row => {
    row.secretary = person
  })
}

/** Nobody leads an organisation that was dissolved; its records are cleared on the first of the month. */
function endTerms(model: Model, state: Leaders, today: CalendarDay): void {
  const random = model.randomOf(LEADERS)
  for (const [org, leaders] of state.of) {
    if (org.row.status === 'active' && !org.row.isDeleted) continue
    state.of.delete(org)
    const at = model.within(today.day, 9, 17, random)
    model.plan(at, () => {
      for (const leader of leaders) remove(model, state, org, leader)
    })
  }
}

/** Somebody of 20 to 35 years who is nobody's member. */
function newPerson(model: Model, org: Org): string {
  const random = model.randomOf(LEADERS)
  const serial = Number(model.serial('leader', 1))
  const birth = dayOf(model.now) - random.between(20 * 365, 35 * 365)
  const text = new Date(birth * DAY).toISOString().slice(0, 10).replaceAll('-', '')
  return fakeIdCard(org.row.regionCode, text, serial)
}
