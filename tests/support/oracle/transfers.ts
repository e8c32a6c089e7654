import { distinct, type Oracle, type OracleAsk, ratio } from './oracle.ts'
import type { OracleRow, OracleWorld } from './world.ts'

const is = (row: OracleRow, field: string, ...values: string[]) => values.includes(String(row[field]))
const isDone = (row: OracleRow) => is(row, 'status', 'done_manual', 'done_auto')
const isBlocked = (row: OracleRow) => is(row, 'status', 'blocked_by_dues')
const isInside = (row: OracleRow) => row.to_org_id !== '0'

const started = (world: OracleWorld, ask: OracleAsk) =>
  world.within('transfer', 'started_on', ask).filter(row => !isBlocked(row))
const endedAt = (world: OracleWorld, ask: OracleAsk, place: string) =>
  world.within('transfer', 'ended_on', ask, place)
const into = (world: OracleWorld, ask: OracleAsk) => endedAt(world, ask, 'to_org_id').filter(isInside)
const waiting = (world: OracleWorld, ask: OracleAsk) =>
  world.stock('transfer', ask).filter(row => row.status === 'open')

/** Between two values where a quantile falls between two rows. */
function quantile(values: readonly number[], share: number): number | null {
  if (values.length === 0) return null
  const sorted = [...values].sort((a, b) => a - b)
  const at = share * (sorted.length - 1)
  const low = sorted[Math.floor(at)] ?? 0
  const high = sorted[Math.ceil(at)] ?? 0
  // figures are kept in thousandths
  return Math.round((low + (high - low) * (at - Math.floor(at))) * 1000) / 1000
}

const duration =
  (share: number): Oracle =>
  (world, ask) =>
    quantile(
      endedAt(world, ask, 'to_org_id')
        .filter(isDone)
        .map(row => Number(row.ended_on) - Number(row.started_on)),
      share,
    )

function receivingSteps(world: OracleWorld, ask: OracleAsk): OracleRow[] {
  return world
    .within('transfer_step', 'decided_on', ask)
    .filter(row => is(row, 'step', 'in_branch', 'in_superior') && is(row, 'status', 'approved', 'returned'))
}

const DAY = 86_400
const ZONE = 8 * 3_600
const dayOfInstant = (value: unknown) => Math.floor((Number(value) + ZONE) / DAY)

function isLate(row: OracleRow, to: number): boolean {
  if (is(row, 'step', 'out_branch', 'out_superior')) return dayOfInstant(row.opened_at) <= to - 7
  const ahead = row.step === 'in_branch' ? 3 : row.step === 'in_superior' ? 1 : undefined
  return ahead !== undefined && dayOfInstant(row.due_at) <= to + ahead
}

/** Leavers of the year of the last day: who has moved on, by transfer, and who has not, by the own record. */
function leavers(world: OracleWorld, ask: OracleAsk) {
  const year = new Date(ask.to * DAY * 1000).getUTCFullYear()
  const isOfCohort = (row: OracleRow) => isDone(row) && row.is_graduate === 1 && row.cohort_year === year
  const everywhere = world.stockOn('transfer', ask.to).filter(isOfCohort)
  const moved = everywhere.filter(row => world.isIn(ask, row.org_id))
  const gone = new Set(everywhere.map(row => row.member_id))
  const left = world
    .stock('member', ask)
    .filter(row => is(row, 'status', 'active', 'transferring') && row.grad_year === year && !gone.has(row.id))
  return { moved, left }
}

const completed =
  (isMeant: (reason: string) => boolean, isCounted: (reason: string) => boolean = isMeant): Oracle =>
  (world, ask) => {
    const { moved, left } = leavers(world, ask)
    const meant = moved.filter(row => isMeant(String(row.reason)))
    const rest = left.filter(row => isMeant(String(row.destination)))
    return ratio(
      distinct(
        moved.filter(row => isCounted(String(row.reason))),
        'member_id',
      ),
      distinct(meant, 'member_id') + rest.length,
    )
  }
const worksOrWaits = (reason: string) => reason !== '' && reason !== 'progression'

export const TRANSFER_ORACLES: Readonly<Record<string, Oracle>> = {
  TRF01: (world, ask) => started(world, ask).length,
  TRF02: (world, ask) => into(world, ask).filter(isDone).length,
  TRF03: (world, ask) =>
    into(world, ask).filter(isDone).length - endedAt(world, ask, 'org_id').filter(isDone).length,
  TRF04: (world, ask) => waiting(world, ask).length,
  TRF05: (world, ask) => {
    const returned = into(world, ask).filter(row => row.status === 'returned').length
    return ratio(returned, returned + into(world, ask).filter(isDone).length)
  },
  TRF06: duration(0.5),
  TRF06P90: duration(0.9),
  TRF07: (world, ask) => {
    const steps = receivingSteps(world, ask)
    return ratio(steps.filter(row => row.decided_by === 'system').length, steps.length)
  },
  TRF08: (world, ask) =>
    world.stock('transfer_step', ask).filter(row => row.status === 'open' && isLate(row, ask.to)).length,
  TRF09: (world, ask) => world.within('transfer_appeal', 'submitted_on', ask).length,
  TRF10: (world, ask) => {
    const decided = world
      .within('transfer_appeal', 'decided_on', ask)
      .filter(row => is(row, 'status', 'upheld', 'refused'))
    return ratio(decided.filter(row => row.status === 'upheld').length, decided.length)
  },
  TRF11: (world, ask) => {
    const last = new Map<unknown, OracleRow>()
    for (const row of world.stockOn('transfer', ask.to)) {
      if (isBlocked(row)) continue
      const other = last.get(row.member_id)
      const isLater =
        !other ||
        Number(row.started_on) > Number(other.started_on) ||
        (row.started_on === other.started_on && Number(row.id) > Number(other.id))
      if (isLater) last.set(row.member_id, row)
    }
    const appealed = new Set(world.stockOn('transfer_appeal', ask.to).map(row => row.transfer_id))
    return [...last.values()].filter(
      row =>
        row.status === 'returned' &&
        Number(row.ended_on) < ask.to - 30 &&
        !appealed.has(row.id) &&
        world.isIn(ask, row.org_id),
    ).length
  },
  TRF12: (world, ask) => started(world, ask).filter(row => !isInside(row)).length,
  TRF13: (world, ask) => {
    const { moved, left } = leavers(world, ask)
    const done = distinct(moved, 'member_id')
    return ratio(done, done + left.length)
  },
  TRF14: completed(worksOrWaits),
  TRF15: completed(reason => reason === 'progression'),
  TRF16: completed(worksOrWaits, reason => reason === 'employment'),
  TRF17: (world, ask) =>
    waiting(world, ask).filter(row => row.started_by === 'branch' && row.current_step === 'confirm').length,
  TRF18: (world, ask) => distinct(world.within('transfer', 'started_on', ask).filter(isBlocked), 'member_id'),
  TRF19: (world, ask) => endedAt(world, ask, 'org_id').filter(row => row.status === 'withdrawn').length,
}
