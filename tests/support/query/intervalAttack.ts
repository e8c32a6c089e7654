/**
 * Somebody who reads an answer and knows the rules of arithmetic: which values can stand in the hidden places?
 *
 * Numbers are whole. `narrow` propagates bounds along sums until nothing changes; `possible` finds whether a value can stand
 * somewhere by trying, with bounds propagated after every try, and is exact.
 */

/** What may stand in a place, both inclusive. */
export interface Range {
  low: number
  high: number
}

/** `whole` is the sum of `parts`; all are indexes of ranges. */
export interface Sum {
  whole: number
  parts: readonly number[]
}

/** Narrows ranges as far as propagation does. Undefined when nothing can stand in some place. */
export function narrow(ranges: readonly Range[], sums: readonly Sum[]): Range[] | undefined {
  const known = ranges.map(range => ({ ...range }))
  const cut = (index: number, low: number, high: number): boolean => {
    const range = known[index]
    if (!range) return false
    const isNarrower = low > range.low || high < range.high
    range.low = Math.max(range.low, low)
    range.high = Math.min(range.high, high)
    return isNarrower
  }
  const at = (index: number): Range => known[index] ?? { low: 0, high: 0 }
  for (let changed = true; changed; ) {
    changed = false
    for (const { whole, parts } of sums) {
      const low = parts.reduce((sum, part) => sum + at(part).low, 0)
      const high = parts.reduce((sum, part) => sum + at(part).high, 0)
      if (cut(whole, low, high)) changed = true
      for (const part of parts) {
        const { low: least, high: most } = at(part)
        const othersHigh = most === Number.POSITIVE_INFINITY ? highWithout(parts, part, at) : high - most
        if (cut(part, at(whole).low - othersHigh, at(whole).high - (low - least))) changed = true
      }
      if ([whole, ...parts].some(index => at(index).low > at(index).high)) return undefined
    }
  }
  return known
}

/** Whether a value can stand in a place: exact. */
export function isPossible(
  ranges: readonly Range[],
  sums: readonly Sum[],
  index: number,
  value: number,
): boolean {
  const tried = ranges.map((range, i) => (i === index ? { low: value, high: value } : range))
  return isSolvable(tried, sums)
}

function isSolvable(ranges: readonly Range[], sums: readonly Sum[]): boolean {
  const known = narrow(ranges, sums)
  if (!known) return false
  const open = known.findIndex(({ low, high }) => low < high)
  const range = known[open]
  if (!range) return true
  for (let value = range.low; value <= range.high; value++)
    if (isPossible(known, sums, open, value)) return true
  return false
}

function highWithout(parts: readonly number[], without: number, at: (index: number) => Range): number {
  return parts.reduce((sum, part) => (part === without ? sum : sum + at(part).high), 0)
}
