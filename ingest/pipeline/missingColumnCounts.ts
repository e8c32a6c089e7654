import type { EntityName } from '../../warehouse/catalogue/entities.ts'
import type { Log } from '../../warehouse/platform/log.ts'
import { type MissingColumn, spelledLike } from '../mapping/missingColumns.ts'

/** Whole rows of a table, since the process started, that lacked a column which the mapping names. */
export interface MissingColumnCount {
  log: EntityName
  table: string
  column: string
  /** A column of these rows whose name differs in its case only; `''` when there is none. */
  spelled: string
  rows: number
  /** When the last of them was read, milliseconds since 1970. */
  lastAt: number
}

/** Counts columns that rows lack, and says each once in the log: the field would stand still without a word. */
export class MissingColumnCounts {
  private readonly counts = new Map<string, MissingColumnCount>()

  constructor(private readonly log: Log) {}

  add(missing: readonly MissingColumn[], at: number): void {
    for (const { mapping, column, row } of missing) {
      const name = `${mapping.system.name} ${mapping.table} ${column}`
      const known = this.counts.get(name)
      if (known) {
        known.rows += 1
        known.lastAt = at
        continue
      }
      const like = spelledLike({ column, row })
      this.counts.set(name, {
        log: mapping.entity,
        table: mapping.table,
        column,
        spelled: like,
        rows: 1,
        lastAt: at,
      })
      this.log.warn(
        { table: mapping.table, column, ...(like === '' ? {} : { spelled: like }), file: mapping.file },
        like === ''
          ? 'the mapping names a column that the rows of its table do not have'
          : 'the mapping names a column that the rows of its table have in another case',
      )
    }
  }

  list(): MissingColumnCount[] {
    return [...this.counts.values()].map(count => ({ ...count }))
  }
}
