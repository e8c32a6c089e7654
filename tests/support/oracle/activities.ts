import { yearStart } from './days.ts'
import { members } from './members.ts'
import { distinct, type Oracle, type OracleAsk, ratio, sum } from './oracle.ts'
import { referenceOf } from './references.ts'
import type { OracleRow, OracleWorld } from './world.ts'

const published = (world: OracleWorld, ask: OracleAsk) => world.within('activity', 'published_on', ask)
const hasPassed = (row: OracleRow) => row.status === 'approved' || row.status === 'absent'

function perActivity(rows: readonly OracleRow[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const { activity_id } of rows)
    counts.set(String(activity_id), (counts.get(String(activity_id)) ?? 0) + 1)
  return counts
}

/** Minutes of each member in the year so far, wherever they were spent. */
export function minutesOfYear(world: OracleWorld, ask: OracleAsk): Map<string, number> {
  const first = yearStart(ask.to)
  const minutes = new Map<string, number>()
  for (const { checked_on, member_id, activity_minutes } of world.allFacts('checkin'))
    if (Number(checked_on) >= first && Number(checked_on) <= ask.to)
      minutes.set(String(member_id), (minutes.get(String(member_id)) ?? 0) + Number(activity_minutes))
  return minutes
}

export const ACTIVITY_ORACLES: Readonly<Record<string, Oracle>> = {
  ACT01: (world, ask) => published(world, ask).length,
  ACT02: (world, ask) =>
    world.stock('activity', ask).filter(row => row.status === 'signing_up' || row.status === 'running')
      .length,
  ACT03: (world, ask) => world.within('signup', 'submitted_on', ask).length,
  ACT05: (world, ask) => world.within('checkin', 'checked_on', ask).length,
  ACT06: (world, ask) => {
    const signups = perActivity(
      world.allFacts('signup').filter(row => row.status !== 'rejected' && row.status !== 'cancelled'),
    )
    const checkins = perActivity(world.allFacts('checkin'))
    const held = published(world, ask).filter(row => row.status === 'ended' && signups.has(row.id))
    const all = (counts: ReadonlyMap<string, number>) =>
      held.reduce((total, row) => total + (counts.get(row.id) ?? 0), 0)
    return ratio(all(checkins), all(signups))
  },
  ACT07: (world, ask) => distinct(world.within('checkin', 'checked_on', ask, 'member_org_id'), 'member_id'),
  ACT08: (world, ask) =>
    ratio(
      distinct(world.within('checkin', 'checked_on', ask, 'member_org_id'), 'member_id'),
      members(world, ask).length,
    ),
  ACT10: (world, ask) => sum(world.within('checkin', 'checked_on', ask), 'activity_minutes'),
  ACT12: (world, ask) => {
    const minutes = minutesOfYear(world, ask)
    const all = members(world, ask)
    const isEnough = (row: OracleRow) => {
      const hours = referenceOf(world, ask, 'activity_hours_least', row.org_id)
      return hours !== undefined && (minutes.get(row.id) ?? 0) >= hours * 60
    }
    return ratio(all.filter(isEnough).length, all.length)
  },
  ACT18: (world, ask) => {
    const hosts = new Set(published(world, { ...ask, org: 'root' }).map(row => String(row.org_id)))
    const all = world.stock('org', ask)
    return ratio(all.filter(row => hosts.has(String(row.org_id))).length, all.length)
  },
  ACT04: (world, ask) => {
    const all = world.within('signup', 'submitted_on', ask)
    const passed = all.filter(hasPassed).length
    return ratio(passed, passed + all.filter(row => row.status === 'rejected').length)
  },
  ACT09: (world, ask) => {
    const all = world.within('checkin', 'checked_on', ask)
    return ratio(all.filter(row => row.method === 'qr').length, all.length)
  },
  ACT11: (world, ask) => {
    const ofYear = world.within('checkin', 'checked_on', { ...ask, from: yearStart(ask.to) }, 'member_org_id')
    return ratio(sum(ofYear, 'activity_minutes'), members(world, ask).length)
  },
  ACT13: (world, ask) =>
    world.within('activity_show', 'published_on', ask).filter(row => row.status === 'published').length,
  ACT14: (world, ask) => world.within('show_reaction', 'reacted_on', ask).length,
  ACT16: (world, ask) => published(world, ask).filter(row => Number(row.is_cross_city) === 1).length,
  ACT17: (world, ask) => {
    const all = published(world, ask)
    return ratio(all.filter(row => row.status === 'cancelled').length, all.length)
  },
}
