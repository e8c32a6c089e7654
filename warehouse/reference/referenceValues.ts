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
import { parseDay } from '../platform/time/day.ts'
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
    if (text === '') return { ...row, what, from, value: null }
    const value = wanted === '日期' ? parseDay(text) : NUMBER.test(text) ? Number(text) : undefined
    if (value === undefined)
      return fault(
        wanted === '日期'
          ? `value "${text}" is no date; write YYYY-MM-DD`
          : `value "${text}" is no number; write digits, and a point before decimals`,
      )
    if (wanted !== '日期' && text.startsWith('-')) return fault(`value "${text}" is negative`)
    if (wanted === '%' && value > 100) return fault(`value "${text}" is above 100 %`)
    return { ...row, what, from, value }
  })

/**
 * The reference rows in force: those that are shipped, and those of `REFERENCE_VALUES`, which take the place of the shipped
 * ones of the same subject and scope. Throws `TuanshuError('config')` that names file and line of every fault.
 */
export function readReferenceValues(config: Pick<Config, 'REFERENCE_VALUES'>): readonly ReferenceRow[] {
  const shipped = parseReferenceValues(readTableText('sql/reference', SHIPPED), SHIPPED)
  const file = config.REFERENCE_VALUES
  if (file === undefined) return shipped
  const own = parseReferenceValues(readTableText('REFERENCE_VALUES', file), file)
  const replaced = new Set(own.map(subjectOf))
  return [...shipped.filter(row => !replaced.has(subjectOf(row))), ...own]
}

/** Parses the text of a file. Throws as `readReferenceValues` does. */
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

function subjectOf({ what, scope }: ReferenceRow): string {
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
