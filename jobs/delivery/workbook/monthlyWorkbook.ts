import { reportBarsOption } from '../../../dashboard/charts/reportBars.ts'
import { reportTrendOption } from '../../../dashboard/charts/reportTrend.ts'
import { REPORTS } from '../../../warehouse/catalogue/reports.ts'
import { SHOWN_MONTHS } from '../../../warehouse/catalogue/trends.ts'
import { type StatedFigure, stated } from '../../../warehouse/contract/figureState.ts'
import type { Scope } from '../../../warehouse/orgs/scope.ts'
import { formatDay } from '../../../warehouse/platform/time/day.ts'
import type { ReportAnswer } from '../../../warehouse/reports/answer.ts'
import { drawChart } from './chartImages.ts'
import { planCoverSheet } from './coverSheet.ts'
import { planDefinitionsSheet } from './definitionsSheet.ts'
import { workbookBytes } from './digitsAsText.ts'
import { MONTHLY_TOPICS, type MonthlyBook } from './monthlyBook.ts'
import { newWorkbook } from './newWorkbook.ts'
import { planReportSheet } from './reportSheet.ts'
import type { Stamp } from './reportWords.ts'
import { planRetentionSheet } from './retentionSheet.ts'
import type { SheetPlan } from './sheetPlan.ts'
import type { ReportSources, Trend } from './sources.ts'
import { planTrendPictures, planTrendTable, TREND_PICTURE } from './trendSheets.ts'
import { writeSheet } from './writeSheet.ts'

export interface MonthlyProgress {
  /** 0 … 1. */
  onProgress?(share: number): void
  signal?: AbortSignal
}

/** A table of more rows is no place for a bar chart. */
const MOST_BARS = 30
const READING = 0.8

/**
 * The monthly workbook of an organisation: `month` is the first day of a month that is over. Everything in it is read with
 * `scope`. Throws `TuanshuError('forbidden' | 'not_found')` for an organisation outside of it, and `TotalMismatch`.
 */
export async function buildMonthlyWorkbook(
  sources: ReportSources,
  scope: Scope,
  { org, month }: { org: string; month: number },
  stamp: Stamp,
  { onProgress, signal }: MonthlyProgress = {},
): Promise<Buffer> {
  const topics: ReportAnswer[] = []
  for (const report of MONTHLY_TOPICS) {
    signal?.throwIfAborted()
    // one after the other: the warehouse serves the wall besides
    topics.push(
      await sources.report(scope, { report, org, grain: 'month', day: month, rows: rowsOf(report) }),
    )
    onProgress?.((topics.length / (MONTHLY_TOPICS.length + 2)) * READING)
  }
  const statement = await sources.statement(scope, org, month)
  const trends = await sources.trends(scope, org, month)
  signal?.throwIfAborted()
  onProgress?.(READING)
  const text = formatDay(month)
  return writeMonthlyWorkbook({
    org: { id: org, name: topics[0]?.org.name ?? '' },
    monthLabel: `${text.slice(0, 4)}年${Number(text.slice(5, 7))}月`,
    topics,
    statement,
    trends,
    stamp,
  })
}

/** Writes the book. Same book, same sheets. Throws `TotalMismatch` when a topic does not add up. */
export async function writeMonthlyWorkbook(book: MonthlyBook): Promise<Buffer> {
  const workbook = await newWorkbook(book.stamp.now)
  workbook.lastModifiedBy = book.stamp.account
  workbook.title = `${book.org.name}${book.monthLabel}团务数据月报`
  for await (const plan of sheetsOf(book)) await writeSheet(workbook, plan)
  return workbookBytes(workbook)
}

async function* sheetsOf(book: MonthlyBook): AsyncIterable<SheetPlan> {
  yield planCoverSheet(book)
  for (const topic of book.topics) {
    const picture = await barsOf(topic)
    yield planReportSheet(topic, book.stamp, picture ? { picture } : {})
  }
  yield planRetentionSheet(book)
  const pngs: Buffer[] = []
  for (const [i, trend] of book.trends.entries()) pngs.push(await trendPicture(trend, i))
  yield planTrendPictures(book, pngs)
  yield planTrendTable(book)
  yield planDefinitionsSheet(book.topics, book.stamp)
}

/** Identities are named by what they check; everything else by the organisations below. */
function rowsOf(report: ReportAnswer['report']) {
  return report === 'data_quality' ? 'identity' : 'children'
}

async function barsOf(answer: ReportAnswer) {
  const index = REPORTS[answer.report].chart
  const column = answer.columns[index]
  const rows = answer.rows.filter(row => row.kind !== 'own')
  if (!column || rows.length === 0 || rows.length > MOST_BARS) return undefined
  const title = column.group ? `${column.group}·${column.title}` : column.title
  // bands of age have an order, and a place among cities means nothing between universities
  const hasOwnOrder = answer.rowKind !== 'children' || rows.some(({ peers }) => peers)
  const figures = rows.map(({ name, cells }) => ({ name, ...(cells[index] ?? stated(null)) }))
  const bars = {
    title,
    unit: column.unit,
    rows: hasOwnOrder ? figures : figures.sort(byFigure),
    color: 0,
  }
  const size = { width: 720, height: 64 + 22 * rows.length }
  const png = await drawChart({
    title: headingOf(title, column.unit),
    ...size,
    option: style => reportBarsOption(bars, { bars: 'lying' }, style),
  })
  return { png, ...size }
}

/** Largest first, those without a number last. */
function byFigure(a: StatedFigure, b: StatedFigure): number {
  return (b.value ?? -Infinity) - (a.value ?? -Infinity) || 0
}

function trendPicture({ title, unit, kind, points }: Trend, color: number): Promise<Buffer> {
  const shape = kind === 'sum' ? 'columns' : 'line'
  const shown = points.slice(-SHOWN_MONTHS)
  return drawChart({
    title: headingOf(title, unit),
    ...TREND_PICTURE,
    option: style =>
      reportTrendOption(
        { title, unit, shape, points: shown, color: color % style.tokens.series.length },
        style,
      ),
  })
}

function headingOf(title: string, unit: string): string {
  return unit === '%' ? title : `${title}（${unit}）`
}
