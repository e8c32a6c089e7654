import { createHash } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { TuanshuError } from '../errors.ts'
import type { Ddl } from './ddl.ts'
import { splitStatements } from './splitStatements.ts'

export interface SqlFile {
  /** Path below sql/, with forward slashes; the name under which it is recorded. */
  file: string
  kind: 'table' | 'view' | 'migration'
  /** sha256 of the text as it stands in the repository (the same on a server and a cluster), and of its credentials. */
  checksum: string
  statements: string[]
}

/** Repository folder with the layers and the migrations. */
export const SQL_DIR = fileURLToPath(new URL('../../../sql', import.meta.url))

// each layer builds on those before it
const LAYERS = ['sys', 'ods', 'dim', 'dwd', 'ads']
const MIGRATION_NAME = /^\d{4}_\w+\.sql$/

/** Every SQL file in the order in which an empty warehouse gets them: layers, inside by name, then migrations. */
export function readSqlFiles(dir: string, ddl: Ddl): SqlFile[] {
  const layers = LAYERS.flatMap(layer => readFolder(dir, layer, ddl))
  const migrations = readFolder(dir, 'migrations', ddl)
  for (const { file } of migrations)
    if (!MIGRATION_NAME.test(path.posix.basename(file)))
      throw new TuanshuError(
        'config',
        `sql/${file}: a migration is named NNNN_what.sql, for example 0007_add_town.sql`,
      )
  return [...layers, ...migrations]
}

function readFolder(dir: string, folder: string, ddl: Ddl): SqlFile[] {
  const full = path.join(dir, folder)
  if (!fs.existsSync(full)) return []
  const names = fs
    .readdirSync(full)
    .filter(name => name.endsWith('.sql'))
    .sort()
  return names.map(name => {
    const file = `${folder}/${name}`
    const text = fs.readFileSync(path.join(full, name), 'utf8')
    const statements = splitStatements(ddl.render(text, `sql/${file}`))
    const checksum = createHash('sha256').update(text).update(ddl.fingerprint(text)).digest('hex')
    return { file, kind: kindOf(folder, statements), checksum, statements }
  })
}

function kindOf(folder: string, statements: string[]): SqlFile['kind'] {
  if (folder === 'migrations') return 'migration'
  return statements.some(statement => /^\s*create\s+table\b/im.test(statement)) ? 'table' : 'view'
}
