import { monthsAfter } from './days.ts'
import type { Oracle, OracleAsk } from './oracle.ts'
import { ratio } from './oracle.ts'
import type { OracleRow, OracleWorld } from './world.ts'

/** Members: of the branch that their record is in, also while a transfer is under way. */
export function members(world: OracleWorld, ask: OracleAsk): OracleRow[] {
  return world.stock('member', ask).filter(row => row.status === 'active' || row.status === 'transferring')
}

/** The first day of the month in which a member is so many years old; the past of all days where nobody knows. */
export function ageDay(row: OracleRow, years: number): number {
  const birth = Number(row.birth_month)
  if (birth < -25_000) return Number.NEGATIVE_INFINITY
  return monthsAfter(birth, years * 12)
}

const counted =
  (holds: (row: OracleRow) => boolean): Oracle =>
  (world, ask) =>
    members(world, ask).filter(holds).length

export const MEMBER_ORACLES: Readonly<Record<string, Oracle>> = {
  MEM07: (world, ask) =>
    world
      .beginnings('member')
      .filter(
        ({ day, isKnown, row }) => isKnown && day >= ask.from && day <= ask.to && world.isIn(ask, row.org_id),
      ).length,
  MEM01: counted(() => true),
  MEM02: counted(row => row.report_status === 'approved'),
  MEM08: (world, ask) =>
    members(world, ask).length -
    world
      .stockOn('member', ask.from - 1)
      .filter(row => row.status === 'active' || row.status === 'transferring')
      .filter(row => world.isIn(ask, row.org_id)).length,
  MEM19: (world, ask) =>
    members(world, ask).filter(row => {
      const birthday = ageDay(row, 28)
      return row.is_cadre !== 1 && birthday > ask.to && birthday <= ask.to + 90
    }).length,
  MEM12: (world, ask) => {
    const all = members(world, ask)
    return ratio(all.filter(row => row.payer_class === 'student').length, all.length)
  },
  MEM13: counted(row => row.is_floating === 1),
  MEM21: counted(row => Number(row.joined_on) < -25_000),
  MEM18: counted(row => /party_member/.test(String(row.political_status))),
}
