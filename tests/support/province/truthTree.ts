import type { State } from '../../../ingest/demo/table.ts'

/** What the tree calls 未归属: it stands below the top and holds whatever has no known superior. */
export const STRAY = '1'

/** Today's tree of organisations, by their source ids. */
export class TruthTree {
  private readonly rows = new Map<string, State>()
  private readonly paths = new Map<string, readonly string[]>()

  constructor(rows: readonly State[]) {
    for (const row of rows) this.rows.set(String(row.org_id), row)
  }

  /** Ids from the top down to the organisation; empty when it does not exist. */
  pathOf(id: string): readonly string[] {
    const known = this.paths.get(id)
    if (known) return known
    const row = this.rows.get(id)
    const parent = this.parentOf(id)
    let path: readonly string[] = []
    if (row && parent === '0') path = [id]
    else if (row && parent !== undefined)
      path = this.rows.has(parent) ? [...this.pathOf(parent), id] : [...this.tops(), STRAY, id]
    this.paths.set(id, path)
    return path
  }

  parentOf(id: string): string | undefined {
    const parent = this.rows.get(id)?.parent_org_id
    return parent === undefined ? undefined : String(parent)
  }

  attributesOf(id: string): State | undefined {
    return this.rows.get(id)
  }

  /** Every organisation of the tree, by the length of its path. */
  all(): string[] {
    return [...this.rows.keys()].sort((a, b) => this.pathOf(a).length - this.pathOf(b).length)
  }

  private tops(): string[] {
    return [...this.rows.keys()].filter(id => this.parentOf(id) === '0')
  }
}
