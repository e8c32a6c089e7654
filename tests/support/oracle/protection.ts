import type { Oracle, OracleAsk } from './oracle.ts'
import { ratio } from './oracle.ts'
import type { OracleRow, OracleWorld } from './world.ts'

/** Days after which a visit is overdue. */
const VISIT_DAYS = 90

const files = (world: OracleWorld, ask: OracleAsk) => world.stock('special_youth', ask)
const inDifficulty = (world: OracleWorld, ask: OracleAsk) =>
  files(world, ask).filter(row => row.kind === 'youth_in_difficulty')
const teams = (world: OracleWorld, ask: OracleAsk) => world.stock('work_team', ask)

type Share = (world: OracleWorld, ask: OracleAsk) => [part: number, of: number]

/** Of those whose difficulty is known, the share with one of these. */
const share =
  (...types: string[]): Oracle =>
  (world, ask) => {
    const known = inDifficulty(world, ask).filter(
      ({ difficulty_type: type }) => type !== '' && type !== 'none',
    )
    return ratio(known.filter(row => types.includes(String(row.difficulty_type))).length, known.length)
  }

/** Files that somebody visited in the last 90 days. */
function visitedRecently(world: OracleWorld, day: number): (row: OracleRow) => boolean {
  const recent = world
    .allFacts('care_record')
    .filter(row => Number(row.cared_on) <= day && Number(row.cared_on) > day - VISIT_DAYS)
  const visited = new Set(recent.map(row => String(row.case_id)))
  return row => visited.has(row.id)
}

const visited: Share = (world, ask) => {
  const all = files(world, ask)
  return [all.filter(visitedRecently(world, ask.to)).length, all.length]
}
const needsMet: Share = (world, ask) => {
  const inNeed = inDifficulty(world, ask).filter(row => !['', 'none'].includes(String(row.service_need)))
  return [inNeed.filter(row => row.help_status === 'need_met').length, inNeed.length]
}
const doneInTime: Share = (world, ask) => {
  const due = world.within('care_task', 'due_on', ask).filter(row => row.status !== 'cancelled')
  const inTime = due.filter(row => row.status === 'done' && Number(row.done_on) <= Number(row.due_on))
  return [inTime.length, due.length]
}

/** Half for tasks, three tenths for visits, two tenths for needs; so coarse that ten numbers of each give the same. */
const performance: Oracle = (world, ask) => {
  const shares = [
    [0.5, ...doneInTime(world, ask)],
    [0.3, ...visited(world, ask)],
    [0.2, ...needsMet(world, ask)],
  ] as const
  if (shares.some(([, , of]) => of === 0)) return null
  const coarseness = Math.max(...shares.map(([weight, , of]) => (10 * 100 * weight) / of))
  const step = [1, 2, 5, 10].find(each => each >= coarseness - 1e-9)
  const points = shares.reduce((sum, [weight, part, of]) => sum + (100 * weight * part) / of, 0)
  // a half goes up, whatever the noise of doubles
  return step === undefined ? null : Math.floor(Math.round((points / step) * 1e6) / 1e6 + 0.5) * step
}

/** 困境与重点青少年 and the work teams. */
export const PROTECTION_ORACLES: Readonly<Record<string, Oracle>> = {
  SPY01: (world, ask) => inDifficulty(world, ask).length,
  SPY02: share('orphan', 'left_behind', 'single_parent'),
  SPY03: (world, ask) => ratio(...needsMet(world, ask)),
  SPY04: (world, ask) => files(world, ask).filter(row => row.kind === 'key_youth').length,
  SPY05: (world, ask) => ratio(...visited(world, ask)),
  SPY06: (world, ask) => world.within('care_record', 'cared_on', ask).length,
  SPY07: (world, ask) => ratio(...doneInTime(world, ask)),
  SPY08: (world, ask) => {
    const isVisited = visitedRecently(world, ask.to)
    return files(world, ask).filter(
      row => Number(row.registered_on) <= ask.to - VISIT_DAYS && !isVisited(row),
    ).length
  },
  SPY09: performance,
  SPY10: share('poor_family'),
  SPY11: share('disabled', 'serious_illness'),
  WTM01: (world, ask) => teams(world, ask).length,
  WTM02: (world, ask) => ratio(files(world, ask).length, teams(world, ask).length),
}
