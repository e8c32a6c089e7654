import type { EChartsCoreOption } from 'echarts/core'
import { compactText } from '../../warehouse/contract/figureText.ts'
import type { Unit } from '../../warehouse/contract/unit.ts'
import { bucketLabel } from '../parts/time.ts'
import type { ChartStyle } from './tokens.ts'

export type ChartOption = EChartsCoreOption

/** What all charts share: motion, the spoken description, decals. */
export function baseOption(style: ChartStyle, description: string): ChartOption {
  return {
    animation: !style.still,
    animationDuration: 400,
    animationDurationUpdate: 400,
    textStyle: { fontFamily: style.tokens.textFont },
    aria: { enabled: true, label: { description }, decal: { show: style.decal } },
  }
}

export interface MonthFrame {
  /** `YYYY-MM`, oldest first. */
  buckets: readonly string[]
  /** Unit of the values; money in fen. */
  unit: Unit
  /** Text of the tooltip of the month at this index. */
  detail(index: number): string
  /** Labels of the scale, short by default. */
  scale?(value: number): string
  /** The scale begins near the smallest value instead of at 0. */
  zoomed?: boolean
  /** A label below every how manieth month, counted from the last; 2 by default. */
  every?: number
}

/** A plot without a box: months below, a few faint lines, the scale at the left. */
export function monthFrame(style: ChartStyle, frame: MonthFrame): ChartOption {
  const scale = frame.scale ?? (value => compactText(value, frame.unit))
  const { tokens, unit } = style
  const label = { color: tokens.secondary, fontSize: 16 * unit, fontFamily: tokens.figureFont }
  return {
    grid: {
      left: 4 * unit,
      right: 12 * unit,
      top: 16 * unit,
      bottom: 4 * unit,
      outerBoundsMode: 'same',
      outerBoundsContain: 'axisLabel',
    },
    xAxis: {
      type: 'category',
      // a label that turns into its place is caught half way by the printer
      animation: false,
      data: frame.buckets.map(bucketLabel),
      axisTick: { show: false },
      axisLine: { lineStyle: { color: tokens.hairline, width: unit } },
      axisLabel: {
        ...label,
        fontFamily: tokens.textFont,
        margin: 10 * unit,
        hideOverlap: true,
        interval: (index: number) => (frame.buckets.length - 1 - index) % (frame.every ?? 2) === 0,
      },
    },
    yAxis: {
      type: 'value',
      animation: false,
      scale: frame.zoomed ?? false,
      splitNumber: 3,
      ...(frame.unit === '%' ? { max: shareEnd(frame.zoomed ?? false) } : {}),
      // no half people, no half yuan: a scale of zeros would else read 0, 0, 0
      minInterval: frame.unit === '元' ? 100 : frame.unit === '%' ? 0 : 1,
      axisLabel: { ...label, formatter: scale, margin: 10 * unit },
      splitLine: { lineStyle: { color: tokens.hairline, width: unit, opacity: 0.7 } },
    },
    tooltip: {
      ...tooltipFrame(style),
      trigger: 'axis',
      formatter: (params: { dataIndex: number }[]) => plainText(frame.detail(params[0]?.dataIndex ?? 0)),
      axisPointer: {
        type: 'line',
        lineStyle: { color: tokens.secondary, width: unit, type: 'solid', opacity: 0.5 },
      },
    },
  }
}

/** Where a scale of shares ends: at 100 % when the next round number would lie beyond it, else where the library ends it. */
export function shareEnd(zoomed: boolean): (range: { min: number; max: number }) => number | null {
  return ({ min, max }) => {
    const step = Math.max((max - (zoomed ? min : Math.min(0, min))) / 2, 0.1)
    return max <= 1 && max + step >= 1 ? 1 : null
  }
}

/**
 * The look of a tooltip. Its text is plain, lines parted by a line feed: the library's own markup carries inline styles,
 * which the content security policy forbids, and on the canvas it knows no face with Chinese characters.
 */
export function tooltipFrame({ tokens, unit }: ChartStyle) {
  return {
    confine: true,
    transitionDuration: 0,
    backgroundColor: tokens.raised,
    borderColor: tokens.hairline,
    borderWidth: unit,
    padding: [8 * unit, 12 * unit],
    textStyle: { color: tokens.text, fontSize: 16 * unit, fontFamily: tokens.textFont },
    extraCssText: 'white-space: pre-line',
  }
}

/** Text that the tooltip may set as HTML: names come from the source systems. */
export function plainText(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;')
}
