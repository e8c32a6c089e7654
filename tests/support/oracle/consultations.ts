import { median, type Oracle, type OracleAsk, ratio } from './oracle.ts'
import type { OracleRow, OracleWorld } from './world.ts'

const isAnswered = (row: OracleRow) => row.status === 'answered' || row.status === 'closed'
const isOfActivity = (row: OracleRow) => row.consult_type === 'activity_question'
/** Times are told by the minutes they lie in. */
const minuteOf = (instant: unknown) => Math.floor(Number(instant) / 60)
const isKnownInstant = (value: unknown) => Number(value ?? 0) > 0

function asked(world: OracleWorld, ask: OracleAsk): OracleRow[] {
  return world.within('consultation', 'asked_on', ask).filter(row => !isOfActivity(row))
}

export const CONSULTATION_ORACLES: Readonly<Record<string, Oracle>> = {
  ACT15: (world, ask) => {
    const questions = world.within('consultation', 'asked_on', ask).filter(isOfActivity)
    return ratio(questions.filter(isAnswered).length, questions.length)
  },
  CON01: (world, ask) => asked(world, ask).length,
  CON02: (world, ask) => {
    const all = asked(world, ask)
    return ratio(all.filter(isAnswered).length, all.length)
  },
  CON03: (world, ask) =>
    median(
      asked(world, ask)
        .filter(row => isKnownInstant(row.answered_at))
        .map(row => minuteOf(row.answered_at) - minuteOf(row.asked_at)),
    ),
  CON04: (world, ask) => {
    const typed = asked(world, ask).filter(row => String(row.consult_type ?? '') !== '')
    return ratio(typed.filter(row => row.consult_type === 'psychology').length, typed.length)
  },
  // whoever asked the day before, or today, has not waited for 48 hours when the day ends
  CON05: (world, ask) =>
    world
      .stock('consultation', ask)
      .filter(row => !isOfActivity(row) && !isAnswered(row) && Number(row.asked_on) <= ask.to - 2).length,
}
