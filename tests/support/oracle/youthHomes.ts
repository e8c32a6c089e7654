import type { Oracle, OracleAsk } from './oracle.ts'
import { median, ratio } from './oracle.ts'
import type { OracleRow, OracleWorld } from './world.ts'

const homes = (world: OracleWorld, ask: OracleAsk) =>
  world.stock('youth_home', ask).filter(row => row.status === 'active')
const steps = (world: OracleWorld, ask: OracleAsk) =>
  world.within('youth_home_approval', 'decided_on', ask).filter(row => row.status !== 'open')
/** The minute of the clock: seconds are left out on both sides. */
const minuteOf = (instant: unknown) => Math.floor(Number(instant) / 60)
const isPassed = (row: OracleRow) => row.step === 'league' && row.status === 'approved'

/** 青年之家 and their social workers. */
export const YOUTH_HOME_ORACLES: Readonly<Record<string, Oracle>> = {
  YHM01: (world, ask) => homes(world, ask).length,
  // an application begins where the agency gets it
  YHM02: (world, ask) =>
    world
      .within('youth_home_approval', 'opened_on', ask)
      .filter(row => row.flow_kind === 'approval_activity' && row.step === 'agency').length,
  YHM03: (world, ask) => {
    const decided = steps(world, ask)
      .filter(row => row.flow_kind === 'approval_activity')
      .filter(row => isPassed(row) || row.status === 'returned')
    return ratio(decided.filter(isPassed).length, decided.length)
  },
  YHM04: (world, ask) =>
    median(steps(world, ask).map(row => minuteOf(row.decided_at) - minuteOf(row.opened_at))),
  YHM05: (world, ask) => world.stock('youth_home_approval', ask).filter(row => row.status === 'open').length,
  YHM06: (world, ask) => world.within('youth_home_project', 'submitted_on', ask).length,
  YHM07: (world, ask) => {
    const ofHomes = new Set(
      world
        .stockOn('activity', ask.to)
        .filter(row => row.host_kind === 'youth_home')
        .map(row => row.id),
    )
    return world.within('checkin', 'checked_on', ask).filter(row => ofHomes.has(String(row.activity_id)))
      .length
  },
  YHM08: (world, ask) => world.stock('youth_home_member', ask).filter(row => row.status === 'active').length,
  YHM09: (world, ask) => {
    const busy = new Set(
      world
        .allFacts('activity')
        .filter(row => row.host_kind === 'youth_home' && row.status !== 'draft' && row.status !== 'cancelled')
        .filter(row => Number(row.published_on) >= ask.from && Number(row.published_on) <= ask.to)
        .map(row => String(row.host_id)),
    )
    const all = homes(world, ask)
    return ratio(all.filter(row => busy.has(row.id)).length, all.length)
  },
  YHM10: (world, ask) => world.stock('social_worker', ask).filter(row => row.status === 'active').length,
  YHM11: (world, ask) => {
    const decided = world.within('social_worker', 'decided_on', ask).filter(row => row.status !== 'applied')
    return ratio(decided.filter(row => row.status !== 'rejected').length, decided.length)
  },
  YHM12: (world, ask) =>
    world
      .within('youth_home_project', 'decided_on', ask)
      .filter(row => row.status === 'approved' || row.status === 'finished').length,
}
