import type { PanelFigure } from '../../api/live/picture.ts'

/** The wall hides counts below this number (`<5`); the server decides which, see the catalogue's suppression. */
export const WALL_SUPPRESSION = 5

/** Shown where there is no figure: no base for a ratio, nothing computed. */
export const NO_VALUE = '—'

const whole = new Intl.NumberFormat('zh-CN', { maximumFractionDigits: 0 })
const cents = new Intl.NumberFormat('zh-CN', { minimumFractionDigits: 2, maximumFractionDigits: 2 })
const oneDecimal = new Intl.NumberFormat('zh-CN', { minimumFractionDigits: 1, maximumFractionDigits: 1 })
const upToOneDecimal = new Intl.NumberFormat('zh-CN', { maximumFractionDigits: 1 })

export type Unit = PanelFigure['unit']

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

/** For axes and where the figure would not fit: `12.3万`, `1.2亿`. Below 10,000 as it is. */
export function formatCompact(value: number): string {
  const size = Math.abs(value)
  // the limits are where rounding to one decimal would show 10,000.0 or 10,000万
  if (size >= 99_995_000) return `${upToOneDecimal.format(value / 100_000_000)}亿`
  if (size >= 10_000) return `${upToOneDecimal.format(value / 10_000)}万`
  return whole.format(value)
}

/** The value of a figure of this unit as it stands on the wall, without its unit. */
export function formatValue(unit: Unit, value: number | null): string {
  if (unit === '元') return formatFen(value)
  if (unit === '%') return formatShare(value)
  return formatCount(value)
}

/** Like `formatValue`, short: for axes and narrow rows. Money in yuan. */
export function formatCompactValue(unit: Unit, value: number): string {
  if (unit === '元') return formatCompact(value / 100)
  if (unit === '%') return `${upToOneDecimal.format(value * 100)}%`
  return formatCompact(value)
}

/** A row of a figure: suppressed ones as `<5`, never as 0. */
export function formatRow(unit: Unit, row: { value: number | null; suppressed: boolean }): string {
  return row.suppressed ? `<${WALL_SUPPRESSION}` : formatValue(unit, row.value)
}
