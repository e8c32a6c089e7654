import { formatDay } from '../time/day.ts'

/** A row of a table that holds from one day to another, both inclusive; Infinity until further notice. */
export interface DatedRow {
  from: number
  to: number
  /** `<file>:<line>`. */
  place: string
}

/**
 * What is wrong with how the rows of each subject lie to each other, each with file and line: two that hold on the same day, and
 * days between two of them that none is for. `subjectOf` tells subjects apart, `named` says in words what such a day lacks. Pure.
 */
export function periodFaults<R extends DatedRow>(
  rows: readonly R[],
  subjectOf: (row: R) => string,
  named: (row: R) => string,
): string[] {
  const subjects = new Map<string, R[]>()
  for (const row of rows) subjects.set(subjectOf(row), [...(subjects.get(subjectOf(row)) ?? []), row])
  return [...subjects.values()].flatMap(list => {
    const ordered = list.toSorted((a, b) => a.from - b.from)
    return ordered.flatMap((row, i) => {
      const before = ordered[i - 1]
      if (!before) return []
      if (row.from <= before.to) return [`${row.place}: overlaps with ${before.place}`]
      if (row.from === before.to + 1) return []
      return [
        `${row.place}: no ${named(row)} from ${formatDay(before.to + 1)} to ${formatDay(row.from - 1)}; fill the gap, or say with a row what holds in it`,
      ]
    })
  })
}
