import type { Comparison, MetricCondition } from '../../warehouse/catalogue/alertRule.ts'
import { relativeChange } from '../../warehouse/contract/change.ts'
import { type FigureState, type StatedFigure, stated } from '../../warehouse/contract/figureState.ts'
import type { DrawnLine } from './lines.ts'

/** Why nothing can be said of a condition. */
export type Doubt = Exclude<FigureState, 'value'>

/**
 * - `holds`: the figure and the line as they are now, and since which of the periods it holds (0 is the present one);
 *   `isKept`: it is open, and has not come back behind the line at which it clears, which is the one told
 * - `clear`: it does not hold
 * - `unknown`: something that it needs is not a value
 */
export type Outcome =
  | { kind: 'holds'; figure: number; compared: number; line: number; lasting: number; isKept?: true }
  | { kind: 'clear' }
  | { kind: 'unknown'; doubt: Doubt }

/** What a condition looks at in one period. */
export interface Seen {
  figure: StatedFigure
  /** The figure that a change is measured from. */
  base?: StatedFigure
  /** The figure of the metric that the line is drawn by. */
  lineFigure?: StatedFigure
}

/** What a condition compares: its line at the organisation, and how a figure stands to it. */
export type Drawn = DrawnLine & Pick<MetricCondition, 'is' | 'of'>

/**
 * Whether a condition holds over its periods, the newest first. It never holds on a figure that is not a value. A period in
 * which it surely does not hold decides; otherwise one that is not known leaves it open. Of an open alert (`isOpen`) with a
 * line at which it clears only that one counts, in the present period. Pure.
 */
export function outcomeOf(drawn: Drawn, periods: readonly Seen[], isOpen = false): Outcome {
  const outcomes = periods.map(seen => outcomeIn(drawn, seen))
  const [now] = outcomes
  const [present] = periods
  if (!now || !present) throw new Error('a condition looks at one period at least')
  const held = overPeriods(now, outcomes)
  const { clears } = drawn
  if (held.kind !== 'clear' || !isOpen || clears === undefined) return held
  const kept = outcomeIn({ ...drawn, line: clears }, present)
  return kept.kind === 'holds' ? { ...kept, isKept: true } : kept
}

/** Of several rows the one furthest beyond the line, of those that are not beyond `until`. */
export function rowOutcomeOf(drawn: Omit<Drawn, 'of'>, values: readonly number[], isOpen = false): Outcome {
  const looked = values.filter(value => drawn.until === undefined || value <= drawn.until)
  const isDownwards = drawn.is === 'at_most' || drawn.is === 'below'
  const furthest = isDownwards ? Math.min(...looked) : Math.max(...looked)
  if (looked.length === 0) return { kind: 'clear' }
  return outcomeOf({ ...drawn, of: 'value' }, [{ figure: { state: 'value', value: furthest } }], isOpen)
}

function overPeriods(now: Outcome, outcomes: readonly Outcome[]): Outcome {
  if (now.kind !== 'holds') return now
  if (outcomes.some(({ kind }) => kind === 'clear')) return { kind: 'clear' }
  const unknown = outcomes.find(each => each.kind === 'unknown')
  return unknown ?? { ...now, lasting: outcomes.length - 1 }
}

function outcomeIn({ is, line, of }: Drawn, seen: Seen): Outcome {
  const { figure } = seen
  if (figure.state !== 'value') return { kind: 'unknown', doubt: figure.state }
  const compared = of === 'value' ? figure : changeOf(seen)
  if (compared.state !== 'value') return { kind: 'unknown', doubt: compared.state }
  const limit = limitOf(line, seen.lineFigure)
  if (limit.state !== 'value') return { kind: 'unknown', doubt: limit.state }
  return reaches(compared.value, is, limit.value)
    ? { kind: 'holds', figure: figure.value, compared: compared.value, line: limit.value, lasting: 0 }
    : { kind: 'clear' }
}

function changeOf({ figure, base }: Seen): StatedFigure {
  if (figure.state !== 'value') return figure
  if (base?.state !== 'value') return base ?? stated(null)
  // of nothing to nothing there is no rate, but what stayed as it was has not changed
  return figure.value === base.value
    ? { state: 'value', value: 0 }
    : stated(relativeChange(figure.value, base.value))
}

function limitOf(line: DrawnLine['line'], lineFigure: StatedFigure | undefined): StatedFigure {
  if (typeof line === 'number') return { state: 'value', value: line }
  if (lineFigure?.state !== 'value') return lineFigure ?? stated(null)
  return { state: 'value', value: lineFigure.value * line.times }
}

/** Whether a figure stands so to a line. Pure. */
export function reaches(figure: number, is: Comparison, line: number): boolean {
  switch (is) {
    case 'at_least':
      return figure >= line
    case 'above':
      return figure > line
    case 'at_most':
      return figure <= line
    case 'below':
      return figure < line
    case 'moves_beyond':
      return Math.abs(figure) > line
  }
}
