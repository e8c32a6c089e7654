import type { Comparison, Line, MetricCondition, RowCondition } from '../../warehouse/catalogue/alertRule.ts'
import { relativeChange } from '../../warehouse/contract/change.ts'
import { type FigureState, type StatedFigure, stated } from '../../warehouse/contract/figureState.ts'

/** Why nothing can be said of a condition. */
export type Doubt = Exclude<FigureState, 'value'>

/**
 * - `holds`: the figure and the line as they are now, and since which of the periods it holds (0 is the present one)
 * - `clear`: it does not hold
 * - `unknown`: something that it needs is not a value
 */
export type Outcome =
  | { kind: 'holds'; figure: number; compared: number; line: number; lasting: number }
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

/**
 * Whether a condition holds over its periods, the newest first. It never holds on a figure that is not a value. A period in
 * which it surely does not hold decides; otherwise one that is not known leaves it open. Pure.
 */
export function outcomeOf(
  condition: Pick<MetricCondition, 'is' | 'line' | 'of'>,
  periods: readonly Seen[],
): Outcome {
  const outcomes = periods.map(seen => outcomeIn(condition, seen))
  const [now] = outcomes
  if (!now) throw new Error('a condition looks at one period at least')
  if (now.kind !== 'holds') return now
  if (outcomes.some(({ kind }) => kind === 'clear')) return { kind: 'clear' }
  const unknown = outcomes.find(each => each.kind === 'unknown')
  return unknown ?? { ...now, lasting: outcomes.length - 1 }
}

/** The same for a row of a row set. */
export function rowOutcomeOf({ is, line }: RowCondition, value: number): Outcome {
  return outcomeOf({ is, line, of: 'value' }, [{ figure: { state: 'value', value } }])
}

function outcomeIn({ is, line, of }: Pick<MetricCondition, 'is' | 'line' | 'of'>, seen: Seen): Outcome {
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
  return stated(relativeChange(figure.value, base.value))
}

function limitOf(line: Line, lineFigure: StatedFigure | undefined): StatedFigure {
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
