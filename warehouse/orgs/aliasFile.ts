import { z } from 'zod'
import { TuanshuError } from '../platform/errors.ts'
import { listFaults, parseTable } from '../platform/table/readTable.ts'
import { type AliasChange, namedOrgId } from './aliases.ts'

const COLUMNS = ['alias', 'canonical', 'note'] as const
const HEADER = COLUMNS.join(',')
const NEEDS_QUOTES = /[",\n]/

const org = z.string().transform((named, context) => {
  try {
    return { named, id: namedOrgId(named) }
  } catch (error) {
    if (!(error instanceof TuanshuError)) throw error
    context.addIssue({ code: 'custom', message: error.message })
    return z.NEVER
  }
})
const schema = z.object({ alias: org, canonical: org, note: z.string() })

/**
 * The aliases of a CSV file: `alias,canonical,note`, organisations as `<system>:<its id there>` or by the id of the tree; the
 * note may be left out. Pure. Throws `TuanshuError('input')` that names file and line of every fault.
 */
export function parseAliasFile(text: string, file: string): AliasChange[] {
  const { rows, faults } = parseTable(text, file, { columns: COLUMNS, needed: 2, row: schema })
  if (faults.length > 0) throw new TuanshuError('input', listFaults('nothing was changed:', faults))
  return rows.map(({ row: { alias, canonical, note }, place }) => ({
    org: alias.id,
    canonical: canonical.id,
    named: alias.named,
    note,
    place,
  }))
}

/** One line of such a file. */
export function aliasLine(cells: readonly [alias: string, canonical: string, note: string]): string {
  return cells.map(cell => (NEEDS_QUOTES.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(',')
}

export const ALIAS_HEADER = HEADER
