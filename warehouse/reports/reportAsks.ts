import type { BreakdownName, MetricId } from '../catalogue/metrics.ts'
import { METRICS } from '../catalogue/metrics.ts'
import type { MetricColumn, Report, RowKind } from '../catalogue/reports.ts'
import {
  comparedWith,
  type Period,
  type Window,
  yearToDate,
  yearToDateBefore,
} from '../platform/time/comparison.ts'
import { addMonths, monthOf } from '../platform/time/day.ts'
import type { Ask } from '../query/types.ts'

/** What a question of a report is about: the period itself, a window it is compared with, or the months of a trend. */
export type Role = (typeof ROLES)[number]
const ROLES = ['period', 'mom', 'yoy', 'ytd', 'ytdYoy', 'trend'] as const

/** Months of the small lines. */
const LINE_MONTHS = 12

/** The windows of a report. Pure. */
export function windowsOf(period: Period): Readonly<Record<Role, Window>> {
  // a month that is not over would look like a fall
  const lastMonth = monthOf(period.to + 1) - 1
  return {
    period,
    mom: comparedWith(period, 'mom'),
    yoy: comparedWith(period, 'yoy'),
    ytd: yearToDate(period),
    ytdYoy: yearToDateBefore(period),
    trend: { from: addMonths(monthOf(lastMonth), 1 - LINE_MONTHS), to: lastMonth },
  }
}

/** The columns of a report that can be shown with these rows: a breakdown cannot be broken down once more. */
export function columnsFor(report: Report, rows: RowKind): Report['columns'] {
  if (rows === 'children') return report.columns
  return report.columns.filter(
    column => column.kind === 'metric' && !column.by && METRICS.get(column.metric)?.breakdowns.includes(rows),
  )
}

/** Where a question of a report stands among the others. */
export function askName(scope: 'rows' | 'total', role: Role, by: BreakdownName | undefined): string {
  return `${scope} ${role} ${by ?? ''}`
}

/** What a question of this name is about. */
export function askOf(name: string): { scope: 'rows' | 'total'; role: Role } {
  const [scope, role] = name.split(' ')
  const found = ROLES.find(each => each === role)
  if (!found) throw new Error(`no question of a report is called ${name}`)
  return { scope: scope === 'rows' ? 'rows' : 'total', role: found }
}

/**
 * The questions of a report, few and wide: one per window and breakdown, for the rows and for the total. Pure. `parent` is
 * the organisation whose children are the rows, `org` the one that the total is asked of.
 */
export function reportAsks(
  report: Report,
  rows: RowKind,
  { org, parent }: { org: string; parent: string },
  period: Period,
): Ask[] {
  const windows = windowsOf(period)
  const wanted = new Map<string, { role: Role; by: BreakdownName | undefined; metrics: Set<MetricId> }>()
  const want = (metric: MetricId, role: Role, by?: BreakdownName) => {
    const key = `${role} ${by ?? ''}`
    const entry = wanted.get(key) ?? { role, by, metrics: new Set<MetricId>() }
    wanted.set(key, { ...entry, metrics: entry.metrics.add(metric) })
  }
  for (const column of columnsFor(report, rows)) {
    if (column.kind !== 'metric') continue
    for (const role of rolesOf(column)) want(column.metric, role, column.by?.breakdown)
  }
  for (const { metric, per } of report.score ?? []) {
    want(metric, 'period')
    if (per) want(per, 'period')
  }

  return [...wanted.values()].flatMap(({ role, by, metrics }): Ask[] => {
    const base = {
      metrics: [...metrics],
      ...windows[role],
      grain: role === 'trend' ? ('month' as const) : ('all' as const),
      ...(by ? { by } : {}),
    }
    const total: Ask = { ...base, name: askName('total', role, by), org, rows: 'total' }
    const below: Ask =
      rows === 'children'
        ? { ...base, name: askName('rows', role, by), org: parent, rows: 'children' }
        : { ...base, name: askName('rows', role, by), org, rows: 'total', by: rows }
    return [below, total]
  })
}

/** The windows that a column needs. */
export function rolesOf({ span = 'period', compare = [], trend }: MetricColumn): Role[] {
  const roles: Role[] = [span]
  for (const comparison of compare) {
    if (span === 'period') roles.push(comparison)
    else if (comparison === 'yoy') roles.push('ytdYoy')
  }
  return trend ? [...roles, 'trend'] : roles
}
