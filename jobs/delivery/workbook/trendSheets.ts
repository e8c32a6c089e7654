import { SHOWN_MONTHS } from '../../../warehouse/catalogue/trends.ts'
import { relativeChange, shareChange } from '../../../warehouse/contract/change.ts'
import { markOf, type StatedFigure, stated, statedIn } from '../../../warehouse/contract/figureState.ts'
import { NO_VALUE } from '../../../warehouse/contract/figureText.ts'
import { cellValueOf, formatOf, safeText } from './cellValue.ts'
import type { MonthlyBook } from './monthlyBook.ts'
import { changeCell } from './reportColumns.ts'
import { stampInWords } from './reportWords.ts'
import { heightOf, mergedRow, type PlannedCell, type PlannedRow, type SheetPlan } from './sheetPlan.ts'
import type { Trend } from './sources.ts'
import type { StyleName } from './styles.ts'

/** Layout pixels of a picture, two beside each other. */
export const TREND_PICTURE = { width: 572, height: 200 } as const
const SPANS = [12, 24, 36] as const
const YEAR = 12
const PIXELS_A_ROW = 24
const NOTE =
  '按当前组织关系与当前数据计算（可比口径）。末三行：可相加的指标为近若干个月合计，其同比与此前同样长的一段比；期末数与比率为较相应月数之前的变化，比率以百分点计。'

/** The pictures of the course of the key figures, one page. */
export function planTrendPictures(
  { org, monthLabel, trends, stamp }: MonthlyBook,
  pngs: readonly Buffer[],
): SheetPlan {
  const columns = 4
  const width = 41
  const rowsEach = Math.ceil(TREND_PICTURE.height / PIXELS_A_ROW) + 1
  const title = `近${SHOWN_MONTHS}个月走势 · ${org.name} · 截至${monthLabel}`
  return {
    name: '走势图',
    widths: Array.from({ length: columns }, () => width),
    frozen: { rows: 0, columns: 0 },
    print: {
      columns,
      repeat: null,
      orientation: 'landscape',
      isOnePage: true,
      header: [`${org.name}　走势`, stampInWords(stamp)],
      footer: '可比口径',
    },
    pictures: pngs.map((png, i) => ({
      png,
      row: 3 + Math.floor(i / 2) * rowsEach,
      column: 1 + (i % 2) * 2,
      ...TREND_PICTURE,
    })),
    rows: [
      mergedRow(safeText(title), 'title', columns, columns * width, 34),
      mergedRow(safeText(stampInWords(stamp)), 'stamp', columns, columns * width, 16),
      ...Array.from({ length: Math.ceil(trends.length / 2) * rowsEach }, () => ({ cells: [], height: 18 })),
    ],
  }
}

/** The same as a table: months down, figures across, each beside its change on the year before. */
export function planTrendTable({ org, monthLabel, trends, stamp }: MonthlyBook): SheetPlan {
  const months = trends[0]?.points.slice(-SHOWN_MONTHS).map(point => point.bucket) ?? []
  const widths = [13, ...trends.flatMap(({ unit }) => [unit === '元' ? 16 : 12, 11])]
  const width = widths.reduce((sum, each) => sum + each, 0)
  const columns = widths.length
  return {
    name: '走势表',
    widths,
    frozen: { rows: 4, columns: 1 },
    print: {
      columns,
      repeat: [3, 4],
      orientation: 'landscape',
      isOnePage: true,
      header: [`${org.name}　走势`, stampInWords(stamp)],
      footer: '可比口径',
    },
    pictures: [],
    rows: [
      mergedRow(
        safeText(`近${SHOWN_MONTHS}个月走势 · ${org.name} · 截至${monthLabel}`),
        'title',
        columns,
        width,
        34,
      ),
      mergedRow(safeText(stampInWords(stamp)), 'stamp', columns, width, 16),
      {
        cells: [
          { value: '月份', style: 'group' },
          ...trends.flatMap(({ title }): (PlannedCell | undefined)[] => [
            { value: title, style: 'group' },
            undefined,
          ]),
        ],
        merges: [{ from: 1, to: 1, down: 1 }, ...trends.map((_, i) => ({ from: 2 + 2 * i, to: 3 + 2 * i }))],
        height: 24,
      },
      {
        cells: [
          undefined,
          ...trends.flatMap(({ unit }): PlannedCell[] => [
            { value: unit, style: 'head' },
            { value: unit === '%' ? '同比\n百分点' : '同比', style: 'head' },
          ]),
        ],
        height: 28,
      },
      ...months.map(
        (month, i): PlannedRow => ({
          cells: [
            { value: `${month.slice(0, 4)}年${Number(month.slice(5))}月`, style: 'index' },
            ...trends.flatMap(trend => monthCells(trend, months.length - i)),
          ],
          height: 17,
        }),
      ),
      ...SPANS.filter(span => span <= months.length).map(
        (span): PlannedRow => ({
          cells: [
            { value: `近${span}个月`, style: 'totalName' },
            ...trends.flatMap(trend => spanCells(trend, span)),
          ],
          height: 20,
        }),
      ),
      mergedRow(NOTE, 'note', columns, width, heightOf(NOTE, width, 14)),
    ],
  }
}

/** A month's figure and its change; `back` counts from the end, 1 is the last month. */
function monthCells(trend: Trend, back: number): PlannedCell[] {
  const shown = trend.points[trend.points.length - back] ?? stated(null)
  return [
    figure(trend, shown, 'figure'),
    changeCell(trend.unit, changeOf(trend, shown.value, baseAt(trend, back + YEAR)), 'figure'),
  ]
}

function spanCells(trend: Trend, span: number): PlannedCell[] {
  if (trend.kind !== 'sum')
    return [
      { value: NO_VALUE, style: 'totalFigure' },
      changeCell(trend.unit, changeOf(trend, at(trend, 1), at(trend, 1 + span)), 'totalFigure'),
    ]
  const sum = sumOf(trend, 1, span)
  return [
    figure(trend, sum, 'totalFigure'),
    changeCell(trend.unit, relativeChange(sum.value, baseOf(trend, 1 + span, span)), 'totalFigure'),
  ]
}

function changeOf({ kind }: Trend, value: number | null, base: number | null): number | null {
  return kind === 'ratio' ? shareChange(value, base) : relativeChange(value, base)
}

function at({ points }: Trend, back: number): number | null {
  return points[points.length - back]?.value ?? null
}

/** A month as the base of a change: none when the data begin within it. */
function baseAt({ points }: Trend, back: number): number | null {
  const point = points[points.length - back]
  return point && !point.isPartial ? point.value : null
}

/** Sum of `span` months, the last of them `back` from the end; without one of them the reason of that one. */
function sumOf({ points }: Trend, back: number, span: number): StatedFigure {
  let sum = 0
  for (let i = 0; i < span; i++) {
    const point = points[points.length - back - i] ?? stated(null)
    if (point.state !== 'value') return statedIn(point)
    sum += point.value
  }
  return stated(sum)
}

/** The same as the base of a change. */
function baseOf(trend: Trend, back: number, span: number): number | null {
  const months = Array.from({ length: span }, (_, i) => baseAt(trend, back + i))
  return months.includes(null) ? null : sumOf(trend, back, span).value
}

function figure({ unit }: Trend, of: StatedFigure, style: StyleName): PlannedCell {
  if (of.state !== 'value') return { value: markOf(of), style }
  const value = cellValueOf(unit, of.value)
  return typeof value === 'string' ? { value, style } : { value, style, format: formatOf(unit) }
}
