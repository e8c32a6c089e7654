import { control, emptied } from './outcome.ts'
import type { Decoded, FormatName, TopicHints } from './record.ts'
import { emptyingsOf } from './statement.ts'
import { text } from './text.ts'

/** Types of schema changes that leave a table without rows, as Canal, TiCDC and DataWorks name them. */
export const EMPTYING_TYPES: ReadonlyMap<string, string> = new Map([
  ['TRUNCATE', 'truncate'],
  ['ERASE', 'drop'],
])

/** A schema change as its message tells it. */
export interface SchemaChange {
  format: FormatName
  /** What the kind of the message says of the rows, where it says it without the statement: `truncate`, `drop`; or `''`. */
  how: string
  sql: unknown
  /** Database and table of the message; of several tables in one statement it names the first only. */
  space: string
  name: string
}

/**
 * Nothing, for a schema change that leaves the rows where they are; else a refusal that names the tables whose rows came or
 * went. A table that gets the name of a ghost table, or that of one, holds the same rows as before: so online changes of the
 * schema end (`RENAME TABLE t TO _t_del, _t_gho TO t`).
 */
export function decodeSchemaChange(
  { format, how, sql, space, name }: SchemaChange,
  hints: TopicHints,
): Decoded {
  const emptyings = emptyingsOf(text(sql), space)
  const isGhost = (table: string) => hints.ignores?.(table) === true
  const [first, ...more] = emptyings.filter(
    ({ tables, renamed }) =>
      tables.length > 0 && !(renamed && (isGhost(renamed.from) || isGhost(renamed.to))),
  )
  if (first) {
    const tables = [first, ...more].flatMap(one => one.tables)
    return emptied([...new Set(tables)], first.how)
  }
  if (how === '' || emptyings.length > 0) return control(format, 'schema change')
  return emptied(ownTable(space, name), how)
}

function ownTable(space: string, name: string): string[] {
  if (name === '') return space === '' ? [] : [`${space}.*`]
  return [space === '' ? name : `${space}.${name}`]
}
