import { members } from './members.ts'
import { distinct, type Oracle, type OracleAsk, ratio, sum } from './oracle.ts'
import type { OracleRow, OracleWorld } from './world.ts'

const MINUTE = 60
const open = (world: OracleWorld, ask: OracleAsk) =>
  world.stock('work_item', ask).filter(row => row.status === 'open')
const decided = (world: OracleWorld, ask: OracleAsk) =>
  world.within('work_item', 'decided_on', ask).filter(row => row.status === 'decided')
const reviewed = (world: OracleWorld, ask: OracleAsk) =>
  world
    .within('report_application', 'decided_on', ask)
    .filter(row => row.status === 'approved' || row.status === 'rejected')

/** Whole minutes on the clock, as a clock without seconds tells them. */
const minutesBetween = (from: unknown, to: unknown) =>
  Math.floor(Number(to) / MINUTE) - Math.floor(Number(from) / MINUTE)

function median(values: readonly number[]): number | null {
  if (values.length === 0) return null
  const sorted = [...values].sort((a, b) => a - b)
  const middle = (sorted.length - 1) / 2
  return ((sorted[Math.floor(middle)] ?? 0) + (sorted[Math.ceil(middle)] ?? 0)) / 2
}

/** Members whose month of birth lies 28 years back. */
function over28(world: OracleWorld, ask: OracleAsk): OracleRow[] {
  const last = new Date(ask.to * 86_400_000)
  const limit = Date.UTC(last.getUTCFullYear() - 28, last.getUTCMonth(), last.getUTCDate()) / 86_400_000
  return members(world, ask).filter(
    row => Number(row.birth_month) > -25_567 && Number(row.birth_month) <= limit,
  )
}

/** Of no day: what is not known. */
const isKnown = (instant: unknown) => Number(instant) > 0
const dayOfInstant = (instant: unknown) => Math.floor((Number(instant) + 8 * 3_600) / 86_400)

/** Exits as they were entered: the row of the member with its new status, on the day of the change. */
const exits = (world: OracleWorld, ask: OracleAsk, ...statuses: string[]) =>
  world
    .endings('member')
    .filter(({ day }) => day >= ask.from && day <= ask.to)
    .filter(({ row }) => statuses.includes(String(row.status)) && world.isIn(ask, row.org_id)).length

const bills = (world: OracleWorld, ask: OracleAsk) =>
  world.within('dues_bill', 'bill_month', ask).filter(row => row.status !== 'void')

/** Reports, to-dos, reduced dues, and who stays beyond 28. */
export const AFFAIR_ORACLES: Readonly<Record<string, Oracle>> = {
  BIZ01: (world, ask) => {
    const ended = world.facts('work_item', ask).filter(row => {
      const instants = [row.status === 'decided' ? row.decided_at : 0, row.due_at].filter(isKnown)
      const day = dayOfInstant(Math.min(...instants.map(Number)))
      return row.status !== 'withdrawn' && instants.length > 0 && day >= ask.from && day <= ask.to
    })
    const timely = ended.filter(
      row =>
        row.status === 'decided' &&
        row.decided_by === 'person' &&
        Number(row.decided_at) <= Number(row.due_at),
    )
    return ratio(timely.length, ended.length)
  },
  BIZ02: (world, ask) => open(world, ask).length,
  BIZ03: (world, ask) =>
    open(world, ask).filter(row => Number(row.due_on) > 0 && Number(row.due_on) <= ask.to).length,
  BIZ04: (world, ask) => decided(world, ask).length,
  BIZ05: (world, ask) => {
    const timed = decided(world, ask).filter(row => isKnown(row.opened_at) && isKnown(row.decided_at))
    const minutes = timed.map(row => minutesBetween(row.opened_at, row.decided_at))
    return ratio(
      minutes.reduce((total, one) => total + one, 0),
      minutes.length,
    )
  },
  MEM03: (world, ask) =>
    ratio(
      members(world, ask).filter(row => row.report_status === 'approved').length,
      sum(
        world.stock('org', ask).filter(row => row.status === 'active'),
        'expected_members',
      ),
    ),
  MEM04: (world, ask) =>
    world.stock('report_application', ask).filter(row => row.status === 'submitted').length,
  MEM05: (world, ask) =>
    median(reviewed(world, ask).map(row => minutesBetween(row.submitted_at, row.decided_at))),
  MEM06: (world, ask) =>
    ratio(reviewed(world, ask).filter(row => row.status === 'rejected').length, reviewed(world, ask).length),
  MEM17: (world, ask) => world.stock('profile_change', ask).filter(row => row.status === 'submitted').length,
  AGE01: (world, ask) => exits(world, ask, 'aged_out'),
  AGE02: (world, ask) =>
    world.within('membership_change', 'happened_on', ask).filter(row => row.kind === 'membership_restore')
      .length,
  AGE03: (world, ask) => {
    const owing = new Set(
      world
        .stockOn('dues_bill', ask.to)
        .filter(
          row => (row.status === 'open' || row.status === 'overdue') && Number(row.bill_month) < ask.from,
        )
        .map(row => row.member_id),
    )
    return over28(world, ask).filter(row => row.is_cadre !== 1 && owing.has(row.id)).length
  },
  AGE04: (world, ask) => over28(world, ask).filter(row => row.is_cadre === 1).length,
  AGE05: (world, ask) =>
    exits(world, ask, 'exit_withdraw', 'exit_self_left', 'exit_suspended', 'exit_expelled'),
  AGE06: (world, ask) => {
    const last = new Date(ask.to * 86_400_000)
    const since = Date.UTC(last.getUTCFullYear(), last.getUTCMonth() - 11, 1) / 86_400_000
    const year = world.within('membership_change', 'happened_on', { ...ask, from: since })
    return ratio(
      year.filter(row => row.kind === 'membership_restore').length,
      year.filter(row => row.kind === 'age_out').length,
    )
  },
  DUE13: (world, ask) =>
    distinct(
      bills(world, ask).filter(row => row.status === 'exempt' || row.is_reduced === 1),
      'member_id',
    ),
  DUE14: (world, ask) => ratio(sum(bills(world, ask), 'amount_due_fen'), bills(world, ask).length),
}
