import type { Grain, ReportAnswer, ReportEntry } from '../../../api/contract.ts'
import { isDay, isFuture, lastComplete, startOf } from './period.ts'

export type Basis = ReportAnswer['basis']

/** What the rows are sorted by: a column's figure or its change. */
export interface Sort {
  column: number
  by: 'value' | 'mom' | 'yoy'
  descending: boolean
}

/** The whole state of a report page; it stands in the address, so that a copied link shows the same. */
export interface ReportLink {
  org: string
  grain: Grain
  /** First day of the period. */
  day: string
  rows: string
  /** null: as the server finds best. */
  basis: Basis | null
  /** null: the order of the tree. */
  sort: Sort | null
  /** Indexes of columns that are not shown. */
  hidden: readonly number[]
}

/** What stands in the address; of a key given twice nothing is taken. */
export type Query = Readonly<Record<string, unknown>>

/**
 * State from the address. What is missing or makes no sense for this report becomes the default: the account's own
 * organisation, the last period that is over, the first kind of rows.
 */
export function readLink(
  query: Query,
  entry: Pick<ReportEntry, 'grains' | 'rows'>,
  defaults: { org: string; today: string },
): ReportLink {
  const grain = entry.grains.find(each => each === query.grain) ?? entry.grains[0] ?? 'month'
  const day = text(query.day)
  const isGood = isDay(day) && !isFuture(grain, day, defaults.today)
  const rows = text(query.rows)
  return {
    org: text(query.org) || defaults.org,
    grain,
    day: isGood ? startOf(grain, day) : lastComplete(grain, defaults.today),
    rows: entry.rows.some(each => each.id === rows) ? rows : (entry.rows[0]?.id ?? 'children'),
    basis: query.basis === 'published' || query.basis === 'current' ? query.basis : null,
    sort: readSort(text(query.sort)),
    hidden: text(query.hide)
      .split(',')
      .filter(each => /^\d{1,2}$/.test(each))
      .map(Number),
  }
}

/** The address of a state. */
export function writeLink(link: ReportLink): Record<string, string> {
  return {
    org: link.org,
    grain: link.grain,
    day: link.day,
    rows: link.rows,
    ...(link.basis ? { basis: link.basis } : {}),
    ...(link.sort ? { sort: writeSort(link.sort) } : {}),
    ...(link.hidden.length > 0 ? { hide: link.hidden.join(',') } : {}),
  }
}

/** Largest first, then smallest first, then as it was. */
export function nextSort(sort: Sort | null, column: number, by: Sort['by']): Sort | null {
  if (sort?.column !== column || sort.by !== by) return { column, by, descending: true }
  return sort.descending ? { column, by, descending: false } : null
}

/** `-3` is column 3, largest first; `3yoy` its change against the year before, smallest first. */
function readSort(written: string): Sort | null {
  const [, minus, column, by] = /^(-?)(\d{1,2})(mom|yoy)?$/.exec(written) ?? []
  if (column === undefined) return null
  return {
    column: Number(column),
    by: by === 'mom' || by === 'yoy' ? by : 'value',
    descending: minus === '-',
  }
}

function writeSort({ column, by, descending }: Sort): string {
  return `${descending ? '-' : ''}${column}${by === 'value' ? '' : by}`
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
