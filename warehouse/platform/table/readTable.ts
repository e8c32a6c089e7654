import fs from 'node:fs'
import { CsvError, parse } from 'csv-parse/sync'
import type { z } from 'zod'
import { describeError, TuanshuError } from '../errors.ts'

/** A table that people keep as CSV: ratios, rules, aliases, recipients. */
export interface TableSpec<R> {
  columns: readonly string[]
  /** Columns that a row must have, from the first; those after them may be left out. All by default. */
  needed?: number
  /** Of the row by column; cells are trimmed, one that was left out is `''`. */
  row: z.ZodType<R>
  /** The first cell of a heading in other words, where the heading may also be missing. Otherwise it is the columns. */
  looseHeading?: RegExp
  /** What separates cells; a comma by default. */
  delimiters?: readonly string[]
}

/** A row and where it stands. */
export interface PlacedRow<R> {
  row: R
  line: number
  /** `<file>:<line>`, for messages. */
  place: string
}

export interface Table<R> {
  rows: PlacedRow<R>[]
  /** What is wrong, each with file and line. */
  faults: string[]
}

interface Line {
  line: number
  cells: readonly string[]
}

/** The text of a file that the setting names. Throws `TuanshuError('config')`. */
export function readTableText(setting: string, file: string): string {
  try {
    return fs.readFileSync(file, 'utf8')
  } catch (error) {
    throw new TuanshuError('config', `${setting}: cannot read ${file}: ${describeError(error)}`, {
      cause: error,
    })
  }
}

/**
 * Reads a table as spreadsheets and people write it: a byte order mark, either kind of line end, cells in quotes, remarks on
 * lines that begin with #, and empty lines are no fault. Pure.
 */
export function parseTable<R>(
  text: string,
  file: string,
  { columns, needed = columns.length, row, looseHeading, delimiters = [','] }: TableSpec<R>,
): Table<R> {
  const header = columns.join(',')
  const { lines, faults } = linesOf(text, file, delimiters)
  const [first] = lines
  const isHeading = first && (looseHeading ? looseHeading.test(first.cells[0] ?? '') : true)
  if (first && !looseHeading && !isHeader(first.cells, columns, needed))
    faults.push(`${file}:${first.line}: the first line must be ${header}`)
  const rows: PlacedRow<R>[] = []
  for (const { line, cells } of isHeading ? lines.slice(1) : lines) {
    const place = `${file}:${line}`
    if (cells.length < needed || cells.length > columns.length) {
      faults.push(
        `${place}: ${cells.length} ${cells.length === 1 ? 'column' : 'columns'} instead of ${columns.length} (${header}); a cell with a comma stands in double quotes`,
      )
      continue
    }
    const parsed = row.safeParse(Object.fromEntries(columns.map((column, i) => [column, cells[i] ?? ''])))
    if (parsed.success) rows.push({ row: parsed.data, line, place })
    else faults.push(...parsed.error.issues.map(issue => `${place}: ${messageOf(issue)}`))
  }
  return { rows, faults }
}

/** Faults as one message, a line each, after what they are faults of. */
export function listFaults(what: string, faults: readonly string[]): string {
  return [what, ...faults.map(fault => `  ${fault}`)].join('\n')
}

function linesOf(
  text: string,
  file: string,
  delimiters: readonly string[],
): { lines: Line[]; faults: string[] } {
  const lines: Line[] = []
  try {
    parse(text, {
      bom: true,
      comment: '#',
      comment_no_infix: true,
      delimiter: [...delimiters],
      record_delimiter: ['\r\n', '\n', '\r'],
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
      trim: true,
      // collected one by one, so that the last good line is known when one is not
      on_record: (cells: string[], { lines: line }) => {
        if (cells.some(cell => cell !== '')) lines.push({ line, cells })
        return null
      },
    })
    return { lines, faults: [] }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    const last = lines.at(-1)?.line
    const after = last === undefined ? '' : ` after line ${last}`
    return {
      lines,
      faults: [`${file}: a cell${after} begins with a quote that is not closed: ${error.message}`],
    }
  }
}

function isHeader(cells: readonly string[], columns: readonly string[], needed: number): boolean {
  return (
    cells.length >= needed &&
    cells.length <= columns.length &&
    cells.every((cell, i) => i >= needed || cell === columns[i])
  )
}

/** A union reports its members' faults: the one that is not about an empty cell is meant. */
function messageOf(issue: z.core.$ZodIssue): string {
  if (issue.code !== 'invalid_union') return issue.message
  return issue.errors.flat().at(-1)?.message ?? issue.message
}
