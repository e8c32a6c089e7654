import type { StatedFigure } from '../../warehouse/contract/figureState.ts'
import { compactText, figureInWords, valueText } from '../../warehouse/contract/figureText.ts'
import type { Unit } from '../../warehouse/contract/unit.ts'
import { bucketLabel } from '../parts/time.ts'
import { baseOption, type ChartOption, monthFrame } from './frame.ts'
import type { ChartStyle } from './tokens.ts'

export interface ReportTrend {
  title: string
  unit: Unit
  /** What happened in each month stands as columns; what there was at its end, or a share, as a line. */
  shape: 'columns' | 'line'
  /** Complete months, `YYYY-MM`, oldest first. */
  points: readonly ({ bucket: string } & StatedFigure)[]
  /** Index of its colour among the series. */
  color: number
}

/** More labels than these below a plot become a row of numbers. */
const MOST_LABELS = 12

/** A figure over 12, 24 or 36 months. */
export function reportTrendOption(data: ReportTrend, style: ChartStyle): ChartOption {
  const { tokens, unit } = style
  const color = tokens.series[data.color] ?? tokens.text
  const isLine = data.shape === 'line'
  return {
    ...baseOption(style, describe(data)),
    ...monthFrame(style, {
      buckets: data.points.map(point => point.bucket),
      unit: data.unit,
      detail: index => detail(data, index),
      scale: scaleOf(data),
      zoomed: isLine,
      every: Math.max(2, Math.ceil(data.points.length / MOST_LABELS)),
    }),
    series: [
      isLine
        ? {
            id: 'months',
            type: 'line',
            name: data.title,
            showSymbol: false,
            lineStyle: { color, width: 3 * unit },
            itemStyle: { color },
            data: data.points.map(point => point.value),
          }
        : {
            id: 'months',
            type: 'bar',
            name: data.title,
            barWidth: '60%',
            itemStyle: { color, borderRadius: [2 * unit, 2 * unit, 0, 0] },
            data: data.points.map(point => point.value),
          },
    ],
  }
}

/** The labels of a narrow range need all their digits: 276万, 276.1万, … would else read 276万 four times. */
function scaleOf({ unit, points }: ReportTrend): (value: number) => string {
  const values = points.flatMap(point => (point.value === null ? [] : [point.value]))
  const isNarrow = Math.max(...values) - Math.min(...values) < 6_000
  return value =>
    isNarrow && unit !== '%' && unit !== '元' ? valueText(value, unit) : compactText(value, unit)
}

function detail({ unit, points }: ReportTrend, index: number): string {
  const point = points[index]
  if (!point) return ''
  return `${bucketLabel(point.bucket)}\n${figureInWords(point, unit)}`
}

function describe({ title, unit, points }: ReportTrend): string {
  const values = points.map(point => `${bucketLabel(point.bucket)} ${figureInWords(point, unit)}`)
  return `${title}，近 ${points.length} 个月：${values.join('，')}。`
}
