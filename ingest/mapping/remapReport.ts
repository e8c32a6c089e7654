import type { Mapping } from './mapping.ts'
import type { KeptRow } from './remap.ts'

/** What a remap did, beside what it wrote. */
export interface RemapReport {
  /** Versions that were mapped anew, and how many of them say something else now. */
  mapped: number
  changed: number
  /** Versions that `ods_change` does not hold, which stay as they are. */
  absent: number
  /** Versions that could not be mapped and stay as they are, by table, column and reason. */
  refused: { detail: string; versions: number }[]
  /**
   * Columns that the mapping names but that were not on the white list, always or for a time: in none of the changes of
   * the table, or missing in rows of snapshots, which are whole. Counted are all changes without it.
   */
  lacking: { table: string; column: string; fields: string[]; versions: number; of: number }[]
}

interface TableTally {
  mapping: Mapping
  rows: number
  lacking: Map<string, { rows: number; whole: number }>
}

/** Counts what a remap meets. */
export class RemapTally {
  private readonly counts = { mapped: 0, changed: 0, absent: 0 }
  private readonly refused = new Map<string, number>()
  private readonly tables = new Map<Mapping, TableTally>()

  add(count: 'mapped' | 'changed' | 'absent', versions = 1): void {
    this.counts[count] += versions
  }

  refuse(detail: string): void {
    this.refused.set(detail, (this.refused.get(detail) ?? 0) + 1)
  }

  /** A row that was mapped; `isWhole` when its source must have sent all of its columns. */
  look(mapping: Mapping, { data, nulls }: KeptRow, isWhole: boolean): void {
    const tally = this.tables.get(mapping) ?? { mapping, rows: 0, lacking: new Map() }
    this.tables.set(mapping, tally)
    tally.rows += 1
    for (const column of mapping.columns) {
      if (Object.hasOwn(data, column) || nulls.includes(column)) continue
      const lacking = tally.lacking.get(column) ?? { rows: 0, whole: 0 }
      tally.lacking.set(column, lacking)
      lacking.rows += 1
      if (isWhole) lacking.whole += 1
    }
  }

  report(): RemapReport {
    return {
      ...this.counts,
      refused: [...this.refused].map(([detail, versions]) => ({ detail, versions })),
      lacking: [...this.tables.values()].flatMap(({ mapping, rows, lacking }) =>
        [...lacking]
          .filter(([, missing]) => missing.rows === rows || missing.whole > 0)
          .map(([column, missing]) => ({
            table: mapping.table,
            column,
            fields: mapping.fields.filter(one => one.column === column).map(one => one.name),
            versions: missing.rows,
            of: rows,
          })),
      ),
    }
  }
}

/** The report in lines for people. The first says how much was done; the others, how much could not be. */
export function describeRemap({ mapped, changed, absent, refused, lacking }: RemapReport): {
  result: string
  warnings: string[]
} {
  return {
    result: `${mapped} mapped anew from ods_change, ${changed} of them say something else now`,
    warnings: [
      ...refused.map(
        ({ detail, versions }) => `${versions} versions could not be mapped and stay as they were: ${detail}`,
      ),
      ...lacking.map(
        ({ table, column, fields, versions, of }) =>
          `${table}.${column} (${fields.length > 0 ? fields.join(', ') : 'key or mark'}) is missing in ${versions} of ${of} changes: no mapping named it when they came, or the source does not send it; only a new snapshot of the table can bring it`,
      ),
      ...(absent > 0 ? [`${absent} versions are not in ods_change and stay as they were`] : []),
    ],
  }
}
