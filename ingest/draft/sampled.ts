import type { DescribedChange } from '../format/describe.ts'
import type { Cell } from '../format/record.ts'
import { toText } from '../mapping/cell.ts'
import type { DraftTable } from './draftTable.ts'

/** More values than this are no codes. */
const MOST_VALUES = 30
const LONGEST_VALUE = 40

/** Tables as sample messages show them. */
export class SampledTables {
  private readonly tables = new Map<string, { key: readonly string[]; columns: Map<string, Set<string>> }>()

  add({ db, schema, table, pk, after, before }: DescribedChange): void {
    const name = [schema ?? db, table].filter(Boolean).join('.')
    let known = this.tables.get(name)
    if (!known) {
      known = { key: [], columns: new Map() }
      this.tables.set(name, known)
    }
    if (known.key.length === 0) known.key = pk ?? []
    for (const [column, cell] of Object.entries(after ?? before ?? {})) {
      const seen = known.columns.get(column) ?? new Set()
      known.columns.set(column, seen)
      note(seen, cell)
    }
  }

  all(): DraftTable[] {
    return [...this.tables].map(([name, { key, columns }]) => ({
      name,
      key,
      columns: [...columns].map(([column, seen]) => ({
        name: column,
        type: '',
        comment: '',
        seen: seen.size > MOST_VALUES ? [...seen].slice(0, MOST_VALUES) : [...seen],
      })),
    }))
  }
}

function note(seen: Set<string>, cell: Cell): void {
  if (cell === null) return
  const text = toText(cell)
  if (text !== '' && text.length <= LONGEST_VALUE && seen.size <= MOST_VALUES) seen.add(text)
}
