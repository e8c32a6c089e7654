import { METRICS } from '../../warehouse/catalogue/metrics.ts'
import { type Column, REPORTS, type Report } from '../../warehouse/catalogue/reports.ts'
import { isHidden } from '../../warehouse/contract/figureState.ts'
import { periodOf, type Window } from '../../warehouse/platform/time/comparison.ts'
import { dayOf } from '../../warehouse/platform/time/day.ts'
import { ask } from '../../warehouse/query/ask.ts'
import { WHOLE } from '../../warehouse/query/rows/formulaSql.ts'
import { type MaskedAnswer, mayBeHidden } from '../../warehouse/query/suppress.ts'
import { placeOf } from '../../warehouse/reports/place.ts'
import { askName, askOf, columnsFor, reportAsks } from '../../warehouse/reports/reportAsks.ts'
import type { Job, JobContext } from '../schedule/job.ts'
import { monthlyWindows, monthOfWindow } from '../schedule/windows.ts'
import { insertMeasures, type Measure, replaceMonths } from './replaceMeasures.ts'

/**
 * SYS10: how many cells of each month's reports are hidden because they are small, or beside a small one: the reports of the
 * whole instance with the rows that they begin with, as an account that may see everything has them.
 */
export const hiddenCells: Job = {
  name: 'suppression',
  title: '小数抑制统计',
  version: 1,
  schedule: '50 4 * * *',
  after: ['measures', 'retention', 'quality'],
  windows: monthlyWindows,
  async run(window, context) {
    const run = { job: 'suppression', month: monthOfWindow(window), asOf: window.to } as const
    const found = await countHidden(window, context)
    const [rows = 0] = await replaceMonths(context, [run], ['app.ads_org_measure'], ([staged = '']) =>
      insertMeasures(context, run, staged, found),
    )
    return rows
  },
}

const WHOLE_SCOPE = { org: 'root' }

/** The reports in which something may be hidden; of all others the count is 0. */
export const SUPPRESSING: readonly Report[] = Object.values(REPORTS).filter(
  ({ columns, grains }) => grains.includes('month') && columns.some(columnMayBeHidden),
)

function columnMayBeHidden(column: Column): boolean {
  const metric = column.kind === 'metric' ? METRICS.get(column.metric) : undefined
  return metric !== undefined && column.kind === 'metric' && mayBeHidden(metric, column.by?.breakdown)
}

async function countHidden(window: Window, context: JobContext): Promise<Measure[]> {
  const { reader } = context.warehouse
  const today = dayOf(context.now())
  const place = await placeOf(reader, WHOLE_SCOPE, WHOLE_SCOPE.org)
  // the whole instance, and the province that is all of it
  const orgs = [WHOLE, ...(place.parent.id === place.org.id ? [] : [place.parent.id])]
  const period = periodOf('month', window.to, Math.min(window.to, today))
  const found: Measure[] = []
  let all = 0
  for (const [i, report] of SUPPRESSING.entries()) {
    context.signal.throwIfAborted()
    context.progress(i / SUPPRESSING.length, report.title)
    const rows = report.rows[0] ?? 'children'
    const of = { org: place.org.id, parent: place.parent.id }
    const asks = reportAsks(report, rows, of, period).filter(({ name }) => askOf(name).role === 'period')
    const { answers } = await ask(reader, WHOLE_SCOPE, asks, today, 'report', `hidden cells of ${report.id}`)
    const hidden = columnsFor(report, rows).reduce((sum, column) => sum + hiddenIn(column, answers), 0)
    if (hidden > 0) found.push(...orgs.map(org => measureOf(org, hidden, report.title)))
    all += hidden
  }
  return [...found, ...orgs.map(org => measureOf(org, all))]
}

/** Hidden cells of a column: in its rows, those of the organisation itself among them, and its total. */
function hiddenIn(column: Column, answers: ReadonlyMap<string, MaskedAnswer>): number {
  if (column.kind !== 'metric') return 0
  const { metric, by } = column
  const cells = (['rows', 'total'] as const).flatMap(
    scope => answers.get(askName(scope, 'period', by?.breakdown))?.cells ?? [],
  )
  return cells.filter(
    cell => cell.metric === metric && isHidden(cell.state) && (!by || cell.item === by.item),
  ).length
}

/** Reports are told apart by their titles, which are what they are called everywhere. */
function measureOf(org_id: string, numerator: number, title = ''): Measure {
  return {
    metric: 'SYS10',
    org_id,
    breakdown: title === '' ? '' : 'report',
    item: title,
    numerator,
    denominator: 1,
  }
}
