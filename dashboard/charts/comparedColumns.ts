import { type StatedFigure, stated } from '../../warehouse/contract/figureState.ts'
import { figureInWords } from '../../warehouse/contract/figureText.ts'
import type { Point } from '../parts/figures.ts'
import { bucketLabel } from '../parts/time.ts'
import { baseOption, type ChartOption, monthFrame } from './frame.ts'
import type { MonthColumns } from './monthColumns.ts'
import type { ChartStyle } from './tokens.ts'

/** A figure by month and what it is measured by, in the same unit: dues paid against dues due. */
export interface ComparedColumns extends MonthColumns {
  label: string
  against: { label: string; points: readonly Point[] }
}

/** What a figure is measured by as a wide pale column, the figure as a narrow full one in front of it. */
export function comparedColumnsOption(data: ComparedColumns, style: ChartStyle): ChartOption {
  const { tokens, unit } = style
  const { label, against } = data
  const buckets = [...new Set([...against.points, ...data.points].map(point => point.bucket))].sort()
  const color = tokens.series[data.color] ?? tokens.text
  const wide = along(buckets, against.points)
  const narrow = along(buckets, data.points)
  const words = (figure: StatedFigure = stated(null)) => figureInWords(figure, data.unit)
  return {
    ...baseOption(style, describe(data)),
    ...monthFrame(style, {
      buckets,
      unit: data.unit,
      detail: index =>
        `${bucketLabel(buckets[index] ?? '')}\n${against.label} ${words(wide[index])}\n${label} ${words(narrow[index])}`,
    }),
    series: [
      {
        id: 'against',
        type: 'bar',
        name: against.label,
        barWidth: '64%',
        barGap: '-78%',
        itemStyle: { color: tokens.secondary, opacity: 0.32, borderRadius: [2 * unit, 2 * unit, 0, 0] },
        data: wide.map(({ value }) => value),
      },
      {
        id: 'months',
        type: 'bar',
        name: label,
        barWidth: '36%',
        z: 3,
        itemStyle: { color, borderRadius: [2 * unit, 2 * unit, 0, 0] },
        data: narrow.map(({ value }) => value),
      },
    ],
  }
}

function along(buckets: readonly string[], points: readonly Point[]): StatedFigure[] {
  const byBucket = new Map(points.map(point => [point.bucket, point]))
  return buckets.map(bucket => byBucket.get(bucket) ?? stated(null))
}

function describe({ title, unit, label, points, against }: ComparedColumns): string {
  const text = (each: readonly Point[]) =>
    each.map(point => `${bucketLabel(point.bucket)} ${figureInWords(point, unit)}`).join('，')
  return `${title}，按月。${against.label}：${text(against.points)}。${label}：${text(points)}。`
}
