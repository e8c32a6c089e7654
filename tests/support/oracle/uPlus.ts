import { distinct, type Oracle, type OracleAsk, ratio } from './oracle.ts'
import type { OracleRow, OracleWorld } from './world.ts'

const isOfUPlus = (row: OracleRow) => row.category !== 'training'
const isPassed = (row: OracleRow) => row.status === 'approved' || row.status === 'absent'
/** The last but one place of an identity number is even. */
const isWoman = (idCard: string) => Number(idCard[16]) % 2 === 0
const isActive = (row: OracleRow) => row.status === 'active'

/** The campaign of `reference_value.csv`: so many activities and young people within its days. */
const CAMPAIGN = { from: '2025-10-10', due: '2025-11-20', activities: 3, youths: 15 }

/** Cities, and those of them that meet both targets of the campaign by the end of the period. */
function campaign(world: OracleWorld, ask: OracleAsk): { met: number; all: number } {
  const [from, due] = [CAMPAIGN.from, CAMPAIGN.due].map(day => Date.parse(day) / 86_400_000)
  const cities = world
    .stock('org', ask)
    .filter(row => isActive(row) && row.org_type === 'leading_organ' && depthOf(world, ask, row.id) === 2)
  const isIn = (day: unknown) => Number(day) >= Number(from) && Number(day) <= Math.min(Number(due), ask.to)
  const met = cities.filter(city => {
    const below = { ...ask, org: city.id }
    const activities = world.facts('activity', below).filter(row => isOfUPlus(row) && isIn(row.published_on))
    const signups = world.facts('signup', below).filter(row => isPassed(row) && isIn(row.submitted_on))
    return activities.length >= CAMPAIGN.activities && distinct(signups, 'person_key') >= CAMPAIGN.youths
  })
  return { met: met.length, all: cities.length }
}

const depthOf = (world: OracleWorld, ask: OracleAsk, org: string) =>
  world.tree(ask.treeDay).pathOf(org).length

export const U_PLUS_ORACLES: Readonly<Record<string, Oracle>> = {
  SQU01: (world, ask) => world.within('activity', 'published_on', ask).filter(isOfUPlus).length,
  SQU02: (world, ask) => distinct(world.within('signup', 'submitted_on', ask).filter(isPassed), 'person_key'),
  SQU03: (world, ask) => {
    const { met, all } = campaign(world, ask)
    return ratio(met, all)
  },
  SQU04: (world, ask) => world.stock('follow', ask).filter(row => row.status === 'following').length,
  SQU05: (world, ask) =>
    world.within('follow', 'followed_on', ask).length -
    world.within('follow', 'unfollowed_on', ask).filter(row => row.status === 'unfollowed').length,
  SQU08: (world, ask) => {
    const staffed = new Set(
      world
        .stockOn('account', ask.to)
        .filter(row => row.account_kind === 'platform_worker' && row.status !== 'disabled')
        .map(row => row.org_id),
    )
    const orgs = world.stock('org', ask).filter(isActive)
    return ratio(orgs.filter(row => staffed.has(row.id)).length, orgs.length)
  },
  SQU09: (world, ask) => {
    const year = new Date(ask.to * 86_400_000).getUTCFullYear()
    const first = Date.UTC(year, 0, 1) / 86_400_000
    const held = new Set(
      world
        .allFacts('supervision_record')
        .filter(row => Number(row.held_on) >= first && Number(row.held_on) <= ask.to)
        .map(row => row.org_id),
    )
    const organs = world.stock('org', ask).filter(row => isActive(row) && row.org_type === 'leading_organ')
    return ratio(organs.filter(row => held.has(row.id)).length, organs.length)
  },
  SQU10: (world, ask) => world.stock('activity', ask).filter(isOfUPlus).length,
  SQU11: (world, ask) => {
    const all = world.within('signup', 'submitted_on', ask).filter(isPassed)
    const women = all.filter(row => isWoman(String(row.person_key)))
    return ratio(distinct(women, 'person_key'), distinct(all, 'person_key'))
  },
  SQU12: (world, ask) => {
    const all = world.within('feedback', 'received_on', ask)
    return ratio(all.filter(row => row.status === 'archived').length, all.length)
  },
}
