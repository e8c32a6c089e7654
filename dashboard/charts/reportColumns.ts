import { formatCompactValue, formatValue, type Unit } from '../parts/format.ts'
import { baseOption, type ChartOption, plainText, tooltipFrame } from './frame.ts'
import type { ChartStyle } from './tokens.ts'

export interface ReportColumns {
  title: string
  unit: Unit
  /** In the order of the table; a hidden figure is null and named as such. */
  rows: readonly { name: string; value: number | null; isSuppressed: boolean }[]
  /** Counts of persons below this are hidden. */
  k: number
  /** Pixels of the place for the chart. */
  width: number
  /** Index of its colour among the series. */
  color: number
}

/** Size of the texts in units; a Chinese character is as wide. */
const TEXT = 16
/** The scale of values at the left, and what parts two names, in units. */
const SCALE = 64
const GAP = 4

/** One column of a report as upright bars, one for each row. A hidden or missing figure is a gap, never a bar of 0. */
export function reportColumnsOption(data: ReportColumns, style: ChartStyle): ChartOption {
  const { tokens, unit } = style
  const label = { color: tokens.secondary, fontSize: TEXT * unit, fontFamily: tokens.figureFont }
  const perLine = charactersPerLine(data, unit)
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
        interval: 0,
        hideOverlap: true,
        // where two characters do not fit side by side the names stand upright
        rotate: perLine < 2 ? 90 : 0,
        formatter: (name: string) => nameText(name, perLine),
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

function charactersPerLine({ rows, width }: ReportColumns, unit: number): number {
  const room = (width / unit - SCALE) / Math.max(rows.length, 1)
  return Math.floor((room - GAP) / TEXT)
}

/** The name in at most two lines, or upright with four characters; the tooltip has it whole. */
function nameText(name: string, perLine: number): string {
  if (perLine < 2) return name.length > 4 ? `${name.slice(0, 3)}…` : name
  if (name.length <= perLine) return name
  const second = name.slice(perLine)
  return `${name.slice(0, perLine)}\n${second.length > perLine ? `${second.slice(0, perLine - 1)}…` : second}`
}

function detail(data: ReportColumns, index: number): string {
  const row = data.rows[index]
  return row ? `${row.name}\n${figure(data, row)}` : ''
}

function figure({ unit, k }: ReportColumns, row: ReportColumns['rows'][number]): string {
  if (row.isSuppressed) return `<${k}（人数少，按规定不显示）`
  return `${formatValue(unit, row.value)}${unit === '%' || row.value === null ? '' : ` ${unit}`}`
}

function describe(data: ReportColumns): string {
  return `${data.title}：${data.rows.map(row => `${row.name} ${row.isSuppressed ? `少于 ${data.k}` : formatValue(data.unit, row.value)}`).join('，')}。`
}
