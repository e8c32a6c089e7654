import { type StatedFigure, stated } from '../../warehouse/contract/figureState.ts'
import { figureInWords } from '../../warehouse/contract/figureText.ts'
import type { Point } from '../parts/figures.ts'
import { bucketLabel } from '../parts/time.ts'
import { baseOption, type ChartOption, monthFrame } from './frame.ts'
import type { ChartStyle } from './tokens.ts'

export interface DuesColumns {
  /** Both in fen, by month. */
  due: readonly Point[]
  paid: readonly Point[]
}

/** Dues by month: what was due as a wide pale column, what was paid as a narrow full one in front of it. */
export function duesColumnsOption(data: DuesColumns, style: ChartStyle): ChartOption {
  const { tokens, unit } = style
  const buckets = [...new Set([...data.due, ...data.paid].map(point => point.bucket))].sort()
  const color = tokens.series[2] ?? tokens.text
  const due = along(buckets, data.due)
  const paid = along(buckets, data.paid)
  return {
    ...baseOption(style, describe(data)),
    ...monthFrame(style, {
      buckets,
      unit: '元',
      detail: index =>
        `${bucketLabel(buckets[index] ?? '')}\n应缴 ${yuanText(due[index])}\n实收 ${yuanText(paid[index])}`,
    }),
    series: [
      {
        id: 'due',
        type: 'bar',
        name: '应缴',
        barWidth: '64%',
        barGap: '-78%',
        itemStyle: { color: tokens.secondary, opacity: 0.32, borderRadius: [2 * unit, 2 * unit, 0, 0] },
        data: due.map(({ value }) => value),
      },
      {
        id: 'paid',
        type: 'bar',
        name: '实收',
        barWidth: '36%',
        z: 3,
        itemStyle: { color, borderRadius: [2 * unit, 2 * unit, 0, 0] },
        data: paid.map(({ value }) => value),
      },
    ],
  }
}

function along(buckets: readonly string[], points: readonly Point[]): StatedFigure[] {
  const byBucket = new Map(points.map(point => [point.bucket, point]))
  return buckets.map(bucket => byBucket.get(bucket) ?? stated(null))
}

function describe(data: DuesColumns): string {
  const text = (points: readonly Point[]) =>
    points.map(point => `${bucketLabel(point.bucket)} ${yuanText(point)}`).join('，')
  return `团费，按月。应缴：${text(data.due)}。实收：${text(data.paid)}。`
}

function yuanText(figure: StatedFigure = stated(null)): string {
  return figureInWords(figure, '元')
}
