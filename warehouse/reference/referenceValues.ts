import path from 'node:path'
import { z } from 'zod'
import {
  REFERENCE_NAMES,
  REFERENCE_VALUES,
  type ReferenceName,
  type ReferenceUnit,
} from '../catalogue/referenceValues.ts'
import type { Config } from '../platform/config.ts'
import { TuanshuError } from '../platform/errors.ts'
import { SQL_DIR } from '../platform/migrate/readSqlFiles.ts'
import { dayCell } from '../platform/table/cells.ts'
import { listFaults, parseTable, readTableText } from '../platform/table/readTable.ts'
import { isStorableDay, parseDay } from '../platform/time/day.ts'
import { byNarrowness, covers, parseScope, type ReferencePlace, type ReferenceScope } from './scope.ts'

/** A dated row: from this day on, this value holds for the organisations of the scope. */
export interface ReferenceRow {
  what: ReferenceName
  scope: ReferenceScope
  /** Business day. */
  from: number
  /** In the unit of the entry, a business day for `日期`; null when nothing holds any more. */
  value: number | null
  /** Document and article. */
  source: string
  /** File and line. */
  place: string
}

/** A value in force, and where it comes from. */
export interface ReferenceValue {
  value: number
  unit: ReferenceUnit
  from: number
  source: string
  place: string
}

const NUMBER = /^-?\d+(\.\d+)?$/
const COLUMNS = ['what', 'scope', 'valid_from', 'value', 'unit', 'source'] as const
const SHIPPED = path.join(SQL_DIR, 'reference', 'reference_value.csv')

/** What can be wrong with the text of a value. */
export type ValueFault = 'no_date' | 'no_number' | 'negative' | 'above_whole'

const VALUE_FAULTS: Readonly<Record<ValueFault, (text: string) => string>> = {
  no_date: text => `value "${text}" is no date; write YYYY-MM-DD`,
  no_number: text => `value "${text}" is no number; write digits, and a point before decimals`,
  negative: text => `value "${text}" is negative`,
  above_whole: text => `value "${text}" is above 100 %`,
}

/**
 * A value as it is written: the number, the business day of a `日期`, or null of an empty text, from which on nothing holds;
 * the fault of one that cannot be read. Pure.
 */
export function readValue(unit: ReferenceUnit, text: string): { value: number | null } | { fault: ValueFault } {
  if (text === '') return { value: null }
  if (unit === '日期') {
    const day = parseDay(text)
    return day === undefined || !isStorableDay(day) ? { fault: 'no_date' } : { value: day }
  }
  if (!NUMBER.test(text)) return { fault: 'no_number' }
  if (text.startsWith('-')) return { fault: 'negative' }
  return unit === '%' && Number(text) > 100 ? { fault: 'above_whole' } : { value: Number(text) }
}

const schema = z
  .object({
    what: z.enum(REFERENCE_NAMES, {
      error: issue => `unknown "${issue.input}"; known are ${REFERENCE_NAMES.join(', ')}`,
    }),
    scope: z.string().transform((text, context) => {
      const scope = parseScope(text)
      if (typeof scope !== 'string') return scope
      context.addIssue({ code: 'custom', message: scope })
      return z.NEVER
    }),
    valid_from: dayCell('valid_from'),
    value: z.string(),
    unit: z.string(),
    source: z.string().min(1, 'source is empty; name the document and its article'),
  })
  .transform(({ what, value: text, unit, valid_from: from, ...row }, context) => {
    const fault = (message: string) => {
      context.addIssue({ code: 'custom', message })
      return z.NEVER
    }
    const wanted: ReferenceUnit = REFERENCE_VALUES[what].unit
    if (unit !== wanted) return fault(`unit "${unit}" of ${what} is wrong; it is ${wanted}`)
    const read = readValue(wanted, text)
    if ('fault' in read) return fault(VALUE_FAULTS[read.fault](text))
    return { ...row, what, from, value: read.value }
  })

/** The rows of the files: those that are shipped, and those of `REFERENCE_VALUES`. */
export interface ReferenceFiles {
  shipped: readonly ReferenceRow[]
  own: readonly ReferenceRow[]
}

/** Reads the files. Throws `TuanshuError('config')` that names file and line of every fault. */
export function readReferenceFiles(config: Pick<Config, 'REFERENCE_VALUES'>): ReferenceFiles {
  const shipped = parseReferenceValues(readTableText('sql/reference', SHIPPED), SHIPPED)
  const file = config.REFERENCE_VALUES
  const own = file === undefined ? [] : parseReferenceValues(readTableText('REFERENCE_VALUES', file), file)
  return { shipped, own }
}

/** The rows of the files as one: the own ones take the place of the shipped ones of the same subject and scope. Pure. */
export function mergeFiles({ shipped, own }: ReferenceFiles): readonly ReferenceRow[] {
  const replaced = new Set(own.map(subjectOf))
  return [...shipped.filter(row => !replaced.has(subjectOf(row))), ...own]
}

/** The reference rows of the files. What is entered on the page is not among them: `readReferences`. Throws as `readReferenceFiles`. */
export function readReferenceValues(config: Pick<Config, 'REFERENCE_VALUES'>): readonly ReferenceRow[] {
  return mergeFiles(readReferenceFiles(config))
}

/** Parses the text of a file. Throws as `readReferenceFiles` does. */
export function parseReferenceValues(text: string, file: string): ReferenceRow[] {
  const table = parseTable(text, file, { columns: COLUMNS, row: schema })
  const rows = table.rows.map(({ row, place }) => ({ ...row, place }))
  const faults = [...table.faults, ...repeated(rows)]
  if (faults.length > 0)
    throw new TuanshuError('config', listFaults('the table of reference values is wrong:', faults))
  return rows
}

/**
 * The value that holds for an organisation on a day; undefined when none does. Of several scopes that cover it the narrowest
 * one that has begun counts, of its rows the latest. Pure.
 */
export function referenceValue(
  rows: readonly ReferenceRow[],
  what: ReferenceName,
  place: ReferencePlace,
  day: number,
): ReferenceValue | undefined {
  const [row] = rows
    .filter(each => each.what === what && each.from <= day && covers(each.scope, place))
    .sort((a, b) => byNarrowness(a.scope, b.scope) || b.from - a.from)
  if (!row || row.value === null) return undefined
  return {
    value: row.value,
    unit: REFERENCE_VALUES[what].unit,
    from: row.from,
    source: row.source,
    place: row.place,
  }
}

/** What a row is about: rows of the same subject and scope follow each other by their days. */
export function subjectOf({ what, scope }: Pick<ReferenceRow, 'what' | 'scope'>): string {
  return JSON.stringify([what, scope.org, scope.region, scope.level, scope.system])
}

/** Rows that say two things of the same subject, scope and day. */
function repeated(rows: readonly ReferenceRow[]): string[] {
  const seen = new Map<string, string>()
  return rows.flatMap(row => {
    const key = `${subjectOf(row)} ${row.from}`
    const before = seen.get(key)
    seen.set(key, row.place)
    return before === undefined ? [] : [`${row.place}: ${row.what} has a value from that day in ${before}`]
  })
}
