import type { AnswerColumn } from '../../warehouse/reports/answer.ts'

type Unit = AnswerColumn['unit']

/** Shown where there is no figure: no base for a change, nothing computed. */
export const NO_VALUE = '—'

/** Spreadsheets keep 15 significant digits: a longer number would show other digits than it has. */
const MOST_EXACT = 1e15

const FORMATS: Readonly<Partial<Record<Unit, string>>> = {
  元: '#,##0.00',
  '%': '0.0%',
  小时: '#,##0.0',
  '人/个': '#,##0.0',
  分: '0.0',
  名: '0',
}

/** The number format of a column, by its unit and never by its values. */
export function formatOf(unit: Unit): string {
  return FORMATS[unit] ?? '#,##0'
}

// what would show as +0.0 % is no change
export const CHANGE_FORMAT = '[>=0.0005]"+"0.0%;[<=-0.0005]"−"0.0%;0.0%'
export const POINTS_FORMAT = '[>=0.05]"+"0.0;[<=-0.05]"−"0.0;0.0'

/** For a column that holds changes of both kinds. */
export const LABELLED_POINTS_FORMAT = '[>=0.05]"+"0.0"百分点";[<=-0.05]"−"0.0"百分点";0.0"百分点"'

/** A figure as a cell holds it: 元 of fen, hours of minutes, a share as fraction; text where a number would lose digits. */
export function cellValueOf(unit: Unit, value: number): number | string {
  if (unit === '元') return yuanOf(value)
  if (unit === '小时') return value / 60
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
