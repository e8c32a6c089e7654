import type { EntityName } from '../../warehouse/catalogue/entities.ts'
import type { BreakdownName } from '../../warehouse/catalogue/metrics.ts'
import { readTreeShapes, type TreeShapes } from '../../warehouse/orgs/treeShape.ts'
import { withStaged } from '../../warehouse/platform/clickhouse/replacePartition.ts'
import {
  comparedWith,
  endOf,
  periodOf,
  type Window,
  yearToDate,
  yearToDateBefore,
} from '../../warehouse/platform/time/comparison.ts'
import { formatDay } from '../../warehouse/platform/time/day.ts'
import { readFilledLogs } from '../../warehouse/query/filledLogs.ts'
import { type LevelAsk, levelFigures } from '../../warehouse/query/levelFigures.ts'
import { readToldFields, type ToldFields } from '../../warehouse/query/toldFields.ts'
import type { JobContext } from '../schedule/job.ts'
import { runStatement } from '../schedule/runStatement.ts'
import { COLUMN_BREAKDOWNS, RATIOS, STOCKS, SUMMED } from './martMetrics.ts'

/** Name of a window in front of `numerator` and `denominator` in the columns of `ads_org_month`. */
const WINDOWS = ['', 'mom_', 'yoy_', 'ytd_', 'ytd_before_'] as const
type WindowName = (typeof WINDOWS)[number]

const TABLE = 'app.ads_org_month'
const COLUMNS = WINDOWS.flatMap(name => [`${name}numerator`, `${name}denominator`])

/** The windows whose figures stand in the row of a whole month. Pure. */
export function windowsOf(month: number): Record<WindowName, Window> {
  const period = periodOf('month', month, endOf('month', month))
  return {
    '': period,
    mom_: comparedWith(period, 'mom'),
    yoy_: comparedWith(period, 'yoy'),
    ytd_: yearToDate(period),
    ytd_before_: yearToDateBefore(period),
  }
}

/** The questions of a month: every summed metric in every window, and the breakdowns that are columns of reports. Pure. */
function asksOf(month: number): { ask: LevelAsk; window: WindowName; breakdown: BreakdownName | '' }[] {
  const windows = windowsOf(month)
  const flows = SUMMED.filter(id => !STOCKS.includes(id))
  return WINDOWS.flatMap(window => {
    const { from, to } = windows[window]
    const isYear = window === 'ytd_' || window === 'ytd_before_'
    const frame = { from, to, grain: 'all' as const, treeMonth: month }
    const whole = {
      ask: { ...frame, name: `${window}|`, metrics: isYear ? flows : SUMMED },
      window,
      breakdown: '' as const,
    }
    const broken = [...COLUMN_BREAKDOWNS].flatMap(([by, all]) => {
      const metrics = isYear ? all.filter(id => flows.includes(id)) : all
      return metrics.length > 0
        ? [{ ask: { ...frame, name: `${window}|${by}`, metrics, by }, window, breakdown: by }]
        : []
    })
    return [whole, ...broken]
  })
}

/** Writes the figures of months under their trees into `table`, which has the columns of `ads_org_month` and is empty. */
export async function writeMonthFigures(
  context: JobContext,
  months: readonly number[],
  today: number,
  { writer, table }: { writer: string; table: string },
): Promise<void> {
  const known = {
    shapes: await readTreeShapes(context.warehouse.app, months),
    told: await readToldFields(context.warehouse.app, SUMMED),
    filled: await readFilledLogs(context.warehouse.app),
  }
  // logs are asked one after the other, so a ratio over two of them comes in two halves
  await withStaged(context, { writer, table: TABLE }, async halves => {
    for (const [i, month] of months.entries()) {
      context.progress(i / months.length, formatDay(month).slice(0, 7))
      await writeHalves(context, month, today, known, halves)
      await addHalves(context, month, halves, table)
    }
  })
}

/** A month at a time: its sums are as many as the organisations of a province have figures. */
async function addHalves(context: JobContext, month: number, halves: string, table: string): Promise<void> {
  const sums = COLUMNS.map(column =>
    column.endsWith('denominator')
      ? `if(metric in {ratios: Array(String)}, sum(halves.${column}), 1) as ${column}`
      : `sum(halves.${column}) as ${column}`,
  )
  await runStatement(
    context,
    'month mart',
    `insert into ${table} (month, metric, org_id, breakdown, item, ${COLUMNS.join(', ')})
    select
        month,
        metric,
        org_id,
        breakdown,
        item,
        ${sums.join(',\n        ')}
    from ${halves} as halves
    where month = {month: Date32}
    group by month, metric, org_id, breakdown, item
    having ${COLUMNS.map(column => `sum(halves.${column}) != 0`).join(' or ')}`,
    { ratios: RATIOS, month: formatDay(month) },
  )
}

/** One pass over each log that has a row: the sums of a month that stand in it. */
async function writeHalves(
  context: JobContext,
  month: number,
  today: number,
  { shapes, told, filled }: { shapes: TreeShapes; told: ToldFields; filled: ReadonlySet<EntityName> },
  halves: string,
): Promise<void> {
  const asks = asksOf(month)
  const byName = new Map(asks.map(each => [each.ask.name, each]))
  for (const { sql, values, sources, logs } of levelFigures(
    asks.map(({ ask }) => ask),
    today,
    shapes,
    'organisation',
    told,
  )) {
    if (!logs.some(log => filled.has(log))) continue
    const targets = sources.flatMap(({ name, metric, role }, i) => {
      const asked = byName.get(name)
      if (!asked) throw new Error(`no question is called ${name}`)
      const base = { source: i + 1, metric: metric.id, breakdown: asked.breakdown }
      const target = { ...base, target: `${asked.window}${role}` }
      // the year to date of a stock is that of its end
      const year = { '': 'ytd_', yoy_: 'ytd_before_' }[asked.window as string]
      return STOCKS.includes(metric.id) && year !== undefined
        ? [target, { ...base, target: `${year}${role}` }]
        : [target]
    })
    await runStatement(
      context,
      'month mart',
      `insert into ${halves} (month, metric, org_id, breakdown, item, ${COLUMNS.join(', ')})
      select
          {month: Date32} as month,
          targets.metric as metric,
          figures.org as org_id,
          targets.breakdown as breakdown,
          figures.item as item,
          ${COLUMNS.map(column => `sumIf(figures.amount, targets.target = '${column}') as ${column}`).join(',\n            ')}
      from (
          ${sql}
      ) as figures
      inner join (
          select source, metric, breakdown, target
          from (select 1)
          array join
              {sources: Array(UInt16)} as source,
              {metrics: Array(String)} as metric,
              {breakdowns: Array(String)} as breakdown,
              {targets: Array(String)} as target
      ) as targets on targets.source = figures.source
      group by metric, org_id, breakdown, item`,
      {
        ...values,
        month: formatDay(month),
        sources: targets.map(({ source }) => source),
        metrics: targets.map(({ metric }) => metric),
        breakdowns: targets.map(({ breakdown }) => breakdown),
        targets: targets.map(({ target }) => target),
      },
    )
  }
}
