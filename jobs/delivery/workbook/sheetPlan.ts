import type { StyleName } from './styles.ts'

/**
 * A sheet as plain data: what stands where and how it looks, decided by pure functions and written by `writeSheet.ts`. Rows
 * and columns count from 1, as in a spreadsheet.
 */
export interface SheetPlan {
  name: string
  /** Width per column, in characters of half width. */
  widths: readonly number[]
  /** Rows and columns that stay in sight. */
  frozen: { rows: number; columns: number }
  print: PrintPlan
  /** Read once, from the top. */
  rows: Iterable<PlannedRow>
  pictures: readonly PlannedPicture[]
}

export interface PrintPlan {
  /** Columns right of this one are on the screen only. */
  columns: number
  /** First and last row of the headings repeated on every page; null for none. */
  repeat: readonly [number, number] | null
  orientation: 'landscape' | 'portrait'
  /** All of it on one page; otherwise as many as it takes, each as wide as the sheet. */
  isOnePage: boolean
  /** Above every page, left and right. */
  header: readonly [string, string]
  /** Below every page at the left; the page number stands in the middle. */
  footer: string
}

export interface PlannedRow {
  /** Per column; undefined leaves the cell alone. */
  cells: readonly (PlannedCell | undefined)[]
  /** Points. */
  height?: number
  merges?: readonly Merge[]
  /** The next row begins another page. */
  endsPage?: boolean
}

export interface Merge {
  from: number
  to: number
  /** Rows below that belong to it. */
  down?: number
}

export interface PlannedCell {
  value: string | number
  style: StyleName
  /** Number format; text when absent. */
  format?: string
  /** Without the leading `=`; `value` is its result. */
  formula?: string
  /** Shown when the pointer rests on the cell. */
  note?: string
}

export interface PlannedPicture {
  png: Buffer
  row: number
  column: number
  /** Pixels at 96 dpi. */
  width: number
  height: number
}

/** `1` → `A`, `28` → `AB`. */
export function columnLetters(column: number): string {
  const rest = Math.floor((column - 1) / 26)
  const letter = String.fromCharCode(65 + ((column - 1) % 26))
  return rest > 0 ? columnLetters(rest) + letter : letter
}

/** Width of a text in characters of half width: Chinese ones take two. */
export function textWidth(text: string): number {
  let width = 0
  for (const char of text) width += (char.codePointAt(0) ?? 0) >= 0x2000 ? 2 : 1
  return width
}

/** Lines that a text takes in this width, and the height in points of a row that holds it. */
export function heightOf(text: string, width: number, linePoints: number): number {
  // a line breaks early where a word or a figure does not fit
  const lines = text
    .split('\n')
    .reduce((sum, line) => sum + Math.max(1, Math.ceil(textWidth(line) / (width * 0.96))), 0)
  return lines * linePoints + 6
}

/** Width of what a cell shows, in characters of half width. */
export function shownWidth({ value, format }: PlannedCell): number {
  if (typeof value === 'string') return Math.max(...value.split('\n').map(textWidth))
  const decimals = /\.(0+)/.exec(format ?? '')?.[1]?.length ?? 0
  const whole = String(Math.abs(Math.trunc(format?.includes('%') ? value * 100 : value))).length
  const separators = format?.includes(',') ? Math.floor((whole - 1) / 3) : 0
  return (
    whole +
    separators +
    (decimals > 0 ? decimals + 1 : 0) +
    (format?.includes('%') ? 1 : 0) +
    wordsWidth(format)
  )
}

/** Width of what a format puts around the number, of its widest section; a minus has room in any case. */
function wordsWidth(format = ''): number {
  const words = format
    .split(';')
    .map(section => [...section.matchAll(/"([^"]*)"/g)].map(([, text]) => text).join(''))
  return Math.max(1, ...words.map(textWidth))
}

/** One text over all printed columns. */
export function mergedRow(
  value: string,
  style: PlannedCell['style'],
  columns: number,
  width: number,
  height = heightOf(value, width * 1.08, 13),
): PlannedRow {
  return { cells: [{ value, style }], merges: [{ from: 1, to: columns }], height }
}
