import fs from 'node:fs'
import path from 'node:path'
import { ENTITIES, ENTITY_NAMES, type Entity, entityFile, logTable } from '../catalogue/entities.ts'
import { SQL_DIR } from '../platform/migrate/readSqlFiles.ts'
import { type LogChange, logChange } from './logChanges.ts'
import { staleFiles } from './renderedFiles.ts'

/**
 * Makes the files of the catalogue anew, and for each log whose fields or projections changed the migration that gives them
 * to a table that exists already. Returns the files that it wrote, below `sql/`. Writes nothing when it throws
 * `TuanshuError('conflict')`: see `logChange`.
 */
export function renderSql(dir = SQL_DIR): string[] {
  const stale = staleFiles(dir)
  const byFile = new Map(ENTITY_NAMES.map(name => [entityFile(name), ENTITIES[name]]))
  const first = nextNumber(dir)
  const changes = stale.flatMap(({ file, text, committed }) => {
    const entity = byFile.get(file)
    if (!entity || text === null || committed === null) return []
    const change = logChange(logTable(entity.name), file, committed, text)
    return change ? [{ entity, change }] : []
  })
  const migrations = changes.map(({ entity, change }, i) => ({
    file: `migrations/${String(first + i).padStart(4, '0')}_${entity.name}_${change.what[0]}.sql`,
    text: migrationText(entity, change),
  }))

  for (const { file, text } of [...stale, ...migrations]) {
    const full = path.join(dir, file)
    if (text === null) {
      fs.rmSync(full)
      continue
    }
    fs.mkdirSync(path.dirname(full), { recursive: true })
    fs.writeFileSync(full, text)
  }
  return [...stale, ...migrations].map(({ file }) => file)
}

function nextNumber(dir: string): number {
  const numbers = fs.readdirSync(path.join(dir, 'migrations')).map(name => Number.parseInt(name, 10))
  return Math.max(0, ...numbers.filter(Number.isInteger)) + 1
}

function migrationText({ title, name }: Entity, { what, statements, isRead }: LogChange): string {
  return [
    `-- The log of ${title} (${name}) changes in ${what.join(', ')}. Versions from before did not send a new field, and hold what`,
    '-- stands for "not known". The view is made anew from its file.',
    `-- Cost: ${isRead ? 'the log is read once for each projection; everything else is metadata only' : 'metadata only'}.`,
    ...statements,
    '',
  ].join('\n')
}
