import path from 'node:path'
import { z } from 'zod'
import { orgKey } from '../../warehouse/orgs/orgKey.ts'
import type { Config } from '../../warehouse/platform/config.ts'
import { TuanshuError } from '../../warehouse/platform/errors.ts'
import { SQL_DIR } from '../../warehouse/platform/migrate/readSqlFiles.ts'
import { dayCell, lastDayCell } from '../../warehouse/platform/table/cells.ts'
import { periodFaults } from '../../warehouse/platform/table/datedRows.ts'
import { listFaults, parseTable, readTableText } from '../../warehouse/platform/table/readTable.ts'
import { formatDay } from '../../warehouse/platform/time/day.ts'
import { RETENTION_LEVELS, type RetentionLevel } from './levels.ts'

/** One part of the whole, in which ratios are written: 10,000 are 100 %. */
export const WHOLE = 10_000

/** A dated row of the file. */
export interface RatioRow {
  level: RetentionLevel
  /** Key of the one organisation it is for; '' for all of the level. */
  org: string
  from: number
  /** Infinity when it is still valid. */
  to: number
  ratio: number
  /** File and line, for messages. */
  place: string
}

export interface RatioTable {
  file: string
  rows: readonly RatioRow[]
}

/** The ratios of one day, in parts of 10,000. */
export interface DayRatios {
  levels: Readonly<Record<RetentionLevel, number>>
  /** By key of the organisation. */
  overrides: ReadonlyMap<string, { level: RetentionLevel; ratio: number; place: string }>
}

const COLUMNS = ['level', 'org', 'valid_from', 'valid_to', 'ratio'] as const

const schema = z
  .object({
    level: z.enum(RETENTION_LEVELS, {
      error: issue => `unknown level "${issue.input}"; known are ${RETENTION_LEVELS.join(', ')}`,
    }),
    org: z.union([
      z.literal(''),
      z
        .string()
        .regex(/^\d{1,3}:.+$/, {
          error: issue =>
            `org "${issue.input}" is not <number of the system>:<its id of the organisation>, for example 1:4400000012`,
        })
        .transform(text =>
          orgKey(Number(text.slice(0, text.indexOf(':'))), text.slice(text.indexOf(':') + 1)),
        ),
    ]),
    valid_from: dayCell('valid_from'),
    valid_to: lastDayCell('valid_to'),
    ratio: z
      .string()
      .regex(/^-?\d+$/, {
        error: issue => `ratio "${issue.input}" is no whole number; write parts of 10,000, 5000 for 50 %`,
      })
      .transform(Number)
      .pipe(z.number().min(0, 'ratio is negative').max(WHOLE, `ratio is above ${WHOLE}, which is 100 %`)),
  })
  .superRefine((row, context) => {
    if (row.valid_to < row.valid_from)
      context.addIssue({ code: 'custom', message: 'valid_to lies before valid_from' })
    if (row.org !== '' && row.level === 'centre')
      context.addIssue({
        code: 'custom',
        message: 'the centre is no organisation of the tree; leave org empty',
      })
  })

/**
 * The ratios in force: those of `RETENTION_RATIOS`, or the scenario that is shipped.
 * Throws `TuanshuError('config')` that names file and line of every fault.
 */
export function readRatios(config: Pick<Config, 'RETENTION_RATIOS'>): RatioTable {
  const file = config.RETENTION_RATIOS ?? path.join(SQL_DIR, 'reference', 'retention_ratio.csv')
  return parseRatios(readTableText('RETENTION_RATIOS', file), file)
}

/** Parses the text of a file. Lines that begin with # are remarks. Throws as `readRatios` does. */
export function parseRatios(text: string, file: string): RatioTable {
  const { rows: found, faults } = parseTable(text, file, { columns: COLUMNS, row: schema })
  const rows = found.map(({ row: { valid_from: from, valid_to: to, ...row }, place }) => ({
    ...row,
    from,
    to,
    place,
  }))
  // how rows lie to each other can only be said of rows that are right by themselves
  if (faults.length === 0) faults.push(...ratioFaults({ file, rows }))
  if (faults.length > 0) throw new TuanshuError('config', listFaults('retention ratios are wrong:', faults))
  return { file, rows }
}

/**
 * The ratios of one day. Throws `TuanshuError('config')` when a level has none, because its first row begins later or its
 * last one has ended.
 */
export function ratiosOn({ file, rows }: RatioTable, on: number): DayRatios {
  const valid = rows.filter(row => row.from <= on && on <= row.to)
  const ratioOf = (level: RetentionLevel) => {
    const row = valid.find(one => one.level === level && one.org === '')
    if (row) return row.ratio
    throw new TuanshuError(
      'config',
      `${file}: no ratio of level ${level} on ${formatDay(on)}; add a row that is valid on that day`,
    )
  }
  return {
    levels: {
      grassroots: ratioOf('grassroots'),
      county: ratioOf('county'),
      city: ratioOf('city'),
      province: ratioOf('province'),
      centre: ratioOf('centre'),
    },
    overrides: new Map(
      valid.flatMap(({ org, level, ratio, place }) =>
        org === '' ? [] : [[org, { level, ratio, place }] as const],
      ),
    ),
  }
}

/** What is wrong with how the rows lie to each other, each with file and line. Pure. */
export function ratioFaults({ file, rows }: RatioTable): string[] {
  const faults = datesFaults(rows, file)
  return faults.length > 0 ? faults : sumFaults(rows)
}

/** Levels without a row; rows of the same level or organisation that overlap, or leave days out. */
function datesFaults(rows: readonly RatioRow[], file: string): string[] {
  const general = new Set(rows.filter(({ org }) => org === '').map(({ level }) => level))
  return [
    ...RETENTION_LEVELS.filter(level => !general.has(level)).map(
      level => `${file}: no row of level ${level}`,
    ),
    ...periodFaults(
      rows,
      ({ level, org }) => org || level,
      ({ level, org }) => (org === '' ? `ratio of level ${level}` : 'ratio of the organisation'),
    ),
  ]
}

/** Days on which the levels together would keep more than there is; they can only begin where a row begins. */
function sumFaults(rows: readonly RatioRow[]): string[] {
  const general = rows.filter(row => row.org === '')
  return general.flatMap(({ from, place }) => {
    const sum = general.reduce(
      (total, row) => total + (row.from <= from && from <= row.to ? row.ratio : 0),
      0,
    )
    return sum > WHOLE
      ? [`${place}: on ${formatDay(from)} the levels add up to ${sum}, more than ${WHOLE}`]
      : []
  })
}
