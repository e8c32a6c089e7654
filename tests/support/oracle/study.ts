import { members } from './members.ts'
import { distinct, type Oracle, type OracleAsk, ratio } from './oracle.ts'
import type { OracleRow, OracleWorld } from './world.ts'

function finished(world: OracleWorld, ask: OracleAsk): OracleRow[] {
  return world.within('study_record', 'finished_on', ask).filter(row => row.course_kind === 'youth_study')
}

const learners = (world: OracleWorld, ask: OracleAsk) =>
  distinct(
    finished(world, ask).filter(row => row.learner_kind === 'member'),
    'member_id',
  )

/** The period of the same length before: whole months where it is whole months. */
function before(ask: OracleAsk): OracleAsk {
  const first = new Date(ask.from * 86_400_000)
  const next = new Date((ask.to + 1) * 86_400_000)
  const isWhole = first.getUTCDate() === 1 && next.getUTCDate() === 1
  if (!isWhole) return { ...ask, from: ask.from - (ask.to - ask.from + 1), to: ask.from - 1 }
  const months =
    (next.getUTCFullYear() - first.getUTCFullYear()) * 12 + next.getUTCMonth() - first.getUTCMonth()
  const from = Date.UTC(first.getUTCFullYear(), first.getUTCMonth() - months, 1) / 86_400_000
  return { ...ask, from, to: ask.from - 1 }
}

export const STUDY_ORACLES: Readonly<Record<string, Oracle>> = {
  STU01: (world, ask) => distinct(finished(world, ask), 'person_key'),
  STU02: (world, ask) => ratio(learners(world, ask), members(world, ask).length),
  STU03: (world, ask) => finished(world, ask).length,
  STU04: (world, ask) =>
    ratio(learners(world, ask) - learners(world, before(ask)), members(world, ask).length),
  STU05: (world, ask) => {
    const issues = new Map<unknown, number>()
    for (const row of world.allFacts('study_record')) {
      if (row.course_kind !== 'youth_study' || row.learner_kind !== 'member') continue
      const day = Number(row.finished_on)
      if (day <= ask.to && day > ask.to - 28)
        issues.set(String(row.member_id), (issues.get(String(row.member_id)) ?? 0) + 1)
    }
    const all = members(world, ask)
    return ratio(all.filter(row => (issues.get(row.id) ?? 0) >= 4).length, all.length)
  },
  STU07: (world, ask) =>
    distinct(
      finished(world, ask).filter(row => row.learner_kind === 'youth'),
      'person_key',
    ),
}
