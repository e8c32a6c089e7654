import type { AnswerColumn } from '../../warehouse/reports/answer.ts'

/** A figure as a channel shows it: fen, minutes, fraction of 1, count; null is "—". */
export interface Shown {
  value: number | null
  /** Half of the last digit that the channel writes; 0 when it is exact. */
  tolerance: number
}

type Unit = AnswerColumn['unit']

/** Half of the last written digit, in the figure's own unit. All others are written as they are. */
const TOLERANCES: Readonly<Partial<Record<Unit, number>>> = { '%': 0.0005, 小时: 3, '人/个': 0.05 }
const DIGITS = /^(−?)([\d,]+(?:\.\d+)?)(%?)/

/** Reads a figure that is written for people: `1,234.50`, `61.3%`, `−12 人`, `—`. Throws on anything else. */
export function readText(text: string, unit: Unit): Shown {
  if (text === '—') return { value: null, tolerance: 0 }
  const [, minus, digits = '', percent] = DIGITS.exec(text) ?? []
  if (digits === '' || (percent === '%') !== (unit === '%'))
    throw new Error(`"${text}" is no figure in ${unit}`)
  const number = Number(digits.replaceAll(',', '')) * (minus ? -1 : 1)
  return { value: scaled(number / (unit === '%' ? 100 : 1), unit), tolerance: TOLERANCES[unit] ?? 0 }
}

/** Reads a figure of a cell of a workbook. Throws on anything but a number or "—". */
export function readCell(content: unknown, unit: Unit): Shown {
  if (content === '—') return { value: null, tolerance: 0 }
  if (typeof content !== 'number')
    throw new Error(`a cell holds ${JSON.stringify(content)} instead of a figure`)
  return { value: scaled(content, unit), tolerance: 0 }
}

/** Whether a channel shows this figure. */
export function isSame(shown: Shown, expected: number | null): boolean {
  if (shown.value === null || expected === null) return shown.value === expected
  // a decimal fraction is not exact in a computer
  return Math.abs(shown.value - expected) <= shown.tolerance + 1e-9
}

function scaled(number: number, unit: Unit): number {
  if (unit === '元') return Math.round(number * 100)
  return unit === '小时' ? number * 60 : number
}
