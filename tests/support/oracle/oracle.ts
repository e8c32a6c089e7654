import type { OracleWorld } from './world.ts'

/** A question to an oracle: an organisation by its id at the source (`root` is everything), and business days, both inclusive. */
export interface OracleAsk {
  org: string
  from: number
  to: number
  /** The day whose tree says what stands below what. */
  treeDay: number
}

/**
 * What a metric is, said once more in plain TypeScript over what the simulated province lived. Null where there is none: a
 * ratio over nothing, the average of nothing.
 */
export type Oracle = (world: OracleWorld, ask: OracleAsk) => number | null

/** A share of nothing is none. */
export function ratio(numerator: number, denominator: number): number | null {
  return denominator === 0 ? null : numerator / denominator
}

/** How many different values a field has, unknown ones left out. */
export function distinct(rows: readonly Readonly<Record<string, unknown>>[], field: string): number {
  return new Set(rows.map(row => String(row[field] ?? '')).filter(value => value !== '' && value !== '0'))
    .size
}

/** The sum of a field that is a number. */
export function sum(rows: readonly Readonly<Record<string, unknown>>[], field: string): number {
  return rows.reduce((total, row) => total + Number(row[field] ?? 0), 0)
}

/** The middle one, or the mean of the two in the middle; null of nothing. */
export function median(numbers: readonly number[]): number | null {
  const sorted = [...numbers].sort((a, b) => a - b)
  const middle = sorted.slice(Math.floor((sorted.length - 1) / 2), Math.floor(sorted.length / 2) + 1)
  return middle.length === 0 ? null : middle.reduce((total, one) => total + one, 0) / middle.length
}
