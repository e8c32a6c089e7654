import type { Oracle, OracleAsk } from './oracle.ts'
import { ratio } from './oracle.ts'
import type { OracleRow, OracleWorld } from './world.ts'

/** Days after which a visit is overdue. */
const VISIT_DAYS = 90

const files = (world: OracleWorld, ask: OracleAsk) => world.stock('special_youth', ask)
const inDifficulty = (world: OracleWorld, ask: OracleAsk) =>
  files(world, ask).filter(row => row.kind === 'youth_in_difficulty')
const teams = (world: OracleWorld, ask: OracleAsk) => world.stock('work_team', ask)

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

/** 困境与重点青少年 and the work teams. */
export const PROTECTION_ORACLES: Readonly<Record<string, Oracle>> = {
  SPY01: (world, ask) => inDifficulty(world, ask).length,
  SPY02: share('orphan', 'left_behind', 'single_parent'),
  SPY03: (world, ask) => {
    const inNeed = inDifficulty(world, ask).filter(row => !['', 'none'].includes(String(row.service_need)))
    return ratio(inNeed.filter(row => row.help_status === 'need_met').length, inNeed.length)
  },
  SPY04: (world, ask) => files(world, ask).filter(row => row.kind === 'key_youth').length,
  SPY05: (world, ask) => {
    const all = files(world, ask)
    return ratio(all.filter(visitedRecently(world, ask.to)).length, all.length)
  },
  SPY06: (world, ask) => world.within('care_record', 'cared_on', ask).length,
  SPY07: (world, ask) => {
    const due = world.within('care_task', 'due_on', ask).filter(row => row.status !== 'cancelled')
    const inTime = due.filter(row => row.status === 'done' && Number(row.done_on) <= Number(row.due_on))
    return ratio(inTime.length, due.length)
  },
  SPY08: (world, ask) => {
    const isVisited = visitedRecently(world, ask.to)
    return files(world, ask).filter(
      row => Number(row.registered_on) <= ask.to - VISIT_DAYS && !isVisited(row),
    ).length
  },
  SPY10: share('poor_family'),
  SPY11: share('disabled', 'serious_illness'),
  WTM01: (world, ask) => teams(world, ask).length,
  WTM02: (world, ask) => ratio(files(world, ask).length, teams(world, ask).length),
}
