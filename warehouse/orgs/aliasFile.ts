import { TuanshuError } from '../platform/errors.ts'
import { type AliasChange, namedOrgId } from './aliases.ts'

const COLUMNS = ['alias', 'canonical', 'note'] as const
const HEADER = COLUMNS.join(',')
const NEEDS_QUOTES = /[",\n]/

/**
 * The aliases of a CSV file: `alias,canonical,note`, organisations as `<system>:<its id there>` or by the id of the tree.
 * Lines that begin with # are remarks. Pure. Throws `TuanshuError('input')` that names file and line of every fault.
 */
export function parseAliasFile(text: string, file: string): AliasChange[] {
  const faults: string[] = []
  const changes: AliasChange[] = []
  let isHeaderSeen = false
  // a spreadsheet puts a mark in front of UTF-8
  for (const [i, raw] of text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .entries()) {
    const line = raw.trim()
    const place = `${file}:${i + 1}`
    if (line === '' || line.startsWith('#')) continue
    const [alias = '', canonical = '', note = '', ...more] = cellsOf(line)
    if (!isHeaderSeen) {
      isHeaderSeen = true
      if (alias !== 'alias' || canonical !== 'canonical')
        faults.push(`${place}: the first line must be ${HEADER}`)
    } else if (more.length > 0 || canonical === '')
      faults.push(`${place}: columns must be ${HEADER}; put a note with a comma into double quotes`)
    else
      try {
        changes.push({ org: namedOrgId(alias), canonical: namedOrgId(canonical), named: alias, note, place })
      } catch (error) {
        if (!(error instanceof TuanshuError)) throw error
        faults.push(`${place}: ${error.message}`)
      }
  }
  if (faults.length > 0)
    throw new TuanshuError('input', `nothing was changed:\n${faults.map(fault => `  ${fault}`).join('\n')}`)
  return changes
}

/** One line of such a file. */
export function aliasLine(cells: readonly [alias: string, canonical: string, note: string]): string {
  return cells.map(cell => (NEEDS_QUOTES.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(',')
}

export const ALIAS_HEADER = HEADER

/** Cells of a line; one in double quotes may hold commas, and a quote that is written twice. */
function cellsOf(line: string): string[] {
  return [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(([, quoted, plain]) =>
    (quoted?.replaceAll('""', '"') ?? plain ?? '').trim(),
  )
}
