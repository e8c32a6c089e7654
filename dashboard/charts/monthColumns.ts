import type { StatedFigure } from '../../warehouse/contract/figureState.ts'
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
  /** The same months of the year before; left out where they are not shown. */
  lastYear?: readonly StatedFigure[]
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
      detail: index => detailOfMonth(data.unit, data.points[index], data.lastYear?.[index]),
    }),
    series: [
      ...lastYearLine(data.lastYear ?? [], style),
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

/** `11月\n13,093 人`, with the year before `\n上年 12,114 人`. */
export function detailOfMonth(unit: Unit, point: Point | undefined, lastYear?: StatedFigure): string {
  if (!point) return ''
  const before = lastYear ? `\n上年 ${figureInWords(lastYear, unit)}` : ''
  return `${bucketLabel(point.bucket)}\n${figureInWords(point, unit)}${before}`
}

/** The year before as a thin quiet line behind the months; nothing where it is not shown or nobody knows it. */
export function lastYearLine(lastYear: readonly StatedFigure[], { tokens, unit }: ChartStyle): object[] {
  if (!lastYear.some(({ state }) => state === 'value')) return []
  return [
    {
      id: 'last-year',
      type: 'line',
      name: '上年同期',
      z: 1,
      symbol: 'none',
      silent: true,
      lineStyle: { color: tokens.secondary, width: 2 * unit, opacity: 0.6 },
      data: lastYear.map(({ value }) => value),
    },
  ]
}

/** The description for readers of the page who do not see it: `新发展团员，近 12 个月：…`. */
export function describeMonths(title: string, unit: Unit, points: readonly Point[]): string {
  const values = points.map(point => `${bucketLabel(point.bucket)} ${figureInWords(point, unit)}`)
  return `${title}，近 ${points.length} 个月：${values.join('，')}。`
}
