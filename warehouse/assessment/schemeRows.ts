import path from 'node:path'
import { z } from 'zod'
import { findMetric, type Metric } from '../catalogue/metrics.ts'
import { isToldAt } from '../catalogue/privacy.ts'
import { DIRECTIONS, type Direction, FULL_POINTS } from '../contract/assessmentState.ts'
import { exact } from '../contract/figureText.ts'
import { WRITINGS } from '../contract/unit.ts'
import type { Config } from '../platform/config.ts'
import { TuanshuError } from '../platform/errors.ts'
import { SQL_DIR } from '../platform/migrate/readSqlFiles.ts'
import { listFaults, parseTable, readTableText } from '../platform/table/readTable.ts'
import { LEVELS, parseScope, type ReferenceScope } from '../reference/scope.ts'

/** Whom a sheet is for: organisations of a level of the tree that are no branches, or branches wherever they stand. */
export const ASSESSED = ['province', 'city', 'county', 'town', 'below', 'branch'] as const
export type Assessed = (typeof ASSESSED)[number]

/** An indicator of an assessment, as it holds for the organisations of a level and scope in some years. */
export interface SchemeRow {
  scheme: string
  title: string
  level: Assessed
  scope: ReferenceScope
  fromYear: number
  /** Inclusive; Infinity until further notice. */
  toYear: number
  metric: Metric
  /** Points of 100. */
  weight: number
  direction: Direction
  /** Lines of no points, of all points, and of the veto, in the stored unit of the metric. */
  zeroAt: number
  fullAt: number
  vetoAt: number | null
  /** Document and article. */
  source: string
  /** File and line. */
  place: string
}

const COLUMNS = [
  'scheme',
  'title',
  'level',
  'scope',
  'from_year',
  'to_year',
  'metric',
  'weight',
  'direction',
  'zero_at',
  'full_at',
  'veto_at',
  'unit',
  'source',
] as const
const SHIPPED = path.join(SQL_DIR, 'reference', 'assessment.csv')
const LONGEST_NAME = 40
const NUMBER = /^\d+(\.\d+)?$/
/** Weights are written with two decimals at the most: hundredths add up without rests. */
const HUNDREDTHS = 100

const year = (column: string) =>
  z.string().transform((text, context) => {
    if (/^\d{4}$/.test(text)) return Number(text)
    context.addIssue({ code: 'custom', message: `${column} "${text}" is no year; write YYYY` })
    return z.NEVER
  })

const schema = z
  .object({
    scheme: z.string().regex(/^[a-z][a-z0-9_]{0,39}$/, {
      error: issue =>
        `scheme "${issue.input}" is no id; write lower-case letters, digits and _, a letter first`,
    }),
    title: z
      .string()
      .min(1, 'title is empty; say what the assessment is called')
      .max(LONGEST_NAME, `title is longer than ${LONGEST_NAME} characters`),
    level: z.enum(ASSESSED, {
      error: issue => `unknown level "${issue.input}"; known are ${ASSESSED.join(', ')}`,
    }),
    scope: z.string(),
    from_year: year('from_year'),
    to_year: z.union([z.literal('').transform(() => Number.POSITIVE_INFINITY), year('to_year')]),
    metric: z.string(),
    weight: z.string(),
    direction: z.enum(DIRECTIONS, {
      error: issue => `unknown direction "${issue.input}"; known are ${DIRECTIONS.join(', ')}`,
    }),
    zero_at: z.string(),
    full_at: z.string(),
    veto_at: z.string(),
    unit: z.string(),
    source: z.string().min(1, 'source is empty; name the document and its article'),
  })
  .transform(
    ({ scope: where, from_year, to_year, metric: id, zero_at, full_at, veto_at, ...row }, context) => {
      const fault = (message: string) => {
        context.addIssue({ code: 'custom', message })
        return z.NEVER
      }
      const metric = findMetric(id)
      if (!metric) return fault(`unknown metric "${id}"; the ids stand on the page 指标 of the portal`)
      if (row.unit !== metric.unit) return fault(`unit "${row.unit}" of ${id} is wrong; it is ${metric.unit}`)
      if (!isToldAt(metric.id, levelOf(row.level)))
        return fault(`${id} is not told of organisations below the city`)
      const scope = parseScope(where)
      if (typeof scope === 'string') return fault(scope)
      if (scope.level !== '') return fault(`scope "${where}" names a level; that stands in the column level`)
      if (to_year < from_year) return fault('to_year lies before from_year')
      if (!NUMBER.test(row.weight) || !isInHundredths(Number(row.weight)) || Number(row.weight) === 0)
        return fault(
          `weight "${row.weight}" is no number of points; write more than 0, two decimals at the most`,
        )
      for (const [column, text] of [
        ['zero_at', zero_at],
        ['full_at', full_at],
        ['veto_at', veto_at],
      ] as const)
        if (!NUMBER.test(text) && !(column === 'veto_at' && text === ''))
          return fault(`${column} "${text}" is no number; write digits, and a point before decimals`)
      const stored = (text: string) => exact(Number(text) * WRITINGS[metric.unit].scale)
      const [zeroAt, fullAt] = [stored(zero_at), stored(full_at)]
      const vetoAt = veto_at === '' ? null : stored(veto_at)
      const isWorse = (a: number, b: number) => (row.direction === 'more' ? a < b : a > b)
      if (!isWorse(zeroAt, fullAt))
        return fault(
          `${row.direction} is better, but the points grow from zero_at ${zero_at} to full_at ${full_at}`,
        )
      if (vetoAt !== null && !isWorse(vetoAt, fullAt))
        return fault(`veto_at ${veto_at} would veto who has all points, from ${full_at} on`)
      const { scheme, title, level, direction, source } = row
      return {
        scheme,
        title,
        level,
        scope,
        fromYear: from_year,
        toYear: to_year,
        metric,
        weight: Number(row.weight),
        direction,
        zeroAt,
        fullAt,
        vetoAt,
        source,
      }
    },
  )

/**
 * The assessments in force: those that are shipped, and those of `ASSESSMENTS`, which take the place of the shipped ones of the
 * same id. Throws `TuanshuError('config')` that names file and line of every fault.
 */
export function readSchemes(config: Pick<Config, 'ASSESSMENTS'>): readonly SchemeRow[] {
  const shipped = parseSchemes(readTableText('sql/reference', SHIPPED), SHIPPED)
  const file = config.ASSESSMENTS
  if (file === undefined) return shipped
  const own = parseSchemes(readTableText('ASSESSMENTS', file), file)
  const replaced = new Set(own.map(({ scheme }) => scheme))
  return [...shipped.filter(({ scheme }) => !replaced.has(scheme)), ...own]
}

/** Parses the text of a file. Throws as `readSchemes` does. */
export function parseSchemes(text: string, file: string): SchemeRow[] {
  const table = parseTable(text, file, { columns: COLUMNS, row: schema })
  const rows = table.rows.map(({ row, place }): SchemeRow => ({ ...row, place }))
  // weights of a table of which a row was refused do not add up for that reason
  const faults = [...table.faults, ...(table.faults.length === 0 ? contradictions(rows) : [])]
  if (faults.length > 0)
    throw new TuanshuError('config', listFaults('the table of assessments is wrong:', faults))
  return rows
}

/** Whose table a row belongs to, whatever the years. */
export function subjectOf({ scheme, level, scope }: Pick<SchemeRow, 'scheme' | 'level' | 'scope'>): string {
  return JSON.stringify([scheme, level, scope.org, scope.region, scope.system])
}

/** Level in the tree; a branch is told as what lies lowest. */
export function levelOf(level: Assessed): number {
  return level === 'branch' ? LEVELS.below : LEVELS[level]
}

/** Whether a number has two decimals at the most. */
export function isInHundredths(value: number): boolean {
  return Math.abs(value * HUNDREDTHS - Math.round(value * HUNDREDTHS)) < 1e-6
}

/** Whether weights add up to all points. */
export function addUp(weights: readonly number[]): boolean {
  return sumOf(weights) === FULL_POINTS
}

function sumOf(weights: readonly number[]): number {
  return weights.reduce((sum, weight) => sum + Math.round(weight * HUNDREDTHS), 0) / HUNDREDTHS
}

function contradictions(rows: readonly SchemeRow[]): string[] {
  const faults: string[] = []
  const titles = new Map<string, SchemeRow>()
  const tables = new Map<string, Map<string, SchemeRow[]>>()
  for (const row of rows) {
    const titled = titles.get(row.scheme) ?? row
    titles.set(row.scheme, titled)
    if (titled.title !== row.title)
      faults.push(
        `${row.place}: ${row.scheme} is called "${row.title}" here and "${titled.title}" in ${titled.place}`,
      )
    const ofSubject = tables.get(subjectOf(row)) ?? new Map<string, SchemeRow[]>()
    tables.set(subjectOf(row), ofSubject)
    const years = yearsOf(row)
    ofSubject.set(years, [...(ofSubject.get(years) ?? []), row])
  }
  for (const ofSubject of tables.values()) {
    const known: SchemeRow[] = []
    for (const own of ofSubject.values()) {
      const [first] = own
      const last = own.at(-1)
      if (!first || !last) continue
      const other = known.find(each => each.fromYear <= first.toYear && first.fromYear <= each.toYear)
      if (other)
        faults.push(
          `${first.place}: ${first.scheme} of ${first.level} has the years ${yearsOf(first)} here and ${yearsOf(other)} in ${other.place}, which overlap`,
        )
      known.push(first)
      for (const [i, row] of own.entries()) {
        const before = own.slice(0, i).find(each => each.metric === row.metric)
        if (before) faults.push(`${row.place}: ${row.metric.id} stands in the same table in ${before.place}`)
      }
      const weights = own.map(({ weight }) => weight)
      if (!addUp(weights))
        faults.push(
          `${last.place}: the weights of ${first.scheme} of ${first.level} (${yearsOf(first)}, from ${first.place}) add up to ${sumOf(weights)}, not to ${FULL_POINTS}`,
        )
    }
  }
  return faults
}

function yearsOf({ fromYear, toYear }: Pick<SchemeRow, 'fromYear' | 'toYear'>): string {
  return `${fromYear}–${Number.isFinite(toYear) ? toYear : ''}`
}
