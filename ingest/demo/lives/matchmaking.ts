import { dayOf, monthOf, startOfDay } from '../../../warehouse/platform/time/day.ts'
import type { Fact } from '../facts.ts'
import type { Life } from '../life.ts'
import { HOUR, MINUTE, type Model } from '../model.ts'
import type { Org } from '../org.ts'
import { cityOrgans } from './places.ts'

interface Matchmaking {
  cities: readonly Org[]
  /** Active profiles of each city. */
  profiles: Map<Org, Fact[]>
}

/** Profiles for each member of the province. */
const PROFILES = { least: 120, perMember: 0.01 }
/** Of one profile in a year, and of one profile on a day. */
const POSTS_A_YEAR = 1.2
const MATCHES_A_YEAR = 0.6
const CHATS_A_DAY = 0.02
/** Completed years from which the service may be used; a few enter an earlier birth than they have. */
const OF_AGE = 18
const WRONG_AGE = 0.02

const STATES = new WeakMap<Model, Matchmaking>()

/** 团缘: profiles of those of age, their posts, who finds whom, and how many talk on a day. Counted by city. */
export const MATCHMAKING: Life = {
  name: 'matchmaking',
  snapshot(model) {
    if (!model.has('mm_profile')) return
    const random = model.randomOf(MATCHMAKING)
    const state: Matchmaking = { cities: cityOrgans(model), profiles: new Map() }
    STATES.set(model, state)
    const today = dayOf(model.now)
    for (let n = PROFILES.least + model.members * PROFILES.perMember; n >= 1; n--)
      register(model, state, today - random.between(1, 900))
  },
  day(model, today) {
    const state = STATES.get(model)
    if (!state) return
    const random = model.randomOf(MATCHMAKING)
    for (const [city, profiles] of state.profiles) {
      const happens = (mean: number, run: () => void) => {
        for (let n = random.around(mean * profiles.length); n > 0; n--)
          model.plan(model.within(today.day, 8, 23, random), run)
      }
      happens(POSTS_A_YEAR / 365, () => post(model, city))
      happens(MATCHES_A_YEAR / 365, () => match(model, city))
      happens(0.0006, () => register(model, state, dayOf(model.now), city))
      happens(0.0004, () => {
        const profile = random.pick(profiles)
        if (!profile) return
        profiles.splice(profiles.indexOf(profile), 1)
        model.amend(profile, { status: 'closed' })
      })
      const chats = random.around(profiles.length * CHATS_A_DAY * (0.5 + random.next()))
      if (chats > 0)
        model.plan(startOfDay(today.day + 1) - 20 * MINUTE, () =>
          model.record('mm_chat_day', {
            org_id: city.row.id,
            chat_on: today.day,
            active_chat_count: chats,
          }),
        )
    }
  },
}

function register(model: Model, state: Matchmaking, registeredOn: number, given?: Org): void {
  const random = model.randomOf(MATCHMAKING)
  const city = given ?? random.pick(state.cities)
  if (!city) return
  const age = random.chance(WRONG_AGE) ? OF_AGE - 1 : OF_AGE + random.between(1, 16)
  const profile = model.record('mm_profile', {
    org_id: city.row.id,
    gender: random.weighted({ male: 54, female: 45, unknown: 1 }),
    birth_month: monthOf(dayOf(model.now) - Math.floor(age * 365.25) - random.between(0, 360)),
    status: 'active',
    registered_on: registeredOn,
  })
  const list = state.profiles.get(city)
  if (list) list.push(profile)
  else state.profiles.set(city, [profile])
}

function post(model: Model, city: Org): void {
  const random = model.randomOf(MATCHMAKING)
  const fact = model.record('mm_post', {
    org_id: city.row.id,
    status: 'published',
    posted_on: dayOf(model.now),
  })
  if (random.chance(0.03))
    model.plan(model.now + random.between(1, 48) * HOUR, () => model.amend(fact, { status: 'hidden' }))
}

/** What the service proposes becomes mutual when both agree, on the day of that. */
function match(model: Model, city: Org): void {
  const random = model.randomOf(MATCHMAKING)
  const fact = model.record('mm_match', {
    org_id: city.row.id,
    status: 'proposed',
    matched_on: dayOf(model.now),
  })
  model.plan(model.now + random.between(3, 71) * HOUR, () => {
    const isMutual = random.chance(0.35)
    model.amend(fact, isMutual ? { status: 'mutual', matched_on: dayOf(model.now) } : { status: 'declined' })
  })
}
