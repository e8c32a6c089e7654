import { members } from './members.ts'
import type { Oracle, OracleAsk } from './oracle.ts'
import { ratio, sum } from './oracle.ts'
import { isBranch, organisations } from './organisations.ts'
import { referenceOf } from './references.ts'
import type { OracleRow } from './world.ts'

const isComplete = (row: OracleRow) => row.is_info_complete === 1

const done =
  (holds: (row: OracleRow) => boolean, among: (row: OracleRow) => boolean = () => true): Oracle =>
  (world, ask) => {
    const all = organisations(world, ask).filter(among)
    return ratio(all.filter(holds).length, all.length)
  }

/** The same day of the year before; of a leap day the last one of February. */
function aYearBefore(day: number): number {
  const date = new Date(day * 86_400_000)
  const [year, month] = [date.getUTCFullYear() - 1, date.getUTCMonth()]
  const last = Date.UTC(year, month + 1, 0) / 86_400_000
  return Math.min(Date.UTC(year, month, date.getUTCDate()) / 86_400_000, last)
}

const isOldEnough = (row: OracleRow, ask: OracleAsk) =>
  Number(row.recorded_on) > -25_000 && Number(row.recorded_on) <= aYearBefore(ask.to)

/** How much a stock moved since the day before the period. */
function moved(ask: OracleAsk, stockAt: (ask: OracleAsk) => number): number | null {
  const before = stockAt({ ...ask, to: ask.from - 1 })
  return ratio(stockAt(ask) - before, before)
}

export const ENTRY_ORACLES: Readonly<Record<string, Oracle>> = {
  TRE01: done(row => row.is_logged_in === 1),
  TRE02: done(isComplete),
  TRE03: done(
    row => row.is_children_created === 1,
    row => !isBranch(row),
  ),
  TRE05: done(
    row => row.is_logged_in === 1 && isComplete(row) && (isBranch(row) || row.is_children_created === 1),
  ),
  TRE06: (world, ask) =>
    organisations(world, ask).filter(row => {
      const isOver = (what: string) => (referenceOf(world, ask, what, row.org_id) ?? ask.to) < ask.to
      const isOwnDone = row.is_logged_in === 1 && isComplete(row)
      const areChildrenDone = isBranch(row) || row.is_children_created === 1
      return (isOver('entry_own_due') && !isOwnDone) || (isOver('entry_children_due') && !areChildrenDone)
    }).length,
  TRE07: (world, ask) => {
    const issued = world.within('admin_regcode', 'issued_on', ask)
    return ratio(issued.filter(row => row.status === 'used').length, issued.length)
  },
  TRE08: (world, ask) =>
    world.within('admin_regcode', 'expires_on', ask).filter(row => row.status === 'expired').length,
  TRE09: (world, ask) => {
    const batches = world.within('import_batch', 'uploaded_on', ask)
    return ratio(sum(batches, 'rows_ok'), sum(batches, 'rows_total'))
  },
  TRE10: (world, ask) => world.within('import_row', 'imported_on', ask).length,
  TRE11: (world, ask) =>
    organisations(world, ask).filter(isComplete).length -
    organisations(world, { ...ask, to: ask.from - 1 }).filter(isComplete).length,
  TRE13: (world, ask) => organisations(world, ask).filter(row => isOldEnough(row, ask)).length,
  TRE14: (world, ask) => moved(ask, at => members(world, at).length),
  TRE16: (world, ask) => members(world, ask).filter(row => isOldEnough(row, ask)).length,
  TRE17: (world, ask) => moved(ask, at => organisations(world, at).length),
}
