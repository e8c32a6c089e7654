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
  return new Set(rows.map(row => String(row[field])).filter(value => value !== '' && value !== '0')).size
}

/** The sum of a field that is a number. */
export function sum(rows: readonly Readonly<Record<string, unknown>>[], field: string): number {
  return rows.reduce((total, row) => total + Number(row[field] ?? 0), 0)
}
