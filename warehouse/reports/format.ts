import { markOf, type StatedFigure } from '../contract/figureState.ts'
import type { AnswerColumn } from './answer.ts'

/** Shown where there is no change. */
const NO_VALUE = '—'

const whole = new Intl.NumberFormat('zh-CN', { maximumFractionDigits: 0 })
const oneDecimal = new Intl.NumberFormat('zh-CN', { minimumFractionDigits: 1, maximumFractionDigits: 1 })
const twoDecimals = new Intl.NumberFormat('zh-CN', { minimumFractionDigits: 2, maximumFractionDigits: 2 })
const MINUTES = 60
const FEN = 100

/** A cell as text, without its unit but with the sign of a share: `1,234`, `12.50`, `61.3%`, or the mark of its state. */
export function formatAnswer(figure: StatedFigure, unit: AnswerColumn['unit']): string {
  return figure.state === 'value' ? text(figure.value, unit).replace('-', '−') : markOf(figure)
}

/** A change as text: `▲ 3.2%`, `▼ 1.1 个百分点`, `持平`, `—`. Up is not always good, so it is told by sign, never by colour. */
export function formatAnswerChange(change: number | null, unit: AnswerColumn['unit']): string {
  if (change === null) return NO_VALUE
  const size = oneDecimal.format(Math.abs(change) * 100)
  if (size === '0.0') return '持平'
  return `${change > 0 ? '▲' : '▼'} ${size}${unit === '%' ? ' 个百分点' : '%'}`
}

function text(value: number, unit: AnswerColumn['unit']): string {
  switch (unit) {
    case '元':
      return twoDecimals.format(value / FEN)
    case '%':
      return `${oneDecimal.format(value * 100)}%`
    case '小时':
      return oneDecimal.format(value / MINUTES)
    case '人/个':
      return oneDecimal.format(value)
    case '分':
      return twoDecimals.format(value)
    default:
      return whole.format(value)
  }
}
