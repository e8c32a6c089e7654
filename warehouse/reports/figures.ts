import type { MetricColumn } from '../catalogue/reports.ts'
import { type StatedFigure, statedIn } from '../contract/figureState.ts'
import type { MaskedAnswer, MaskedCell } from '../query/suppress.ts'
import { figureKey } from './figureKey.ts'
import type { ReportReading } from './readReport.ts'
import { askName, type Role } from './reportAsks.ts'

/** A figure of a reading. */
export interface Seen {
  cell: MaskedCell
  shown: StatedFigure
  /** Of a published figure: what the logs say by now, when that differs. */
  revised?: number
}

/**
 * Finds the figure of a column for a row (`at`, an organisation or the value of a breakdown): one, or one per month for the
 * role `trend`; undefined when it was not asked for.
 */
export type Figures = (role: Role, column: MetricColumn, at: string) => readonly Seen[] | undefined

/** The figures of a reading about its rows or its total. */
export function figuresIn({ answers, rowKind, revisions }: ReportReading, scope: 'rows' | 'total'): Figures {
  const isByItem = scope === 'rows' && rowKind !== 'children'
  const indexes = new Map<string, Map<string, Seen[]>>()
  const indexOf = (name: string, answer: MaskedAnswer): Map<string, Seen[]> => {
    const known = indexes.get(name)
    if (known) return known
    const made = new Map<string, Seen[]>()
    for (const cell of answer.cells) {
      const key = figureKey(cell.metric, cell.org, cell.item)
      const revised = revisions?.get(`${name}|${key}`)
      const seen = { cell, shown: statedIn(cell), ...(revised === undefined ? {} : { revised }) }
      made.set(key, [...(made.get(key) ?? []), seen])
    }
    indexes.set(name, made)
    return made
  }
  return (role, { metric, by }, at) => {
    const name = askName(scope, role, by?.breakdown)
    const answer = answers.get(name)
    if (!answer) return undefined
    const index = indexOf(name, answer)
    return isByItem
      ? index.get(figureKey(metric, answer.cells[0]?.org ?? '', at))
      : index.get(figureKey(metric, at, by?.item ?? ''))
  }
}
