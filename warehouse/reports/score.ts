import type { Indicator } from '../catalogue/reports.ts'

/** Decimals of a score. */
const HUNDREDTHS = 100

/** What a row has got: points of 100, and its place; null when it has none of the indicators. */
export interface Standing {
  score: number | null
  rank: number | null
}

/**
 * Scores rows among their peers only: cities with cities, universities with universities. Pure. Who has no peers (undefined)
 * takes no part, and whoever is alone among them has nobody to be compared with.
 */
export function standingsAmongPeers(
  indicators: readonly Indicator[],
  rows: readonly { peers: string | undefined; values: readonly (number | null)[] }[],
): (Standing | undefined)[] {
  const found = new Map<number, Standing>()
  for (const peers of new Set(rows.map(row => row.peers))) {
    if (peers === undefined) continue
    const group = rows.flatMap((row, i) => (row.peers === peers ? [i] : []))
    const among = standings(
      indicators,
      group.map(i => rows[i]?.values ?? []),
    )
    for (const [at, i] of group.entries())
      found.set(i, (group.length > 1 ? among[at] : undefined) ?? { score: null, rank: null })
  }
  return rows.map((_, i) => found.get(i))
}

/**
 * Scores rows by their places in several indicators. Pure. `values` holds a row's value per indicator, null for none. The
 * best of an indicator gets all of its weight, the last none, the others by their place in between; equal values share a
 * place, and a row without a value gets nothing for it. Rows of equal score share a rank, and the next ranks are left out.
 */
export function standings(
  indicators: readonly Indicator[],
  values: readonly (readonly (number | null)[])[],
): Standing[] {
  const scores = values.map(row => {
    if (row.every(value => value === null)) return null
    const points = indicators.reduce(
      (sum, indicator, i) => sum + pointsOf(indicator, row[i], columnOf(values, i)),
      0,
    )
    return Math.round(points * HUNDREDTHS) / HUNDREDTHS
  })
  return scores.map(score => ({
    score,
    rank: score === null ? null : 1 + scores.filter(other => other !== null && other > score).length,
  }))
}

function columnOf(values: readonly (readonly (number | null)[])[], i: number): number[] {
  return values.flatMap(row => row[i] ?? [])
}

function pointsOf(indicator: Indicator, value: number | null | undefined, column: readonly number[]): number {
  if (value === null || value === undefined) return 0
  if (column.length < 2) return indicator.weight
  const isBetter = (other: number) => (indicator.better === 'more' ? other > value : other < value)
  const place = column.filter(isBetter).length
  return (indicator.weight * (column.length - 1 - place)) / (column.length - 1)
}
