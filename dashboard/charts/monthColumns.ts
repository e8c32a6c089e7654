import { figureInWords } from '../../warehouse/contract/figureText.ts'
import type { Unit } from '../../warehouse/contract/unit.ts'
import type { Point } from '../parts/figures.ts'
import { bucketLabel } from '../parts/time.ts'
import { baseOption, type ChartOption, monthFrame } from './frame.ts'
import type { ChartStyle } from './tokens.ts'

export interface MonthColumns {
  title: string
  unit: Unit
  points: readonly Point[]
  /** Index of its colour among the series. */
  color: number
}

/** One column a month. The last month is still running, so it stands hollow: it must not look like a fall. */
export function monthColumnsOption(data: MonthColumns, style: ChartStyle): ChartOption {
  const { tokens, unit } = style
  const color = tokens.series[data.color] ?? tokens.text
  const last = data.points.length - 1
  return {
    ...baseOption(style, describeMonths(data.title, data.unit, data.points)),
    ...monthFrame(style, {
      buckets: data.points.map(point => point.bucket),
      unit: data.unit,
      detail: index => detailOfMonth(data.unit, data.points[index]),
    }),
    series: [
      {
        id: 'months',
        type: 'bar',
        name: data.title,
        barWidth: '56%',
        itemStyle: { color, borderRadius: [2 * unit, 2 * unit, 0, 0] },
        data: data.points.map((point, index) => ({
          value: point.value,
          itemStyle:
            index === last ? { color, opacity: 0.45, borderColor: color, borderWidth: 1.5 * unit } : {},
        })),
      },
    ],
  }
}

/** `11月\n13,093 人`. */
export function detailOfMonth(unit: Unit, point: Point | undefined): string {
  return point ? `${bucketLabel(point.bucket)}\n${figureInWords(point, unit)}` : ''
}

/** The description for readers of the page who do not see it: `新发展团员，近 12 个月：…`. */
export function describeMonths(title: string, unit: Unit, points: readonly Point[]): string {
  const values = points.map(point => `${bucketLabel(point.bucket)} ${figureInWords(point, unit)}`)
  return `${title}，近 ${points.length} 个月：${values.join('，')}。`
}
