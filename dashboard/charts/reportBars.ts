import { markOf, meaningOf, type StatedFigure } from '../../warehouse/contract/figureState.ts'
import {
  compactText,
  figureText,
  figureWithUnit,
  valueWithUnit,
} from '../../warehouse/contract/figureText.ts'
import type { Unit } from '../../warehouse/contract/unit.ts'
import { baseOption, type ChartOption, plainText, shareEnd, tooltipFrame } from './frame.ts'
import type { ChartStyle } from './tokens.ts'

export interface ReportBars {
  /** What the bars show, for example `团费收缴率`. */
  title: string
  unit: Unit
  /** In the order of the table. */
  rows: readonly ({ name: string } & StatedFigure)[]
  /** Index of its colour among the series. */
  color: number
  /** Across the bars runs a line at the median of all who are compared, who may be more than are drawn; null for none. */
  median?: number | null
}

/** Of fewer the middle one says nothing. */
const LEAST_OF_MEDIAN = 3

/** The median of the figures that have a number; null of fewer than three. */
export function medianOf(figures: readonly StatedFigure[]): number | null {
  const sorted = figures.flatMap(({ value }) => value ?? []).sort((a, b) => a - b)
  if (sorted.length < LEAST_OF_MEDIAN) return null
  const middle = sorted.slice(Math.floor((sorted.length - 1) / 2), Math.floor(sorted.length / 2) + 1)
  return middle.reduce((sum, value) => sum + value, 0) / middle.length
}

/** `团费收缴率（%），虚线为中位数 61.3%`: what stands above bars with such a line. */
export function barsCaption({ title, unit, median }: Pick<ReportBars, 'title' | 'unit' | 'median'>): string {
  const line = typeof median === 'number' ? `，虚线为中位数 ${valueWithUnit(median, unit)}` : ''
  return `${title}（${unit}）${line}`
}

/**
 * `lying`: from the top, each with its figure at the end, where there is no pointer to ask for it. `upright`: beside each
 * other in a place of so many pixels, on a scale of values.
 */
export type BarsLayout = { bars: 'lying' } | { bars: 'upright'; width: number }

/** Size of the texts in units; a Chinese character is as wide. */
const TEXT = 16
/** The scale of values beside upright bars, and what parts two of their names, in units. */
const SCALE = 64
const GAP = 4

/** One column of a report as bars, one for each row. A figure without a number keeps its place and is never a bar of 0. */
export function reportBarsOption(data: ReportBars, layout: BarsLayout, style: ChartStyle): ChartOption {
  const { tokens } = style
  const axes = layout.bars === 'lying' ? lyingAxes(data, style) : uprightAxes(data, layout.width, style)
  return {
    ...baseOption(style, describe(data)),
    ...axes,
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
        ...(layout.bars === 'lying' ? lyingBars(data, style) : uprightBars(data, style)),
      },
      ...medianLine(data, layout, style),
    ],
  }
}

function medianLine({ rows, median }: ReportBars, layout: BarsLayout, { tokens, unit }: ChartStyle) {
  if (typeof median !== 'number') return []
  return [
    {
      id: 'median',
      type: 'line' as const,
      silent: true,
      symbol: 'none',
      animation: false,
      lineStyle: { color: tokens.text, width: 1.5 * unit, type: 'dashed' as const },
      data: rows.map((_, i) => (layout.bars === 'lying' ? [median, i] : [i, median])),
    },
  ]
}

function lyingAxes(data: ReportBars, style: ChartStyle): ChartOption {
  const { unit } = style
  return {
    grid: { ...gridOf(style), right: 88 * unit, top: 8 * unit },
    xAxis: {
      ...valueAxis(style),
      // a bar tells by its length: it begins at 0
      min: (range: { min: number }) => Math.min(0, range.min),
      axisLabel: { show: false },
    },
    yAxis: {
      ...nameAxis(data, style),
      inverse: true,
      axisLabel: { ...nameLabel(style), margin: 10 * unit, width: 180 * unit, overflow: 'truncate' },
    },
  }
}

function uprightAxes(data: ReportBars, width: number, style: ChartStyle): ChartOption {
  const { unit } = style
  const perLine = charactersPerLine(data, width / unit)
  return {
    grid: { ...gridOf(style), right: 8 * unit, top: 16 * unit },
    xAxis: {
      ...nameAxis(data, style),
      axisLabel: {
        ...nameLabel(style),
        margin: 8 * unit,
        hideOverlap: true,
        // where two characters do not fit side by side the names stand upright
        rotate: perLine < 2 ? 90 : 0,
        formatter: (name: string) => nameText(name, perLine),
      },
    },
    yAxis: {
      ...valueAxis(style),
      ...(data.unit === '%' ? { max: shareEnd(false) } : {}),
      axisLabel: {
        ...figureLabel(style),
        formatter: (value: number) => compactText(value, data.unit),
        margin: 10 * unit,
      },
    },
  }
}

function lyingBars(data: ReportBars, style: ChartStyle) {
  const { unit } = style
  return {
    barWidth: '62%',
    itemStyle: { color: colorOf(data, style), borderRadius: [0, 2 * unit, 2 * unit, 0] },
    label: {
      ...figureLabel(style),
      show: true,
      position: 'right' as const,
      formatter: ({ dataIndex }: { dataIndex: number }) => shortFigure(data, dataIndex),
    },
    // a bar of no length still carries its label
    data: data.rows.map(row => row.value ?? 0),
  }
}

function uprightBars(data: ReportBars, style: ChartStyle) {
  const { unit } = style
  return {
    barWidth: '60%',
    barMaxWidth: 36 * unit,
    itemStyle: { color: colorOf(data, style), borderRadius: [2 * unit, 2 * unit, 0, 0] },
    // an empty place would be read as 0: what has no number stands there with its mark
    data: data.rows.map(row =>
      row.state === 'value'
        ? row.value
        : {
            value: 0,
            label: {
              ...figureLabel(style),
              show: true,
              position: 'top' as const,
              formatter: standing(markOf(row)),
            },
          },
    ),
  }
}

/** A mark above a narrow place: words one character below the other, signs and digits (`<10`) as they are. */
function standing(mark: string): string {
  return mark.startsWith('<') ? mark : [...mark].join('\n')
}

function gridOf({ unit }: ChartStyle) {
  return {
    left: 4 * unit,
    bottom: 4 * unit,
    outerBoundsMode: 'same' as const,
    outerBoundsContain: 'axisLabel' as const,
  }
}

function valueAxis({ tokens, unit }: ChartStyle) {
  return {
    type: 'value' as const,
    animation: false,
    splitNumber: 3,
    splitLine: { lineStyle: { color: tokens.hairline, width: unit, opacity: 0.7 } },
  }
}

function nameAxis({ rows }: ReportBars, { tokens, unit }: ChartStyle) {
  return {
    type: 'category' as const,
    // a name that turns into its place is caught half way by the printer
    animation: false,
    data: rows.map(row => row.name),
    axisTick: { show: false },
    axisLine: { lineStyle: { color: tokens.hairline, width: unit } },
  }
}

function nameLabel({ tokens, unit }: ChartStyle) {
  return { color: tokens.secondary, fontSize: TEXT * unit, fontFamily: tokens.textFont, interval: 0 }
}

function figureLabel({ tokens, unit }: ChartStyle) {
  return { color: tokens.secondary, fontSize: TEXT * unit, fontFamily: tokens.figureFont }
}

function colorOf({ color }: ReportBars, { tokens }: ChartStyle): string {
  return tokens.series[color] ?? tokens.text
}

function charactersPerLine({ rows }: ReportBars, width: number): number {
  const room = (width - SCALE) / Math.max(rows.length, 1)
  return Math.floor((room - GAP) / TEXT)
}

/** The name in at most two lines, or upright with four characters; the tooltip has it whole. */
function nameText(name: string, perLine: number): string {
  if (perLine < 2) return name.length > 4 ? `${name.slice(0, 3)}…` : name
  if (name.length <= perLine) return name
  const second = name.slice(perLine)
  return `${name.slice(0, perLine)}\n${second.length > perLine ? `${second.slice(0, perLine - 1)}…` : second}`
}

function shortFigure(data: ReportBars, index: number): string {
  const row = data.rows[index]
  if (!row) return ''
  // a share is short as it is
  return row.state !== 'value' || data.unit === '%'
    ? figureText(row, data.unit)
    : compactText(row.value, data.unit)
}

/** `天河区\n1,204 人`. */
function detail(data: ReportBars, index: number): string {
  const row = data.rows[index]
  return row ? `${row.name}\n${figureOf(data, row)}` : ''
}

function figureOf(data: ReportBars, row: ReportBars['rows'][number]): string {
  return row.state === 'value' ? figureWithUnit(row, data.unit) : `${markOf(row)}（${meaningOf(row)}）`
}

function describe(data: ReportBars): string {
  const median = typeof data.median === 'number' ? `中位数 ${valueWithUnit(data.median, data.unit)}。` : ''
  return `${data.title}：${data.rows.map(row => `${row.name} ${figureOf(data, row)}`).join('，')}。${median}`
}
