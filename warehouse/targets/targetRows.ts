import path from 'node:path'
import { z } from 'zod'
import { itemValues } from '../catalogue/labels.ts'
import { type BreakdownName, findMetric, type Metric } from '../catalogue/metrics.ts'
import { endOf, monthOf, startOf, type Window } from '../contract/calendar.ts'
import { exact } from '../contract/figureText.ts'
import { TARGET_DIRECTIONS, type TargetDirection } from '../contract/targetState.ts'
import { WRITINGS } from '../contract/unit.ts'
import type { Config } from '../platform/config.ts'
import { TuanshuError } from '../platform/errors.ts'
import { SQL_DIR } from '../platform/migrate/readSqlFiles.ts'
import { dayCell } from '../platform/table/cells.ts'
import { listFaults, parseTable, readTableText } from '../platform/table/readTable.ts'
import { parseScope, type ReferenceScope } from '../reference/scope.ts'

/** A target: in this phase of this campaign, the organisations of the scope have to bring the metric to this value. */
export interface TargetRow {
  campaign: string
  title: string
  phase: string
  metric: Metric
  /** The target is for one value of a breakdown, for example one industry. */
  by?: { breakdown: BreakdownName; item: string }
  scope: ReferenceScope
  window: Window
  direction: TargetDirection
  /** In the stored unit of the metric: fen, minutes, a share as fraction of 1. */
  target: number
  /** Document and article. */
  source: string
  /** File and line. */
  place: string
}

const COLUMNS = [
  'campaign',
  'title',
  'phase',
  'metric',
  'item',
  'scope',
  'starts_on',
  'due_on',
  'direction',
  'target',
  'unit',
  'source',
] as const
const SHIPPED = path.join(SQL_DIR, 'reference', 'target.csv')
const LONGEST_NAME = 40
const NUMBER = /^\d+(\.\d+)?$/

const name = (column: string, what: string) =>
  z
    .string()
    .min(1, `${column} is empty; ${what}`)
    .max(LONGEST_NAME, `${column} is longer than ${LONGEST_NAME} characters`)

const schema = z
  .object({
    campaign: z.string().regex(/^[a-z][a-z0-9_]{0,39}$/, {
      error: issue =>
        `campaign "${issue.input}" is no id; write lower-case letters, digits and _, a letter first`,
    }),
    title: name('title', 'say what the campaign is called'),
    phase: name('phase', 'name the phase of the campaign, also the only one'),
    metric: z.string(),
    item: z.string(),
    scope: z.string(),
    starts_on: dayCell('starts_on'),
    due_on: dayCell('due_on'),
    direction: z.enum(TARGET_DIRECTIONS, {
      error: issue => `unknown direction "${issue.input}"; known are ${TARGET_DIRECTIONS.join(', ')}`,
    }),
    target: z.string(),
    unit: z.string(),
    source: z.string().min(1, 'source is empty; name the document and its article'),
  })
  .transform(({ metric: id, item, scope: where, starts_on, due_on, target, unit, ...row }, context) => {
    const fault = (message: string) => {
      context.addIssue({ code: 'custom', message })
      return z.NEVER
    }
    const metric = findMetric(id)
    if (!metric) return fault(`unknown metric "${id}"; the ids stand on the page 指标 of the portal`)
    if (unit !== metric.unit) return fault(`unit "${unit}" of ${id} is wrong; it is ${metric.unit}`)
    const by = itemOf(metric, item)
    if (typeof by === 'string') return fault(by)
    const scope = parseScope(where)
    if (typeof scope === 'string') return fault(scope)
    if (due_on < starts_on) return fault('due_on lies before starts_on')
    const wrongDays = windowFault(metric, { from: starts_on, to: due_on })
    if (wrongDays) return fault(wrongDays)
    if (!NUMBER.test(target))
      return fault(`target "${target}" is no number; write digits, and a point before decimals`)
    if (row.direction === 'at_least' && Number(target) === 0)
      return fault('at_least 0 is reached by everybody; write what has to be reached')
    return {
      ...row,
      metric,
      ...(by ? { by } : {}),
      scope,
      window: { from: starts_on, to: due_on },
      target: exact(Number(target) * WRITINGS[metric.unit].scale),
    }
  })

/**
 * The targets in force: those that are shipped, and those of `TARGETS`, whose campaigns take the place of the shipped ones of
 * the same id. Throws `TuanshuError('config')` that names file and line of every fault.
 */
export function readTargets(config: Pick<Config, 'TARGETS'>): readonly TargetRow[] {
  const shipped = parseTargets(readTableText('sql/reference', SHIPPED), SHIPPED)
  const file = config.TARGETS
  if (file === undefined) return shipped
  const own = parseTargets(readTableText('TARGETS', file), file)
  const replaced = new Set(own.map(({ campaign }) => campaign))
  return [...shipped.filter(({ campaign }) => !replaced.has(campaign)), ...own]
}

/** Parses the text of a file. Lines that begin with # are remarks. Throws as `readTargets` does. */
export function parseTargets(text: string, file: string): TargetRow[] {
  const table = parseTable(text, file, { columns: COLUMNS, row: schema })
  const rows = table.rows.map(({ row, place }): TargetRow => ({ ...row, place }))
  const faults = [...table.faults, ...contradictions(rows)]
  if (faults.length > 0)
    throw new TuanshuError('config', listFaults('the table of targets is wrong:', faults))
  return rows
}

/** Names what a target is about within its phase: the metric, and which of its items. */
export function subjectOf({ metric, by }: Pick<TargetRow, 'metric' | 'by'>): string {
  return by ? `${metric.id} ${by.breakdown}:${by.item}` : metric.id
}

/** The breakdown and its value that a cell names; nothing of an empty one. Returns a sentence when it cannot be read. */
function itemOf({ id, breakdowns }: Metric, text: string): TargetRow['by'] | string {
  if (text === '') return undefined
  const [, asked = '', item = ''] = /^(\w+):(.+)$/.exec(text) ?? []
  if (item === '') return `item "${text}" is not <breakdown>:<value>, for example industry_code:school`
  const breakdown = breakdowns.find(each => each === asked)
  if (!breakdown)
    return `${id} cannot be broken down by ${asked}; allowed: ${breakdowns.join(', ') || 'none'}`
  const known = itemValues(breakdown)
  if (known.length > 0 && !known.includes(item))
    return `unknown ${breakdown} "${item}"; known are ${known.join(', ')}`
  return { breakdown, item }
}

/** Why a metric that exists by the month only cannot be told for these days; undefined when it can. */
function windowFault(metric: Metric, { from, to }: Window): string | undefined {
  if (metric.kind !== 'computed') return undefined
  if (from !== monthOf(from) || to !== endOf('month', monthOf(to)))
    return `${metric.id} is computed by the month: starts_on must be the first day of a month and due_on the last day of one`
  const isOneSpan = (['month', 'quarter', 'year'] as const).some(grain => startOf(grain, to) === from)
  return metric.over !== 'distinct' || isOneSpan
    ? undefined
    : `${metric.id} counts everyone once in a month, a quarter or a year: the phase must begin with one and end in it`
}

function contradictions(rows: readonly TargetRow[]): string[] {
  const titles = new Map<string, TargetRow>()
  const directions = new Map<string, TargetRow>()
  const targets = new Map<string, TargetRow>()
  const firstOf = (known: Map<string, TargetRow>, key: readonly unknown[], row: TargetRow) => {
    const text = JSON.stringify(key)
    const before = known.get(text)
    if (!before) known.set(text, row)
    return before
  }
  return rows.flatMap(row => {
    const { campaign, phase, scope, place } = row
    const subject = subjectOf(row)
    const titled = firstOf(titles, [campaign], row)
    if (titled && titled.title !== row.title)
      return [`${place}: ${campaign} is called "${row.title}" here and "${titled.title}" in ${titled.place}`]
    const directed = firstOf(directions, [campaign, phase, subject], row)
    if (directed && directed.direction !== row.direction)
      return [
        `${place}: ${subject} is ${row.direction} here and ${directed.direction} in ${directed.place}, in the same phase`,
      ]
    const { org, region, level, system } = scope
    const before = firstOf(targets, [campaign, phase, subject, org, region, level, system], row)
    return before
      ? [`${place}: ${subject} has a target in ${phase} for the same scope in ${before.place}`]
      : []
  })
}
