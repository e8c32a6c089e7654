import type { MetricColumn } from '../catalogue/reports.ts'
import { type StatedFigure, statedIn } from '../contract/figureState.ts'
import { bareFigure, suppress } from '../query/suppress.ts'
import type { Answer, Cell } from '../query/types.ts'
import { figureKey } from './figureKey.ts'
import type { ReportReading } from './readReport.ts'
import { askName, type Role } from './reportAsks.ts'

/** A figure of a reading, and what the channel may show of it. */
export interface Seen {
  cell: Cell
  shown: StatedFigure
  /** Of a published figure: what the logs say by now, when that differs. */
  revised?: number
}

/**
 * Finds the figure of a column for a row (`at`, an organisation or the value of a breakdown): one, or one per month for the
 * role `trend`; undefined when it was not asked for.
 */
export type Figures = (role: Role, column: MetricColumn, at: string) => readonly Seen[] | undefined

/**
 * The figures of a reading about its rows or its total, hidden where they are counts of persons below `k`. All values of a
 * breakdown are looked at together, also those that no column shows: two shown ones would give the third away.
 */
export function figuresIn(
  { answers, rowKind, revisions }: ReportReading,
  scope: 'rows' | 'total',
  k: number,
): Figures {
  const isByItem = scope === 'rows' && rowKind !== 'children'
  const indexes = new Map<string, Map<string, Seen[]>>()
  const indexOf = (name: string, answer: Answer, by: Parameters<typeof suppress>[1]): Map<string, Seen[]> => {
    const known = indexes.get(name)
    if (known) return known
    const made = new Map<string, Seen[]>()
    const masked = suppress(answer.cells, by, k)
    for (const [i, cell] of answer.cells.entries()) {
      const key = figureKey(cell.metric, cell.org, cell.item)
      const revised = revisions?.get(`${name}|${key}`)
      const seen = {
        cell,
        shown: statedIn(masked[i] ?? bareFigure(cell)),
        ...(revised === undefined ? {} : { revised }),
      }
      made.set(key, [...(made.get(key) ?? []), seen])
    }
    indexes.set(name, made)
    return made
  }
  return (role, { metric, by }, at) => {
    const name = askName(scope, role, by?.breakdown)
    const answer = answers.get(name)
    if (!answer) return undefined
    const index = indexOf(name, answer, isByItem ? rowKind : by?.breakdown)
    return isByItem
      ? index.get(figureKey(metric, answer.cells[0]?.org ?? '', at))
      : index.get(figureKey(metric, at, by?.item ?? ''))
  }
}
