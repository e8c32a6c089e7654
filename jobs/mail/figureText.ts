import { markOf, type StatedFigure } from '../../warehouse/contract/figureState.ts'
import type { AnswerColumn } from '../../warehouse/reports/answer.ts'

/** Shown where there is no change. */
export const NO_VALUE = '—'

const whole = new Intl.NumberFormat('zh-CN', { maximumFractionDigits: 0 })
const oneDecimal = new Intl.NumberFormat('zh-CN', { minimumFractionDigits: 1, maximumFractionDigits: 1 })
const MINUTES = 60

/** A figure with its unit, as it stands in a mail: `12,345 人`, `1,234.50 元`, `61.3%`, or the mark of its state. */
export function figureText(figure: StatedFigure, unit: AnswerColumn['unit']): string {
  if (figure.state !== 'value') return markOf(figure)
  const { value } = figure
  switch (unit) {
    case '元':
      return `${yuanText(value)} 元`
    case '%':
      return `${oneDecimal.format(value * 100)}%`.replace('-', '−')
    case '小时':
      return `${oneDecimal.format(value / MINUTES)} 小时`.replace('-', '−')
    case '人/个':
    case '分':
      return `${oneDecimal.format(value)} ${unit}`.replace('-', '−')
    default:
      return `${whole.format(value)} ${unit}`.trimEnd().replace('-', '−')
  }
}

/**
 * A change: `▲ +3.2%`; of a share in points: `▼ −1.0 个百分点`. `''` when the column compares nothing, "—" without a base.
 * The sign is told by mark and sign, not by colour: up is not always good.
 */
export function changeText(change: number | null | undefined, unit: AnswerColumn['unit']): string {
  if (change === undefined) return ''
  if (change === null) return NO_VALUE
  const size = oneDecimal.format(Math.abs(change) * 100)
  if (size === '0.0') return '持平'
  const amount = unit === '%' ? `${size} 个百分点` : `${size}%`
  return change > 0 ? `▲ +${amount}` : `▼ −${amount}`
}

/** Fen as yuan, to the fen, without a detour over fractions: `−1,234.50`. */
function yuanText(fen: number): string {
  const size = Math.abs(fen)
  const cents = String(size % 100).padStart(2, '0')
  return `${fen < 0 ? '−' : ''}${whole.format(Math.floor(size / 100))}.${cents}`
}
