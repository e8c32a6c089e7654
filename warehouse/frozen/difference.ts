import { type StatedFigure, statedIn } from '../contract/figureState.ts'
import type { AnswerCell, AnswerColumn, AnswerRow, ReportAnswer } from '../reports/answer.ts'

/** A figure of then beside that of now. */
export interface Compared {
  frozen: StatedFigure
  now: StatedFigure
  /** Now less then, of two numbers; null where one of them is none. */
  change: number | null
}

export interface ComparedRow {
  id: string
  name: string
  kind: AnswerRow['kind']
  /** One per column of the difference; null where nothing changed. */
  cells: (Compared | null)[]
}

/** What became of frozen figures: only columns and rows in which anything is another. */
export interface FrozenDifference {
  columns: Pick<AnswerColumn, 'title' | 'group' | 'unit' | 'metric'>[]
  rows: ComparedRow[]
  /** Cells that are others now. */
  changed: number
  /** Cells that were looked at. */
  compared: number
  /** Columns that the report does not have any more. */
  gone: string[]
}

const NOTHING: StatedFigure = { state: 'no_data', value: null }
const nameOf = ({ group, title, metric }: AnswerColumn) => `${group}|${title}|${metric}`
const keyOf = ({ kind, id }: AnswerRow) => `${kind} ${id}`

/**
 * Compares a report as it was frozen with the same one of today, cell by cell: columns by their headings, rows by what they
 * stand for. A row that is in one of them only is compared with nothing. Pure.
 */
export function differenceOf(frozen: ReportAnswer, now: ReportAnswer): FrozenDifference {
  const places = frozen.columns.map(column => now.columns.findIndex(each => nameOf(each) === nameOf(column)))
  const shared = frozen.columns.flatMap((column, i) => {
    const place = places[i] ?? -1
    return place < 0 ? [] : [{ column, i, place }]
  })
  const [before, after] = [frozen, now].map(
    ({ rows, total }) => new Map([...rows, total].map(row => [keyOf(row), row])),
  )
  const keys = [...new Set([...(before?.keys() ?? []), ...(after?.keys() ?? [])])]
  const compared = keys.flatMap(key => {
    const row = before?.get(key) ?? after?.get(key)
    if (!row) return []
    const [old, fresh] = [before?.get(key), after?.get(key)]
    const cells = shared.map(({ i, place }) => comparedOf(old?.cells[i], fresh?.cells[place]))
    return [{ id: row.id, name: row.name, kind: row.kind, cells }]
  })
  const isShown = shared.map((_, i) => compared.some(({ cells }) => cells[i]))
  const rows = compared
    .filter(({ cells }) => cells.some(Boolean))
    .map(row => ({ ...row, cells: row.cells.filter((_, i) => isShown[i]) }))
  return {
    columns: shared.flatMap(({ column: { title, group, unit, metric } }, i) =>
      isShown[i] ? [{ title, group, unit, metric }] : [],
    ),
    rows,
    changed: rows.reduce((all, { cells }) => all + cells.filter(Boolean).length, 0),
    compared: compared.length * shared.length,
    gone: frozen.columns.flatMap(({ group, title }, i) =>
      (places[i] ?? -1) < 0 ? [group ? `${group} · ${title}` : title] : [],
    ),
  }
}

function comparedOf(old: AnswerCell | undefined, fresh: AnswerCell | undefined): Compared | null {
  const [frozen, now] = [old ? statedIn(old) : NOTHING, fresh ? statedIn(fresh) : NOTHING]
  if (frozen.state === now.state && frozen.value === now.value) return null
  // a row of nothing is left out of a report: that is no change
  const isNothing = [frozen, now].every(({ state, value }) => state === 'no_data' || value === 0)
  if (isNothing && (!old || !fresh)) return null
  const change = frozen.value === null || now.value === null ? null : now.value - frozen.value
  return { frozen, now, change }
}
