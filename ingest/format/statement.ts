import { sqlTokens } from './sqlTokens.ts'
import { StatementReader } from './statementReader.ts'

/** What a statement does to rows without naming them. */
export interface Emptying {
  /** In words: `truncate`, `drop partition`, … */
  how: string
  /** Tables with the database as far as the statement or its session says it; `zhtj.*` for all of a database. */
  tables: readonly string[]
  /** A table got another name: the rows of both names are other ones now. */
  renamed?: { from: string; to: string }
}

/** Partitions and tablespaces that leave a table, or come into it, with their rows. */
const PARTITION_ACTIONS: ReadonlySet<string> = new Set([
  'TRUNCATE',
  'DROP',
  'EXCHANGE',
  'CONVERT',
  'DISCARD',
  'IMPORT',
  'DETACH',
  'ATTACH',
])
const PARTS: ReadonlySet<string> = new Set(['PARTITION', 'PARTITIONS', 'SUBPARTITION', 'SUBPARTITIONS'])
/** What else than the table `ALTER TABLE … RENAME` can rename. */
const RENAMED_PARTS: ReadonlySet<string> = new Set([
  'COLUMN',
  'INDEX',
  'KEY',
  'CONSTRAINT',
  'PARTITION',
  'SUBPARTITION',
])
const TO: ReadonlySet<string> = new Set(['TO'])
const TABLESPACE: ReadonlySet<string> = new Set(['TABLESPACE'])
const TABLE: ReadonlySet<string> = new Set(['TABLE'])
/** Objects with a body of statements of its own, which are not executed now. */
const WITH_BODY: ReadonlySet<string> = new Set(['PROCEDURE', 'FUNCTION', 'TRIGGER', 'EVENT', 'PACKAGE'])
/** Words of a `CREATE` before such an object: `CREATE DEFINER = a@b PROCEDURE`. */
const HEAD_TOKENS = 12

/**
 * What the statements of an SQL text do to rows that no message of a row will tell: empty a table or a part of it, drop it,
 * replace it, move it under another name. A statement on temporary tables is told without tables; one that does nothing of
 * the kind is not told. `space` is the database of the session.
 */
export function emptyingsOf(sql: string, space: string): Emptying[] {
  const found: Emptying[] = []
  const reader = new StatementReader(sqlTokens(sql), space)
  while (!reader.atEnd) {
    found.push(...readStatement(reader))
    reader.skipStatement()
  }
  return found
}

function readStatement(reader: StatementReader): Emptying[] {
  // MariaDB: SET STATEMENT max_statement_time=60 FOR …
  if (reader.take('SET') && reader.take('STATEMENT')) reader.skipTo('FOR')
  switch (reader.verb()) {
    case 'USE':
      reader.space = reader.name() ?? reader.space
      return []
    case 'TRUNCATE':
      reader.take('TABLE', 'TABLES')
      reader.take('ONLY')
      return [{ how: 'truncate', tables: reader.tables() }]
    case 'DROP':
      return readDrop(reader)
    case 'CREATE':
      return readCreate(reader)
    case 'ALTER':
      return readAlter(reader)
    case 'RENAME':
      if (reader.take('USER')) return []
      reader.take('TABLE', 'TABLES')
      return readRenames(reader)
    default:
      return []
  }
}

function readDrop(reader: StatementReader): Emptying[] {
  if (reader.take('TEMPORARY')) return [{ how: 'drop', tables: [] }]
  if (reader.take('TABLE', 'TABLES')) {
    reader.skipCondition()
    return [{ how: 'drop', tables: reader.tables() }]
  }
  if (!reader.take('DATABASE', 'SCHEMA')) return []
  reader.skipCondition()
  const name = reader.name()
  return name === null ? [] : [{ how: 'drop', tables: [`${name}.*`] }]
}

function readCreate(reader: StatementReader): Emptying[] {
  const isReplaced = reader.take('OR') && reader.take('REPLACE')
  if (reader.take('TEMPORARY')) return isReplaced ? [{ how: 'create or replace', tables: [] }] : []
  if (!reader.take('TABLE')) {
    if (reader.ahead(HEAD_TOKENS, WITH_BODY)) reader.skipAll()
    return []
  }
  if (!isReplaced) return []
  const table = reader.table()
  return table === null ? [] : [{ how: 'create or replace', tables: [table] }]
}

function readAlter(reader: StatementReader): Emptying[] {
  reader.take('ONLINE', 'OFFLINE')
  // ALTER IGNORE TABLE … ADD UNIQUE throws away the rows that are double
  const isIgnoring = reader.take('IGNORE')
  if (!reader.take('TABLE')) {
    if (reader.ahead(HEAD_TOKENS, WITH_BODY)) reader.skipAll()
    return []
  }
  reader.skipCondition()
  reader.take('ONLY')
  const table = reader.table()
  if (table === null) return []
  const found: Emptying[] = isIgnoring ? [{ how: 'alter ignore', tables: [table] }] : []
  do found.push(...readAction(reader, table))
  while (reader.skipToNextAction())
  return found
}

function readAction(reader: StatementReader, table: string): Emptying[] {
  const verb = reader.verb()
  if (verb === 'RENAME') {
    if (reader.ahead(1, RENAMED_PARTS)) return []
    if (!reader.take('TO', 'AS')) reader.takeSign('=')
    const to = reader.table()
    // PostgreSQL: RENAME old_column TO new_column
    return to === null || reader.ahead(1, TO) ? [] : [renaming(table, to)]
  }
  if (verb === null || !PARTITION_ACTIONS.has(verb)) return []
  const isPart = reader.ahead(1, PARTS)
  const isSpace = (verb === 'DISCARD' || verb === 'IMPORT') && reader.ahead(1, TABLESPACE)
  const isTable = verb === 'CONVERT' && reader.ahead(1, TABLE)
  if (!isPart && !isSpace && !isTable) return []
  const tables = [table]
  while (reader.skipInAction('TABLE')) {
    const other = reader.table()
    if (other !== null) tables.push(other)
  }
  const what = isPart ? 'partition' : isSpace ? 'tablespace' : 'table'
  return [{ how: `${verb.toLowerCase()} ${what}`, tables }]
}

function readRenames(reader: StatementReader): Emptying[] {
  const found: Emptying[] = []
  do {
    reader.skipCondition()
    const from = reader.table()
    if (from === null || !reader.skipInAction('TO')) return found
    const to = reader.table()
    if (to !== null) found.push(renaming(from, to))
  } while (reader.takeSign(','))
  return found
}

function renaming(from: string, to: string): Emptying {
  return { how: 'rename', tables: [from, to], renamed: { from, to } }
}
