import { isRounded, markOf, meaningOf, ROUNDED_MARK, STATE_MARKS, type StatedFigure } from './figureState.ts'
import { type Unit, WRITINGS, type Writing } from './unit.ts'

/** A figure in words, alike on wall, page, headline, mail and ticker; the workbook's cell formats follow the same table. */

/** Shown where there is no figure and no other reason is known. */
export const NO_VALUE = STATE_MARKS.no_data

const MINUS = '−'
/** Digits that spreadsheets keep, and that a product of binary fractions has right. */
const EXACT_DIGITS = 12

const whole = new Intl.NumberFormat('zh-CN', { maximumFractionDigits: 0 })
const upToOneDecimal = new Intl.NumberFormat('zh-CN', { maximumFractionDigits: 1 })
const oneDecimal = new Intl.NumberFormat('zh-CN', { minimumFractionDigits: 1, maximumFractionDigits: 1 })

/** A figure or the mark of its state, without its unit: `1,234`, `12.50`, `约 1,230`, `61.3%`, `<3`, `*`, `—`. */
export function figureText(figure: StatedFigure, unit: Unit): string {
  return figure.state === 'value' ? `${aboutOf(figure)}${valueText(figure.value, unit)}` : markOf(figure)
}

/** What stands before the number of a figure: `约 `, or nothing. */
export function aboutOf(figure: StatedFigure): string {
  return isRounded(figure) ? `${ROUNDED_MARK} ` : ''
}

/** The same with its unit: `1,234 人`, `12.50 元`, `61.3%`; what rests on too few persons is `<3 人` in every unit. */
export function figureWithUnit(figure: StatedFigure, unit: Unit): string {
  if (figure.state === 'value') return `${aboutOf(figure)}${valueWithUnit(figure.value, unit)}`
  return figure.state === 'suppressed' ? `${markOf(figure)} 人` : markOf(figure)
}

/** A figure with its unit where there is room for words: the meaning of its state in the place of a mark. */
export function figureInWords(figure: StatedFigure, unit: Unit): string {
  return figure.state === 'value' ? figureWithUnit(figure, unit) : meaningOf(figure)
}

/** A value of this unit, without it: money of fen, time of minutes, a share of a fraction of 1; null is "—". */
export function valueText(value: number | null, unit: Unit): string {
  if (value === null) return NO_VALUE
  const size = sizeText(Math.abs(value), WRITINGS[unit])
  // what rounds to nothing has no sign
  return value < 0 && /[1-9]/.test(size) ? `${MINUS}${size}` : size
}

/** `1,234 人`, `12.50 元`, `61.3%`; null is "—". */
export function valueWithUnit(value: number | null, unit: Unit): string {
  return value === null ? NO_VALUE : `${valueText(value, unit)}${unitBehind(unit)}`
}

/** How many of something: `1,234`. */
export function countText(count: number | null): string {
  return valueText(count, '个')
}

/**
 * A change, a fraction of 1, told by sign and never by colour, as up is not always good: `▲ 3.2%`, of a share its points
 * without their name, `▼ 1.1`; `持平` for what rounds to nothing, "—" without a base.
 */
export function changeText(change: number | null, unit: Unit): string {
  if (change === null) return NO_VALUE
  const size = valueText(Math.abs(change), '%')
  if (!/[1-9]/.test(size)) return '持平'
  return `${change > 0 ? '▲' : '▼'} ${unit === '%' ? size.slice(0, -1) : size}`
}

/** The same with the name of points: `▲ 3.2%`, `▼ 1.1 个百分点`. */
export function changeWithUnit(change: number | null, unit: Unit): string {
  const text = changeText(change, unit)
  return unit === '%' && /\d/.test(text) ? `${text} 个百分点` : text
}

/** A figure that is itself a gain or a loss, as the wall shows it: `▲ 1,319`, `▼ 12`, `0`. */
export function gainText(value: number | null, unit: Unit): string {
  const text = valueText(value, unit)
  if (value === null || !/[1-9]/.test(text)) return text
  return `${value > 0 ? '▲' : '▼'} ${text.replace(MINUS, '')}`
}

/** A value where it would not fit, on scales and in legends: `12.3万`, `1.2亿`, `93%`. Below 10,000 without zeros behind the point. */
export function compactText(value: number, unit: Unit): string {
  const { scale, decimals, suffix } = WRITINGS[unit]
  const size = exact(Math.abs(value) / scale)
  const sign = value < 0 ? MINUS : ''
  // the limits are where rounding to one decimal would show 10,000.0 or 10,000万
  if (size >= 99_995_000) return `${sign}${upToOneDecimal.format(size / 100_000_000)}亿`
  if (size >= 10_000) return `${sign}${upToOneDecimal.format(size / 10_000)}万`
  const isFine = suffix === '%' || (decimals === 1 && scale === 1)
  return `${sign}${(isFine ? upToOneDecimal : whole).format(size)}${suffix}`
}

/** The unit as it stands behind a figure; a share carries its own. */
export function unitBehind(unit: Unit): string {
  return WRITINGS[unit].suffix === '' ? ` ${unit}` : ''
}

function sizeText(size: number, { scale, decimals, suffix }: Writing): string {
  if (decimals === 2) {
    // a sum of money keeps all its digits only while it is not divided
    const hundredths = Math.round(size * (100 / scale))
    return `${whole.format(Math.floor(hundredths / 100))}.${String(hundredths % 100).padStart(2, '0')}${suffix}`
  }
  return `${(decimals === 0 ? whole : oneDecimal).format(exact(size / scale))}${suffix}`
}

/** Rounding looks at the decimal digits that people and spreadsheets see, not at the nearest binary fraction. */
export function exact(number: number): number {
  return Number.isInteger(number) ? number : Number(number.toPrecision(EXACT_DIGITS))
}
