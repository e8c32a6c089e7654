import { NO_VALUE } from '../parts/format.ts'
import { baseOption, type ChartOption, plainText, tooltipFrame } from './frame.ts'
import { formatCompactReportValue, formatReportValue, type ReportUnit, unitBehind } from './reportValue.ts'
import type { ChartStyle } from './tokens.ts'

export interface ReportBars {
  /** What the bars show, for example `团费收缴率`. */
  title: string
  unit: ReportUnit
  /** From the top, in the order of the table. */
  rows: readonly { name: string; value: number | null; isSuppressed: boolean }[]
  /** Counts of persons below this are hidden. */
  k: number
  /** Index of its colour among the series. */
  color: number
}

/** One bar per row of a report, with its figure at the end; hidden and missing ones keep their line. */
export function reportBarsOption(data: ReportBars, style: ChartStyle): ChartOption {
  const { tokens, unit } = style
  const color = tokens.series[data.color] ?? tokens.text
  const label = { color: tokens.secondary, fontSize: 16 * unit }
  return {
    ...baseOption(style, describe(data)),
    grid: {
      left: 4 * unit,
      right: 88 * unit,
      top: 8 * unit,
      bottom: 4 * unit,
      outerBoundsMode: 'same',
      outerBoundsContain: 'axisLabel',
    },
    xAxis: {
      type: 'value',
      splitNumber: 3,
      // a bar tells by its length: it begins at 0
      min: (range: { min: number }) => Math.min(0, range.min),
      axisLabel: { show: false },
      splitLine: { lineStyle: { color: tokens.hairline, width: unit, opacity: 0.7 } },
    },
    yAxis: {
      type: 'category',
      inverse: true,
      data: data.rows.map(row => row.name),
      axisTick: { show: false },
      axisLine: { lineStyle: { color: tokens.hairline, width: unit } },
      axisLabel: {
        ...label,
        fontFamily: tokens.textFont,
        margin: 10 * unit,
        width: 180 * unit,
        overflow: 'truncate',
        interval: 0,
      },
    },
    tooltip: {
      ...tooltipFrame(style),
      trigger: 'axis',
      axisPointer: { type: 'shadow', shadowStyle: { color: tokens.hairline, opacity: 0.3 } },
      formatter: (params: { dataIndex: number }[]) => plainText(detail(data, params[0]?.dataIndex ?? 0)),
    },
    series: [
      {
        id: 'rows',
        type: 'bar',
        name: data.title,
        barWidth: '62%',
        itemStyle: { color, borderRadius: [0, 2 * unit, 2 * unit, 0] },
        label: {
          ...label,
          show: true,
          position: 'right',
          fontFamily: tokens.figureFont,
          formatter: ({ dataIndex }: { dataIndex: number }) => shortFigure(data, dataIndex),
        },
        // a bar of no length still carries its label
        data: data.rows.map(row => row.value ?? 0),
      },
    ],
  }
}

function shortFigure(data: ReportBars, index: number): string {
  const row = data.rows[index]
  if (!row) return ''
  if (row.isSuppressed) return `<${data.k}`
  if (row.value === null) return NO_VALUE
  // a share is short as it is
  return data.unit === '%'
    ? formatReportValue('%', row.value)
    : formatCompactReportValue(data.unit, row.value)
}

/** `天河区\n1,204 人`. */
function detail(data: ReportBars, index: number): string {
  const row = data.rows[index]
  return row ? `${row.name}\n${figureOf(data, row)}` : ''
}

function figureOf(data: ReportBars, row: ReportBars['rows'][number]): string {
  if (row.isSuppressed) return `<${data.k}（人数少，按规定不显示）`
  const text = formatReportValue(data.unit, row.value)
  return row.value === null ? text : `${text}${unitBehind(data.unit)}`
}

function describe(data: ReportBars): string {
  return `${data.title}：${data.rows.map(row => `${row.name} ${figureOf(data, row)}`).join('，')}。`
}
