import type { PanelFigure } from '../../api/live/picture.ts'
import { markOf, type StatedFigure } from '../../warehouse/contract/figureState.ts'

/** Shown where there is no figure. */
export const NO_VALUE = '—'

const whole = new Intl.NumberFormat('zh-CN', { maximumFractionDigits: 0 })
const cents = new Intl.NumberFormat('zh-CN', { minimumFractionDigits: 2, maximumFractionDigits: 2 })
const oneDecimal = new Intl.NumberFormat('zh-CN', { minimumFractionDigits: 1, maximumFractionDigits: 1 })
const upToOneDecimal = new Intl.NumberFormat('zh-CN', { maximumFractionDigits: 1 })

/** `分` of a score and `名` of a rank stand in reports only. */
export type Unit = PanelFigure['unit'] | '分' | '名'

/** `1,234,567`. */
export function formatCount(value: number | null): string {
  return value === null ? NO_VALUE : whole.format(value).replace('-', '−')
}

/** Fen to yuan, to the fen: `1,234.50`. */
export function formatFen(fen: number | null): string {
  return fen === null ? NO_VALUE : cents.format(fen / 100).replace('-', '−')
}

/** Fraction of 1 to percent with one decimal: `61.3%`. */
export function formatShare(fraction: number | null): string {
  return fraction === null ? NO_VALUE : `${oneDecimal.format(fraction * 100).replace('-', '−')}%`
}

/** A change with its sign as ▲ or ▼ and + or −: up is not always good, so it is never told by colour. */
export function formatChange(value: number | null): string {
  if (value === null) return NO_VALUE
  if (value === 0) return '0'
  return value > 0 ? `▲ +${whole.format(value)}` : `▼ −${whole.format(-value)}`
}

/** A relative change, a fraction of 1: `▲ +3.2%`, `▼ −1.1%`, `0.0%`; null is "—". */
export function formatRelativeChange(change: number | null): string {
  return signed(change, '%')
}

/** A difference of two shares, a fraction of 1, in percentage points without their name: `▲ +1.2`. */
export function formatPointChange(change: number | null): string {
  return signed(change, '')
}

function signed(change: number | null, suffix: string): string {
  if (change === null) return NO_VALUE
  const text = oneDecimal.format(Math.abs(change) * 100)
  // what rounds to nothing has no direction
  if (text === '0.0') return `${text}${suffix}`
  return change > 0 ? `▲ +${text}${suffix}` : `▼ −${text}${suffix}`
}

/** Minutes to hours with one decimal: `1,234.5`. */
export function formatHours(minutes: number | null): string {
  return formatDecimal(minutes === null ? null : minutes / 60)
}

/** `12.3`. */
export function formatDecimal(value: number | null): string {
  return value === null ? NO_VALUE : oneDecimal.format(value).replace('-', '−')
}

/** For axes and where the figure would not fit: `12.3万`, `1.2亿`. Below 10,000 as it is. */
export function formatCompact(value: number): string {
  const size = Math.abs(value)
  // the limits are where rounding to one decimal would show 10,000.0 or 10,000万
  if (size >= 99_995_000) return `${upToOneDecimal.format(value / 100_000_000)}亿`
  if (size >= 10_000) return `${upToOneDecimal.format(value / 10_000)}万`
  return whole.format(value)
}

/** The value of a figure of this unit as it stands on the wall and in reports, without its unit. */
export function formatValue(unit: Unit, value: number | null): string {
  if (unit === '元') return formatFen(value)
  if (unit === '%') return formatShare(value)
  if (unit === '小时') return formatHours(value)
  if (unit === '人/个' || unit === '分') return formatDecimal(value)
  return formatCount(value)
}

/** Like `formatValue`, short: for axes and narrow rows. Money in yuan, time in hours. */
export function formatCompactValue(unit: Unit, value: number): string {
  if (unit === '元') return formatCompact(value / 100)
  if (unit === '%') return `${upToOneDecimal.format(value * 100)}%`
  if (unit === '小时') return formatCompact(value / 60)
  if (unit === '人/个' || unit === '分') return upToOneDecimal.format(value)
  return formatCompact(value)
}

/** A figure of this unit, without its unit; the mark of its state in the place of a number. */
export function formatFigure(unit: Unit, figure: StatedFigure): string {
  return figure.state === 'value' ? formatValue(unit, figure.value) : markOf(figure)
}
