import type { ReferenceName } from '../catalogue/referenceValues.ts'
import { TuanshuError } from '../platform/errors.ts'
import { type ReferenceRow, referenceValue } from '../reference/referenceValues.ts'
import type { ReferencePlace } from '../reference/scope.ts'

/** What of a month's change must be explained by an organisation. */
export interface ChangeRule {
  /** A change beyond so many percent, up or down. */
  percent: number
  /** How many months before lies the month that it is compared with. */
  baseBefore: number
  /** Numbers of the months, 1 to 12, in which the year before is looked at too. */
  season?: { from: number; to: number }
}

const MONTHS_A_YEAR = 12
const PREVIOUS_MONTH = 1

/**
 * The rule for an organisation on a day; undefined where no line is in force. Throws `TuanshuError('config')`, with the lines of
 * the table, where its rows contradict each other.
 */
export function changeRule(
  rows: readonly ReferenceRow[],
  place: ReferencePlace,
  day: number,
): ChangeRule | undefined {
  const at = (what: ReferenceName) => referenceValue(rows, what, place, day)
  const line = at('change_explained_above')
  if (!line) return undefined
  const base = at('change_base_before')
  const [from, to] = [at('change_season_from'), at('change_season_to')]
  if (base && !isWithin(base.value, 1, MONTHS_A_YEAR))
    throw fault(
      `${base.place}: change_base_before is ${base.value}; it is a whole number of months from 1 to 12`,
    )
  const half = from ?? to
  if (half && (!from || !to))
    throw fault(
      `${half.place}: a season has a beginning and an end, but ${from ? 'change_season_to' : 'change_season_from'} has no value there`,
    )
  for (const end of [from, to])
    if (end && !isWithin(end.value, 1, MONTHS_A_YEAR))
      throw fault(`${end.place}: the season names month ${end.value}; months are numbered from 1 to 12`)
  return {
    percent: line.value,
    baseBefore: base?.value ?? PREVIOUS_MONTH,
    ...(from && to ? { season: { from: from.value, to: to.value } } : {}),
  }
}

/** Until when a step that begins on `day` is due; null where no limit is in force. */
export function dueAfter(
  rows: readonly ReferenceRow[],
  what: 'explanation_due_after' | 'explanation_reviewed_after',
  place: ReferencePlace,
  day: number,
): number | null {
  const limit = referenceValue(rows, what, place, day)
  return limit ? day + Math.floor(limit.value) : null
}

/** How far before a month any organisation may be compared, by every row of the table. */
export function longestBase(rows: readonly ReferenceRow[]): number {
  const named = rows.flatMap(({ what, value }) =>
    what === 'change_base_before' && value !== null ? [value] : [],
  )
  return Math.min(MONTHS_A_YEAR, Math.max(PREVIOUS_MONTH, ...named))
}

function isWithin(value: number, least: number, most: number): boolean {
  return Number.isInteger(value) && value >= least && value <= most
}

function fault(message: string): TuanshuError {
  return new TuanshuError('config', `the table of reference values contradicts itself: ${message}`)
}
