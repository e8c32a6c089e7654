import type { RouteLocationRaw } from 'vue-router'
import type { AnswerRow, ReportAnswer } from '../../../api/contract.ts'

/** The state of a list's page as it stands in its address; `report` is where the reader came from. */
const KEYS = [
  'org',
  'grain',
  'day',
  'span',
  'part',
  'by',
  'item',
  'own',
  'basis',
  'sort',
  'order',
  'page',
  'report',
] as const
export type ListQuery = Partial<Record<(typeof KEYS)[number], string>>

/** What of an address belongs to a list; of a key given twice nothing is taken. */
export function readListQuery(query: Readonly<Record<string, unknown>>): ListQuery {
  const found: ListQuery = {}
  for (const key of KEYS) {
    const value = query[key]
    if (typeof value === 'string' && value !== '') found[key] = value
  }
  return found
}

/** The address without what does not belong to a question. */
export function without(query: ListQuery, ...keys: readonly (keyof ListQuery)[]): Record<string, string> {
  const kept = KEYS.filter(key => !keys.includes(key))
  return Object.fromEntries(kept.flatMap(key => (query[key] === undefined ? [] : [[key, query[key]]])))
}

/** Where the list behind a figure of a report is; undefined when the figure has none, or is nothing. */
export function listLink(answer: ReportAnswer, row: AnswerRow, index: number): RouteLocationRaw | undefined {
  const cell = row.cells[index]
  const query = cell?.state === 'value' && cell.value !== 0 ? queryOf(answer, row, index) : undefined
  const metric = answer.columns[index]?.metric
  return query && metric ? { name: 'metric-list', params: { metric }, query } : undefined
}

/** Where it is told who made a change; of a quotient, an organisation's own row and one without a change nowhere. */
export function changeLink(
  answer: ReportAnswer,
  row: AnswerRow,
  index: number,
  against: 'mom' | 'yoy',
): RouteLocationRaw | undefined {
  const column = answer.columns[index]
  const isCount = column?.unit !== '%' || column.list?.part !== 'numerator'
  const hasBelow = row.kind === 'total' || row.kind === 'item' || row.canDrill
  if (!column || !isCount || !hasBelow || !row.cells[index]?.[against]) return undefined
  const query = queryOf(answer, row, index)
  return query && { name: 'metric-change', params: { metric: column.metric }, query: { ...query, against } }
}

function queryOf(answer: ReportAnswer, row: AnswerRow, index: number): ListQuery | undefined {
  const column = answer.columns[index]
  if (!column?.list) return undefined
  const { part, span, by, item } = column.list
  const narrowed =
    row.kind === 'item' ? { by: answer.rowKind, item: row.id } : by ? { by, item: item ?? '' } : {}
  const place = row.kind === 'child' || row.kind === 'own' ? row.id || 'root' : answer.org.id
  return {
    org: place,
    grain: answer.period.grain,
    day: answer.period.from,
    part,
    ...(span === 'ytd' ? { span } : {}),
    ...narrowed,
    ...(row.kind === 'own' ? { own: '1' } : {}),
    basis: answer.basis,
    report: answer.report,
  }
}

/** The next order by a column: largest first, or A to Z; then the other way; then that of the tree. */
export function nextOrder({ sort, order }: ListQuery, key: string): Pick<ListQuery, 'sort' | 'order'> {
  const first = key === 'value' ? 'desc' : 'asc'
  if (sort !== key) return { sort: key, order: first }
  return (order ?? 'asc') === first ? { sort: key, order: first === 'asc' ? 'desc' : 'asc' } : {}
}
