import { TuanshuError } from '../errors.ts'
import type { SqlFile } from './readSqlFiles.ts'

export interface Plan {
  /** Files to apply, in this order. */
  apply: SqlFile[]
  /** Table files that changed after they were applied: applying them again makes no difference to the table. */
  changedTables: string[]
}

/**
 * What has to be applied, given the checksums recorded per file.
 * Throws `TuanshuError('conflict')` for a migration that changed after it was applied.
 */
export function planMigration(files: SqlFile[], recorded: ReadonlyMap<string, string>): Plan {
  const changed = files.filter(({ file, checksum }) => recorded.has(file) && recorded.get(file) !== checksum)
  const rewritten = changed.filter(({ kind }) => kind === 'migration').map(({ file }) => `sql/${file}`)
  if (rewritten.length > 0)
    throw new TuanshuError(
      'conflict',
      `already applied and changed since: ${rewritten.join(', ')}; restore the file and write the change as a new migration`,
    )

  const pending = files.filter(({ file, checksum }) => recorded.get(file) !== checksum)
  return {
    apply: recorded.size === 0 ? pending : tablesFirst(pending),
    changedTables: changed.filter(({ kind }) => kind === 'table').map(({ file }) => file),
  }
}

/** In a warehouse that has tables already, a new view may need the column that a pending migration adds. */
function tablesFirst(files: SqlFile[]): SqlFile[] {
  const of = (kind: SqlFile['kind']) => files.filter(file => file.kind === kind)
  return [...of('table'), ...of('migration'), ...of('view')]
}
