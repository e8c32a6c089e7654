import type { StatedFigure } from '../../warehouse/contract/figureState.ts'
import { compactText, valueText } from '../../warehouse/contract/figureText.ts'
import type { Unit } from '../../warehouse/contract/unit.ts'
import type { Point } from '../parts/figures.ts'
import { baseOption, type ChartOption, monthFrame } from './frame.ts'
import { describeMonths, detailOfMonth, lastYearLine } from './monthColumns.ts'
import type { ChartStyle } from './tokens.ts'

export interface MonthLine {
  title: string
  unit: Unit
  points: readonly Point[]
  /** The same months of the year before; left out where they are not shown. */
  lastYear?: readonly StatedFigure[]
  /** Index of its colour among the series. */
  color: number
}

/** A stock or a ratio over months. Its scale does not start at 0: a line tells by its slope, not by its height, so nothing below it is filled. */
export function monthLineOption(data: MonthLine, style: ChartStyle): ChartOption {
  const { tokens, unit } = style
  const color = tokens.series[data.color] ?? tokens.text
  const last = [...data.points].reverse().find(point => point.value !== null)
  return {
    ...baseOption(style, describeMonths(data.title, data.unit, data.points)),
    ...monthFrame(style, {
      buckets: data.points.map(point => point.bucket),
      unit: data.unit,
      detail: index => detailOfMonth(data.unit, data.points[index], data.lastYear?.[index]),
      scale: scaleOf(data),
      zoomed: true,
    }),
    series: [
      ...lastYearLine(data.lastYear ?? [], style),
      {
        id: 'months',
        type: 'line',
        name: data.title,
        symbol: 'circle',
        symbolSize: (_: unknown, point: { dataIndex: number }) =>
          data.points[point.dataIndex] === last ? 9 * unit : 0,
        showAllSymbol: true,
        lineStyle: { color, width: 3 * unit },
        itemStyle: { color },
        data: data.points.map(point => point.value),
      },
    ],
  }
}

/** The labels of a narrow range need all their digits: 276万, 276.1万, … would else read 276万 four times. */
function scaleOf(data: MonthLine): (value: number) => string {
  const values = [...data.points, ...(data.lastYear ?? [])].flatMap(point =>
    point.value === null ? [] : [point.value],
  )
  const range = Math.max(...values) - Math.min(...values)
  if (data.unit === '%' || range >= 6_000 || values.length === 0)
    return value => compactText(value, data.unit)
  return value => valueText(value, data.unit)
}
