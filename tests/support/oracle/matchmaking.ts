import { calendarOf } from '../../../ingest/demo/model.ts'
import type { Oracle, OracleAsk } from './oracle.ts'
import { ratio, sum } from './oracle.ts'
import type { OracleWorld } from './world.ts'

/** Active profiles of those who are 18, counted by the month of birth. */
function ofAge(world: OracleWorld, ask: OracleAsk) {
  const months = (day: number) => {
    const { year, month } = calendarOf(day)
    return year * 12 + month
  }
  return world
    .stock('mm_profile', ask)
    .filter(row => months(ask.to) - months(Number(row.birth_month)) >= 18 * 12)
}

/** 团缘. */
export const MATCHMAKING_ORACLES: Readonly<Record<string, Oracle>> = {
  MMK01: (world, ask) => ofAge(world, ask).length,
  MMK02: (world, ask) =>
    world.within('mm_post', 'posted_on', ask).filter(row => row.status === 'published').length,
  MMK03: (world, ask) =>
    world.within('mm_match', 'matched_on', ask).filter(row => row.status === 'mutual').length,
  MMK04: (world, ask) => sum(world.within('mm_chat_day', 'chat_on', ask), 'active_chat_count'),
  MMK05: (world, ask) => {
    const all = ofAge(world, ask)
    return ratio(all.filter(row => row.gender === 'female').length, all.length)
  },
}
