import { TuanshuError } from '../platform/errors.ts'

/** What a log's file declares: what a table that exists already must be given when it changes. */
interface Declared {
  /** Fields of the entity with their types, in order. */
  columns: [name: string, type: string][]
  indexes: Map<string, string>
  projections: Map<string, string>
}

export interface LogChange {
  /** Names of what comes, changes or goes. */
  what: string[]
  statements: string[]
  /** Does the log have to be read for it? */
  isRead: boolean
}

/**
 * What brings a log that was made by one text of its file to another; undefined where nothing but words changed.
 * Throws `TuanshuError('conflict')` when a field was moved, removed or given another type.
 */
export function logChange(log: string, file: string, before: string, after: string): LogChange | undefined {
  const [from, to] = [declared(before), declared(after)]
  requireSameFields(file, from.columns, to.columns)
  const added = to.columns.slice(from.columns.length)
  const indexes = [...to.indexes].filter(([name]) => !from.indexes.has(name))
  const gone = [...from.projections].filter(([name, body]) => to.projections.get(name) !== body)
  const come = [...to.projections].filter(([name, body]) => from.projections.get(name) !== body)
  const what = [...added, ...indexes, ...gone, ...come].map(([name]) => name)
  if (what.length === 0) return undefined

  const alter = `alter table ${log} {{on_cluster}}`
  const columns = added.map(([name, type], i) => {
    const previous = to.columns[from.columns.length + i - 1]?.[0] ?? 'changed_at'
    return `\n    add column if not exists ${name} ${type} after ${previous}`
  })
  return {
    what: [...new Set(what)],
    statements: [
      ...(columns.length > 0 ? [`${alter}${columns.join(',')};`] : []),
      ...indexes.map(([name, body]) => `${alter} add index if not exists ${name} ${body};`),
      ...gone.map(([name]) => `${alter} drop projection if exists ${name};`),
      ...come.flatMap(([name, body]) => [
        `${alter}\n    add projection if not exists ${name} (${body});`,
        `${alter} materialize projection ${name};`,
      ]),
    ],
    isRead: come.length > 0,
  }
}

function declared(text: string): Declared {
  const [, fields = ''] = /^ {4}-- fields of the entity\n([\s\S]*?)^ {4}batch UInt64,$/m.exec(text) ?? []
  return {
    columns: [...fields.matchAll(/^ {4}(\w+) (.+), -- .*$/gm)].map(([, name = '', type = '']) => [
      name,
      type,
    ]),
    indexes: new Map(
      [...text.matchAll(/^ {4}index (\w+) (.+),$/gm)].map(([, name = '', body = '']) => [name, body]),
    ),
    projections: new Map(
      [...text.matchAll(/^ {4}projection (\w+) \(\n([\s\S]*?)\n {4}\)/gm)].map(([, name = '', body = '']) => [
        name,
        body.trim().replace(/\s+/g, ' '),
      ]),
    ),
  }
}

function requireSameFields(file: string, from: Declared['columns'], to: Declared['columns']): void {
  for (const [i, [name, type]] of from.entries()) {
    const [is, isType] = to[i] ?? []
    if (is === name && isType === type) continue
    throw new TuanshuError(
      'conflict',
      `sql/${file} has the field ${name} ${type} in place ${i + 1}, its entry ${is ? `${is} ${isType}` : 'none'}: fields are ` +
        'only appended, because `sent` stores their places as bits. A field that no release ever had goes with its migration: ' +
        'delete that, and restore the file',
    )
  }
}
