import { type OracleAsk, ratio } from './oracle.ts'
import { ORACLES } from './oracles.ts'
import type { OracleWorld } from './world.ts'

/**
 * The shipped assessment of cities (团的基层建设年度考核), said once more: points of 100, and the values that give none and all of
 * them, as fractions of 1 and points of members.
 */
export const LEAGUE_WORK = [
  { metric: 'ORG11', points: 15, none: 0.2, all: 0, isOfToday: true },
  { metric: 'CAD03', points: 15, none: 0.5, all: 0.95, isOfToday: true },
  { metric: 'DUE04', points: 20, none: 0.5, all: 0.95, isOfToday: true },
  { metric: 'ACT18', points: 15, none: 0, all: 0.6, isOfToday: false },
  { metric: 'BIZ01', points: 15, none: 0.5, all: 0.95, isOfToday: false },
  { metric: 'APP02', points: 20, none: 40, all: 90, isOfToday: false },
] as const

/** What an organisation gets for each indicator in a year; null where there is nothing that it could be made of. */
export function truePoints(
  world: OracleWorld,
  { org, from, to, today }: Pick<OracleAsk, 'org' | 'from' | 'to'> & { today: number },
): (number | null)[] {
  return LEAGUE_WORK.map(({ metric, points, none, all, isOfToday }) => {
    const value = scoreOf(world, metric, { org, from, to, treeDay: isOfToday ? today : to })
    if (value === null) return null
    const reached = (value - none) / (all - none)
    return Math.round(Number((100 * points * Math.max(0, Math.min(1, reached))).toFixed(8))) / 100
  })
}

/** Of branches without members the share is asked for, and the two numbers are known. */
function scoreOf(world: OracleWorld, metric: string, ask: OracleAsk): number | null {
  if (metric === 'ORG11') return ratio(scoreOf(world, 'ORG08', ask) ?? 0, scoreOf(world, 'ORG02', ask) ?? 0)
  const oracle = ORACLES.get(metric)
  if (!oracle) throw new Error(`no oracle of ${metric}`)
  return oracle(world, ask)
}

/** Places of totals, the highest first; equal ones share one. */
export function placesOf(totals: readonly number[]): number[] {
  const sorted = [...totals].sort((a, b) => b - a)
  return totals.map(total => sorted.indexOf(total) + 1)
}
