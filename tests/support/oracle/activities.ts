import { members } from './members.ts'
import { type Oracle, type OracleAsk, ratio, sum } from './oracle.ts'
import type { OracleRow, OracleWorld } from './world.ts'

const published = (world: OracleWorld, ask: OracleAsk) => world.within('activity', 'published_on', ask)
const hasPassed = (row: OracleRow) => row.status === 'approved' || row.status === 'absent'

export const ACTIVITY_ORACLES: Readonly<Record<string, Oracle>> = {
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
    const first = Date.UTC(new Date(ask.to * 86_400_000).getUTCFullYear(), 0, 1) / 86_400_000
    const ofYear = world.within('checkin', 'checked_on', { ...ask, from: first }, 'member_org_id')
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
