import { TuanshuError } from '../../warehouse/platform/errors.ts'
import { type SqlToken, sqlTokens } from '../format/sqlTokens.ts'
import type { DraftColumn, DraftTable } from './draftTable.ts'

/** What begins a line of a table that is no column. */
const NO_COLUMN = new Set(
  'primary key unique index constraint foreign check fulltext spatial exclude supplemental'.split(' '),
)
/** What ends the type of a column. */
const AFTER_TYPE = new Set(
  'not null default comment primary unique auto_increment generated collate check references constraint on enable disable charset visible invisible key as storage encrypt'.split(
    ' ',
  ),
)

export function isDdl(text: string): boolean {
  return /\bcreate\s+(?:\w+\s+){0,3}table\b/i.test(text)
}

/**
 * The tables that `create table` statements of MySQL, Oracle or PostgreSQL make, with what `comment on column` says of their
 * columns. Throws `TuanshuError('input')` where a table has no columns.
 */
export function readCreateTables(sql: string): DraftTable[] {
  const tokens = sqlTokens(sql)
  // what Oracle is not told to keep as it is written it keeps in upper case
  const isOracle = tokens.some(({ text }) => /^(?:n?varchar2|number|clob)$/i.test(text))
  const spell = ({ kind, text }: SqlToken) =>
    kind === 'quoted' ? text : isOracle ? text.toUpperCase() : text
  const comments = columnComments(tokens, spell)
  const tables: DraftTable[] = []
  for (const [i, token] of tokens.entries()) {
    if (!isWord(token, 'create')) continue
    const at = tokens.slice(i, i + 5).findIndex(one => isWord(one, 'table'))
    if (at < 0) continue
    let next = i + at + 1
    while (['if', 'not', 'exists'].some(word => isWord(tokens[next], word))) next++
    const { name, end } = readName(tokens, next, spell)
    if (tokens[end]?.text !== '(')
      throw new TuanshuError('input', `create table ${name}: no list of columns follows`)
    tables.push(readTable(name, itemsIn(tokens, end), spell, comments))
  }
  return tables
}

type Spell = (token: SqlToken) => string

function isWord(token: SqlToken | undefined, word: string): boolean {
  return token?.kind === 'word' && token.text.toLowerCase() === word
}

/** A name with its parts, and the place behind it. */
function readName(tokens: readonly SqlToken[], from: number, spell: Spell): { name: string; end: number } {
  const parts: string[] = []
  let at = from
  for (;;) {
    const token = tokens[at]
    if (!token || token.kind === 'sign' || token.kind === 'literal') break
    parts.push(spell(token))
    at++
    if (tokens[at]?.text !== '.') break
    at++
  }
  return { name: parts.join('.'), end: at }
}

/** What stands between brackets, cut at the commas between them; `open` is the place of the first bracket. */
function itemsIn(tokens: readonly SqlToken[], open: number): SqlToken[][] {
  const items: SqlToken[][] = [[]]
  let depth = 0
  for (const token of tokens.slice(open)) {
    const isSign = token.kind === 'sign'
    if (isSign && token.text === ')') depth--
    if (depth === 0 && isSign && token.text === ')') break
    if (depth === 1 && isSign && token.text === ',') items.push([])
    else if (depth > 0) items.at(-1)?.push(token)
    if (isSign && token.text === '(') depth++
  }
  return items.filter(item => item.length > 0)
}

function readTable(
  name: string,
  items: readonly SqlToken[][],
  spell: Spell,
  comments: ReadonlyMap<string, string>,
): DraftTable {
  const key: string[] = []
  const columns: DraftColumn[] = []
  for (const item of items) {
    const [first, ...rest] = item
    if (!first) continue
    const primary = item.findIndex((token, i) => isWord(token, 'primary') && isWord(item[i + 1], 'key'))
    if (first.kind === 'word' && NO_COLUMN.has(first.text.toLowerCase())) {
      const open = item.findIndex((token, i) => i > primary && token.text === '(')
      if (primary >= 0 && open >= 0)
        key.push(...itemsIn(item, open).flatMap(([one]) => (one ? [spell(one)] : [])))
      continue
    }
    const column = spell(first)
    if (primary >= 0) key.push(column)
    const end = rest.findIndex(token => token.kind === 'word' && AFTER_TYPE.has(token.text.toLowerCase()))
    const told = rest.find((token, i) => token.kind === 'literal' && isWord(rest[i - 1], 'comment'))
    const type = end < 0 ? rest : rest.slice(0, end)
    columns.push({
      name: column,
      type: typeText(type),
      comment: told?.value ?? comments.get(`${name}.${column}`) ?? '',
      seen: type.flatMap(({ value }) => (value === undefined ? [] : [value])),
    })
  }
  if (columns.length === 0) throw new TuanshuError('input', `create table ${name}: it has no columns`)
  return { name, key, columns }
}

/** `decimal(10,2)`, `timestamp(6) with time zone`. */
function typeText(tokens: readonly SqlToken[]): string {
  return tokens
    .map(({ kind, text, value }) => (kind === 'literal' ? `'${value}'` : text.toLowerCase()))
    .join(' ')
    .replace(/ ?([(),]) ?/g, '$1')
    .replace(/\)(?=\w)/g, ') ')
}

/** `comment on column a.b is '…'` of Oracle and PostgreSQL, by table and column. */
function columnComments(tokens: readonly SqlToken[], spell: Spell): Map<string, string> {
  const found = new Map<string, string>()
  for (const [i, token] of tokens.entries()) {
    if (!isWord(token, 'comment') || !isWord(tokens[i + 1], 'on') || !isWord(tokens[i + 2], 'column'))
      continue
    const { name, end } = readName(tokens, i + 3, spell)
    if (isWord(tokens[end], 'is')) found.set(name, tokens[end + 1]?.value ?? '')
  }
  return found
}
