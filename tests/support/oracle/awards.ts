import { type Oracle, ratio } from './oracle.ts'

const granted =
  (kind: string): Oracle =>
  (world, ask) =>
    world.within('award', 'awarded_on', ask).filter(row => row.kind === kind && row.status === 'approved')
      .length

/** A day one year after another; of 29 February the 28th. */
function yearAfter(day: number): number {
  const date = new Date(day * 86_400_000)
  const isLeapDay = date.getUTCMonth() === 1 && date.getUTCDate() === 29
  const of = isLeapDay ? 28 : date.getUTCDate()
  return Date.UTC(date.getUTCFullYear() + 1, date.getUTCMonth(), of) / 86_400_000
}

export const AWARD_ORACLES: Readonly<Record<string, Oracle>> = {
  RWD01: granted('award_internal'),
  RWD02: granted('award_external'),
  RWD03: (world, ask) => world.stock('award', ask).filter(row => row.status === 'submitted').length,
  RWD04: (world, ask) =>
    world
      .within('award', 'submitted_on', ask)
      .filter(row => Number(row.submitted_on) > yearAfter(Number(row.awarded_on))).length,
  RWD05: (world, ask) =>
    world.within('punishment', 'decided_on', ask).filter(row => row.status !== 'revoked').length,
  RWD06: (world, ask) => {
    const decided = world.within('award', 'decided_on', ask).filter(row => row.status !== 'submitted')
    return ratio(decided.filter(row => row.status === 'returned').length, decided.length)
  },
}
