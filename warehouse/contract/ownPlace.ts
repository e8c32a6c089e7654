import type { StatedFigure } from './figureState.ts'
import { meaningOf } from './figureState.ts'
import { changeWithUnit, valueWithUnit } from './figureText.ts'
import type { Unit } from './unit.ts'

/** Where an organisation stands among its equals by one figure, without the figure of any of them. */
export interface OwnPlace {
  metric: string
  title: string
  unit: Unit
  /** Who the equals are, for example `地级市团委`. */
  peers: string
  /** How many they are, the organisation itself included. */
  of: number
  /** 1 is the best; why there is none where there is none. */
  rank: StatedFigure
  /** Its figure less that of the median, and of the first; null where only the rank is told. */
  toMedian: number | null
  toFirst: number | null
}

/** `团费收缴率在 21 个地级市团委中列第 3 名，高于中位数 1.2 个百分点，低于第一名 3.4 个百分点`. */
export function placeInWords({ title, unit, peers, of, rank, toMedian, toFirst }: OwnPlace): string {
  const among = `${title}在 ${of} 个${peers}中`
  if (rank.state !== 'value') return `${among}不排名：${meaningOf(rank)}`
  const distances = [
    distanceInWords('中位数', toMedian, unit),
    ...(rank.value === 1 ? [] : [distanceInWords('第一名', toFirst, unit)]),
  ]
  return [`${among}列第 ${rank.value} 名`, ...distances.filter(Boolean)].join('，')
}

function distanceInWords(what: string, distance: number | null, unit: Unit): string {
  if (distance === null) return ''
  const size =
    unit === '%'
      ? changeWithUnit(Math.abs(distance), unit).replace(/^▲ /, '')
      : valueWithUnit(Math.abs(distance), unit)
  if (!/[1-9]/.test(size)) return `与${what}持平`
  return `${distance > 0 ? '高于' : '低于'}${what} ${size}`
}
