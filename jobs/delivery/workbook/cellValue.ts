import { type Unit, WRITINGS } from '../../../warehouse/contract/unit.ts'

/** Spreadsheets keep 15 significant digits: a longer number would show other digits than it has. */
const MOST_EXACT = 1e15

/** The number format of a column, by its unit and never by its values; it shows what `valueText` writes. */
export function formatOf(unit: Unit): string {
  const { decimals, suffix } = WRITINGS[unit]
  const size = `#,##0${decimals === 0 ? '' : `.${'0'.repeat(decimals)}`}${suffix}`
  return `${size};"−"${size}`
}

/** Shows a change as `changeText` writes it: what rounds to nothing is none. */
export const CHANGE_FORMAT = '[>=0.0005]"▲ "#,##0.0%;[<=-0.0005]"▼ "#,##0.0%;"持平"'
/** The same for the difference of two shares in points, and for a column that holds changes of both kinds. */
export const POINTS_FORMAT = '[>=0.05]"▲ "#,##0.0;[<=-0.05]"▼ "#,##0.0;"持平"'
export const LABELLED_POINTS_FORMAT = '[>=0.05]"▲ "#,##0.0" 个百分点";[<=-0.05]"▼ "#,##0.0" 个百分点";"持平"'

/** A figure as a cell holds it: 元 of fen, hours of minutes, a share as fraction; text where a number would lose digits. */
export function cellValueOf(unit: Unit, value: number): number | string {
  if (unit === '元') return yuanOf(value)
  if (unit === '小时' || unit === '小时/人' || unit === '元/人') return value / WRITINGS[unit].scale
  return Math.abs(value) < MOST_EXACT ? value : BigInt(Math.trunc(value)).toString()
}

/**
 * Fen to yuan without a division: the number nearest to the decimal text, which shows and reads back as the same fen. Text
 * from 15 digits on. Throws on a fraction of a fen.
 */
export function yuanOf(fen: number): number | string {
  if (!Number.isInteger(fen))
    throw new Error(`${fen} fen is no whole number: money was divided before it was shown`)
  const digits = BigInt(Math.abs(fen)).toString().padStart(3, '0')
  const text = `${fen < 0 ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`
  return Math.abs(fen) < MOST_EXACT ? Number(text) : text
}

/** A difference of shares (fraction of 1) in 个百分点. */
export function pointsOf(difference: number): number {
  return Number((difference * 100).toPrecision(12))
}

// also the full-width and the small forms, which Chinese input methods and spreadsheets take for the same signs
const ACTIVE = /^\s*[=+\-@＝＋－＠﹦﹢﹣﹫\t\r]/u
/**
 * Text from a source system that no spreadsheet takes for a formula. A text cell is inert as it stands; the apostrophe keeps
 * it so when the sheet is saved as CSV and opened again, or the cell is edited.
 */
export function safeText(text: string): string {
  // XML cannot hold control characters; those that show nothing hide the sign behind them, or turn a name around
  const shown = text.replace(/[^\P{Cc}\t\r\n]|\p{Cf}/gu, '')
  return ACTIVE.test(shown) ? `'${shown}` : shown
}
