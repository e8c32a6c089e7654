import { members } from './members.ts'
import { distinct, type Oracle, type OracleAsk, ratio } from './oracle.ts'
import type { OracleRow, OracleWorld } from './world.ts'

/** The season of a day: it begins on 1 November, and what it is the year of is done until the next. */
function season(day: number): { year: number; first: number } {
  const date = new Date(day * 86_400_000)
  const year = date.getUTCMonth() >= 10 ? date.getUTCFullYear() : date.getUTCFullYear() - 1
  return { year, first: Date.UTC(year, 10, 1) / 86_400_000 }
}

const isKnown = (day: unknown) => Number(day) > -25_567

function toRegister(world: OracleWorld, ask: OracleAsk): OracleRow[] {
  const { first } = season(ask.to)
  return members(world, ask).filter(row => !isKnown(row.joined_on) || Number(row.joined_on) < first)
}

function toEvaluate(world: OracleWorld, ask: OracleAsk): OracleRow[] {
  return toRegister(world, ask).filter(row => !/party_member/.test(String(row.political_status)))
}

/** Grades of the season that were entered by the end of the period, wherever. */
function grades(world: OracleWorld, ask: OracleAsk): OracleRow[] {
  const { year } = season(ask.to)
  return world
    .allFacts('education_evaluation')
    .filter(row => row.eval_year === year && Number(row.entered_on) <= ask.to && row.grade !== 'none')
}

function gradesAt(world: OracleWorld, ask: OracleAsk): OracleRow[] {
  return grades(world, ask).filter(row => world.isIn(ask, row.org_id))
}

function countBy(rows: readonly OracleRow[], field: string): Map<string, number> {
  const counts = new Map<string, number>()
  for (const row of rows) counts.set(String(row[field]), (counts.get(String(row[field])) ?? 0) + 1)
  return counts
}

function workingBranches(world: OracleWorld, ask: OracleAsk): OracleRow[] {
  return world.stock('org', ask).filter(row => row.org_type === 'branch' && row.status === 'active')
}

export const EVALUATION_ORACLES: Readonly<Record<string, Oracle>> = {
  EDU01: (world, ask) => {
    const due = countBy(toEvaluate(world, ask), 'org_id')
    const done = countBy(gradesAt(world, ask), 'org_id')
    const branches = workingBranches(world, ask).filter(row => due.has(row.id))
    const complete = branches.filter(({ id }) => (done.get(id) ?? 0) >= (due.get(id) ?? 0))
    return ratio(complete.length, branches.length)
  },
  EDU02: (world, ask) => {
    const due = toEvaluate(world, ask)
    const evaluated = new Set(grades(world, ask).map(row => row.member_id))
    return ratio(due.filter(row => evaluated.has(row.id)).length, due.length)
  },
  EDU03: (world, ask) => {
    const all = gradesAt(world, ask)
    return ratio(all.filter(row => row.grade === 'grade_excellent').length, all.length)
  },
  EDU04: (world, ask) => {
    const all = countBy(gradesAt(world, ask), 'org_id')
    const excellent = countBy(
      gradesAt(world, ask).filter(row => row.grade === 'grade_excellent'),
      'org_id',
    )
    return workingBranches(world, ask).filter(
      ({ id }) => (excellent.get(id) ?? 0) > 0.3 * (all.get(id) ?? 0) + 1e-9,
    ).length
  },
  EDU05: (world, ask) =>
    distinct(
      gradesAt(world, ask).filter(row => row.grade === 'grade_basic' || row.grade === 'grade_unqualified'),
      'member_id',
    ),
  EDU06: (world, ask) => {
    const due = toRegister(world, ask)
    const { year } = season(ask.to)
    const registered = new Set(
      world
        .allFacts('annual_registration')
        .filter(row => row.reg_year === year && row.status === 'registered')
        .filter(row => Number(row.confirmed_on) <= ask.to)
        .map(row => row.member_id),
    )
    return ratio(due.filter(row => registered.has(row.id)).length, due.length)
  },
  EDU07: (world, ask) =>
    world.stock('annual_registration', ask).filter(row => row.status === 'pushed').length,
}
