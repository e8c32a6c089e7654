import fs from 'node:fs'
import { TuanshuError } from '../../warehouse/platform/errors.ts'
import { describeMessage } from '../format/describe.ts'
import { openMessageFile } from '../messageFile/open.ts'
import type { SizeLimit } from '../messageFile/read.ts'
import { isDdl, readCreateTables } from './createTable.ts'
import type { DraftTable } from './draftTable.ts'
import { SampledTables } from './sampled.ts'

/** A DDL text is not larger. */
const MOST_DDL_BYTES = 16 << 20

/**
 * The tables that a file of DDL or of sample messages shows; `-`, standard input, is messages. Throws `TuanshuError('input')`
 * for a file that is neither.
 */
export async function readDraftTables(file: string, limit: SizeLimit): Promise<DraftTable[]> {
  const size = fs.statSync(file, { throwIfNoEntry: false })
  if (size?.isFile() && size.size <= MOST_DDL_BYTES) {
    const text = fs.readFileSync(file, 'utf8')
    if (isDdl(text)) return readCreateTables(text)
  }
  const sampled = new SampledTables()
  let refused = ''
  for await (const item of openMessageFile(file, limit).items) {
    if ('refusal' in item) {
      refused ||= `${item.place}: ${item.refusal.detail}`
      continue
    }
    const { key, value, topic } = item.message
    const { description } = describeMessage({ key, value, topic }, { keyColumns: [] })
    if ('changes' in description) for (const change of description.changes) sampled.add(change)
    else if ('reason' in description) refused ||= `${item.place}: ${description.detail}`
  }
  const tables = sampled.all()
  if (tables.length === 0)
    throw new TuanshuError(
      'input',
      `${file} holds neither a create table statement nor a message with a row${refused && `; ${refused}`}`,
    )
  return tables
}

/** The table that is meant: the only one, or that of a name, with or without its database. */
export function pickTable(tables: readonly DraftTable[], name: string | undefined): DraftTable {
  const found = tables.filter(
    table => name === undefined || table.name === name || table.name.endsWith(`.${name}`),
  )
  const [only, ...more] = found
  if (only && more.length === 0) return only
  const names = tables.map(table => table.name).join(', ')
  throw new TuanshuError(
    'input',
    name === undefined
      ? `name one of the tables with --table: ${names}`
      : `no one table is ${name}; there are ${names}`,
  )
}
