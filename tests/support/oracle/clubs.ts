import { calendarOf } from '../../../ingest/demo/model.ts'
import type { Oracle, OracleAsk } from './oracle.ts'
import { distinct, ratio } from './oracle.ts'
import type { OracleWorld } from './world.ts'

const clubs =
  (status: string): Oracle =>
  (world, ask) =>
    world.stock('club', ask).filter(row => row.status === status).length
const decided = (world: OracleWorld, ask: OracleAsk) =>
  world.within('club_registration', 'decided_on', ask).filter(row => row.status !== 'submitted')
const published = (world: OracleWorld, ask: OracleAsk) =>
  world.within('activity', 'published_on', ask).filter(row => row.host_kind === 'club')
const applied = (world: OracleWorld, ask: OracleAsk) => world.within('club_recruit', 'applied_on', ask)

/** University clubs. */
export const CLUB_ORACLES: Readonly<Record<string, Oracle>> = {
  CLB01: clubs('formal'),
  CLB02: (world, ask) =>
    world.stock('club_registration', ask).filter(row => row.status === 'submitted').length,
  CLB03: (world, ask) => {
    const all = decided(world, ask)
    return ratio(all.filter(row => row.status === 'approved').length, all.length)
  },
  // each review is of a club that was formal on the first day of its window
  CLB04: (world, ask) => {
    const { year } = calendarOf(ask.to)
    const begun = world
      .facts('club_annual_review', ask)
      .filter(({ window_starts_on: day }) => calendarOf(Number(day)).year === year && Number(day) <= ask.to)
    const inTime = begun.filter(
      row =>
        row.status === 'passed' && Number(row.decided_on) <= Math.min(Number(row.window_ends_on), ask.to),
    )
    return ratio(inTime.length, begun.length)
  },
  CLB05: clubs('suspended_overdue'),
  CLB06: (world, ask) => published(world, ask).length,
  CLB07: (world, ask) => applied(world, ask).length,
  CLB08: (world, ask) => world.stock('club_member', ask).length,
  CLB09: (world, ask) =>
    [...published(world, ask), ...applied(world, ask)].filter(row => row.while_suspended === 1).length,
  CLB10: (world, ask) => {
    const all = decided(world, ask)
    return ratio(all.filter(row => row.status !== 'approved').length, all.length)
  },
  CLB11: (world, ask) =>
    world.within('club_recruit', 'decided_on', ask).filter(row => row.status === 'approved').length,
  CLB12: (world, ask) => distinct(world.stock('club_member', ask), 'person_key'),
}
