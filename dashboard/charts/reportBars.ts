import { formatCompactValue, formatValue, type Unit } from '../parts/format.ts'
import { baseOption, type ChartOption, plainText, tooltipFrame } from './frame.ts'
import type { ChartStyle } from './tokens.ts'

export interface ReportBars {
  title: string
  unit: Unit
  /** In the order of the table; a hidden figure is null and named as such. */
  rows: readonly { name: string; value: number | null; isSuppressed: boolean }[]
  /** Counts of persons below this are hidden. */
  k: number
  /** Index of its colour among the series. */
  color: number
}

/** Names longer than this are cut in the scale; the tooltip has them whole. */
const NAME_LENGTH = 6

/** One column of a report as bars, one for each row. A hidden or missing figure is a gap, never a bar of 0. */
export function reportBarsOption(data: ReportBars, style: ChartStyle): ChartOption {
  const { tokens, unit } = style
  const label = { color: tokens.secondary, fontSize: 16 * unit, fontFamily: tokens.figureFont }
  const isCrowded = data.rows.length > 16 || data.rows.some(row => row.name.length > 4)
  return {
    ...baseOption(style, describe(data)),
    grid: {
      left: 4 * unit,
      right: 8 * unit,
      top: 16 * unit,
      bottom: 4 * unit,
      outerBoundsMode: 'same',
      outerBoundsContain: 'axisLabel',
    },
    xAxis: {
      type: 'category',
      data: data.rows.map(row => row.name),
      axisTick: { show: false },
      axisLine: { lineStyle: { color: tokens.hairline, width: unit } },
      axisLabel: {
        ...label,
        fontFamily: tokens.textFont,
        margin: 8 * unit,
        interval: data.rows.length > 40 ? 'auto' : 0,
        rotate: isCrowded ? 45 : 0,
        formatter: (name: string) => (name.length > NAME_LENGTH ? `${name.slice(0, NAME_LENGTH)}…` : name),
      },
    },
    yAxis: {
      type: 'value',
      splitNumber: 3,
      axisLabel: {
        ...label,
        formatter: (value: number) => formatCompactValue(data.unit, value),
        margin: 10 * unit,
      },
      splitLine: { lineStyle: { color: tokens.hairline, width: unit, opacity: 0.7 } },
    },
    tooltip: {
      ...tooltipFrame(style),
      trigger: 'axis',
      axisPointer: { type: 'shadow', shadowStyle: { color: tokens.secondary, opacity: 0.1 } },
      formatter: (params: { dataIndex: number }[]) => plainText(detail(data, params[0]?.dataIndex ?? 0)),
    },
    series: [
      {
        id: 'rows',
        type: 'bar',
        name: data.title,
        barWidth: '60%',
        barMaxWidth: 36 * unit,
        itemStyle: {
          color: tokens.series[data.color] ?? tokens.text,
          borderRadius: [2 * unit, 2 * unit, 0, 0],
        },
        data: data.rows.map(row => row.value),
      },
    ],
  }
}

function detail(data: ReportBars, index: number): string {
  const row = data.rows[index]
  return row ? `${row.name}\n${figure(data, row)}` : ''
}

function figure({ unit, k }: ReportBars, row: ReportBars['rows'][number]): string {
  if (row.isSuppressed) return `<${k}（人数少，按规定不显示）`
  return `${formatValue(unit, row.value)}${unit === '%' || row.value === null ? '' : ` ${unit}`}`
}

function describe(data: ReportBars): string {
  return `${data.title}：${data.rows.map(row => `${row.name} ${row.isSuppressed ? `少于 ${data.k}` : formatValue(data.unit, row.value)}`).join('，')}。`
}
