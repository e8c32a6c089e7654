import { parse } from 'lossless-json'
import { TuanshuError } from '../../warehouse/errors.ts'

/**
 * Thrown when a value was read by `JSON.parse` but may have lost digits: the message must be read again with
 * `parseLossless`. Rounding always yields an unsafe integer or a number of more than 15 digits, so looking at the mapped
 * fields alone is enough, and `ts_ns` in every Debezium message costs nothing.
 */
export class LostDigits extends Error {
  override name = 'LostDigits'
}

/** Most decimal digits that a double always keeps. */
const EXACT_DIGITS = 15

/** JSON text to values; numbers that a double cannot hold exactly stay decimal text. About 4 × the cost of JSON.parse. */
export function parseLossless(text: string): unknown {
  return parse(text, undefined, number => (isExact(number) ? Number(number) : number))
}

function isExact(number: string): boolean {
  if (/^-?\d+$/.test(number)) return Number.isSafeInteger(Number(number))
  return number.replace(/[-+.]|e.*$/gi, '').length <= EXACT_DIGITS
}

/** Decimal text of a number that came out of JSON. Throws `LostDigits` when it may not be what was written. */
export function exactText(value: number): string {
  if (Number.isInteger(value)) {
    if (!Number.isSafeInteger(value)) throw new LostDigits()
    return String(value)
  }
  if (!Number.isFinite(value)) throw new TuanshuError('input', 'not a finite number')
  const text = String(value)
  if (text.replace(/[-.]|e.*$/g, '').length > EXACT_DIGITS) throw new LostDigits()
  return text
}
