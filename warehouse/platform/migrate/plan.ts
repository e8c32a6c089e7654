import { TuanshuError } from '../errors.ts'
import type { SqlFile } from './readSqlFiles.ts'

export interface Plan {
  /** Files to apply, in this order. */
  apply: SqlFile[]
  /**
   * Table files that changed after they were applied, without a migration to apply that alters the table: applying them
   * again makes no difference to it.
   */
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
    changedTables: changed
      .filter(file => file.kind === 'table' && !isAltered(file, pending))
      .map(({ file }) => file),
  }
}

function isAltered({ statements }: SqlFile, pending: readonly SqlFile[]): boolean {
  const altering = pending.flatMap(file => (file.kind === 'migration' ? file.statements : []))
  return statements.every(statement => {
    const [, table] = /^\s*create table if not exists ([\w.]+)/m.exec(statement) ?? []
    return altering.some(one => new RegExp(`^\\s*alter table ${table}\\s`, 'm').test(one))
  })
}

/** In a warehouse that has tables already, a new view may need the column that a pending migration adds. */
function tablesFirst(files: SqlFile[]): SqlFile[] {
  const of = (kind: SqlFile['kind']) => files.filter(file => file.kind === kind)
  return [...of('table'), ...of('migration'), ...of('view')]
}
