import fs from 'node:fs'
import path from 'node:path'
import { ENTITY_NAMES, entityFile } from '../catalogue/entities.ts'
import { SQL_DIR } from '../platform/migrate/readSqlFiles.ts'
import { entitySql } from './entitySql.ts'
import { entityTable } from './entityTable.ts'

/** A file below `sql/` that the catalogue makes, whole or in part. */
export interface RenderedFile {
  file: string
  /** As it should be; null for one whose entity is gone. */
  text: string | null
  /** As it stands; null where there is none yet. */
  committed: string | null
}

const README = 'README.md'
const TABLE = /(<!-- logs -->\n)[\s\S]*?(\n<!-- \/logs -->)/
const IS_RENDERED = /^-- Rendered by "npm run sql"/m

/** Every file that is made from the catalogue, as it is and as it should be. */
export function renderedFiles(dir = SQL_DIR): RenderedFile[] {
  const entities = new Map(ENTITY_NAMES.map(name => [entityFile(name), entitySql(name)]))
  const readme = fs.readFileSync(path.join(dir, README), 'utf8')
  const table = readme.replace(TABLE, (_, start: string, end: string) => start + entityTable() + end)
  const left = sqlFilesIn(dir, 'dwd').filter(
    file => !entities.has(file) && IS_RENDERED.test(read(dir, file) ?? ''),
  )
  return [
    ...[...entities].map(([file, text]) => ({ file, text, committed: read(dir, file) })),
    ...left.map(file => ({ file, text: null, committed: read(dir, file) })),
    { file: README, text: table, committed: readme },
  ]
}

/** Those that are not as they should be. */
export function staleFiles(dir = SQL_DIR): RenderedFile[] {
  return renderedFiles(dir).filter(({ text, committed }) => text !== committed)
}

function read(dir: string, file: string): string | null {
  const full = path.join(dir, file)
  return fs.existsSync(full) ? fs.readFileSync(full, 'utf8') : null
}

function sqlFilesIn(dir: string, folder: string): string[] {
  return fs
    .readdirSync(path.join(dir, folder), { recursive: true, encoding: 'utf8' })
    .filter(name => name.endsWith('.sql'))
    .map(name => `${folder}/${name.split(path.sep).join('/')}`)
}
