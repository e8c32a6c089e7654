import { createHash } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { TuanshuError } from '../errors.ts'
import type { Ddl } from './ddl.ts'
import { splitStatements } from './splitStatements.ts'

/**
 * A file, or one of the two parts of a file that makes a table and the views over it: a table that exists stays as it is,
 * a view is made anew when its text changes, so they are planned and recorded apart.
 */
export interface SqlFile {
  /** Path below sql/, with forward slashes, and `#views` for that part; the name under which it is recorded. */
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

/** Every SQL file in the order in which an empty warehouse gets them: layers, inside by path, then migrations. */
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
    .readdirSync(full, { recursive: true, encoding: 'utf8' })
    .filter(name => name.endsWith('.sql'))
    .map(name => name.split(path.sep).join('/'))
    .sort()
  return names.flatMap(name =>
    partsOf(folder, `${folder}/${name}`, fs.readFileSync(path.join(full, name), 'utf8'), ddl),
  )
}

function partsOf(folder: string, file: string, text: string, ddl: Ddl): SqlFile[] {
  const statements = splitStatements(ddl.render(text, `sql/${file}`))
  const whole = (kind: SqlFile['kind']) => ({ file, kind, checksum: checksumOf(text, ddl), statements })
  if (folder === 'migrations') return [whole('migration')]
  const views = statements.filter(isRepeatable)
  if (views.length === statements.length) return [whole('view')]
  if (views.length === 0) return [whole('table')]
  const part = (name: string, kind: SqlFile['kind'], isPart: (statement: string) => boolean) => ({
    file: name,
    kind,
    checksum: checksumOf(splitStatements(text).filter(isPart).join(';\n'), ddl),
    statements: statements.filter(isPart),
  })
  return [
    part(file, 'table', statement => !isRepeatable(statement)),
    part(`${file}#views`, 'view', isRepeatable),
  ]
}

function checksumOf(text: string, ddl: Ddl): string {
  return createHash('sha256').update(text).update(ddl.fingerprint(text)).digest('hex')
}

/** Does a statement replace what was there: a view, a dictionary? */
function isRepeatable(statement: string): boolean {
  return /^\s*create\s+or\s+replace\b/im.test(statement)
}
