import fs from 'node:fs'
import path from 'node:path'
import { SQL_DIR } from '../migrate/readSqlFiles.ts'

const texts = new Map<string, string>()

/** Text of a query in `sql/query`, read once. */
export function sqlFile(name: string): string {
  const known = texts.get(name)
  if (known !== undefined) return known
  const text = fs.readFileSync(path.join(SQL_DIR, 'query', `${name}.sql`), 'utf8')
  texts.set(name, text)
  return text
}
