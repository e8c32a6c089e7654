import fs from 'node:fs'
import path from 'node:path'
import type { Unit } from '../contract/unit.ts'
import { TuanshuError } from '../platform/errors.ts'
import { SQL_DIR } from '../platform/migrate/readSqlFiles.ts'
import {
  type AlertRule,
  type Comparison,
  type MetricCondition,
  type RowCondition,
  SEVERITIES,
} from './alertRule.ts'
import { comparedUnit, storedPer } from './comparedUnit.ts'
import { ENTITIES } from './entities.ts'
import { METRICS } from './metrics.ts'
import { LOWEST_TOLD_LEVEL, privacyOf } from './privacy.ts'
import { REFERENCE_VALUES, type ReferenceName } from './referenceValues.ts'

/** Rules with the files that they stand in; resolves to them in the order of their numbers. Throws `TuanshuError('config')`. */
export function checkAlertRules(entries: readonly { file: string; rule: AlertRule }[]): AlertRule[] {
  const faults = entries.flatMap(({ file, rule }, i) => {
    const same = entries.slice(0, i).find(other => other.rule.id === rule.id)
    const own = faultsOf(rule)
    return [...own, ...(same ? [`its id stands in ${same.file} too`] : [])].map(
      fault => `alert ${rule.id} (${file}): ${fault}`,
    )
  })
  if (faults.length > 0) throw new TuanshuError('config', faults.join('; '))
  return entries.map(({ rule }) => rule).sort((a, b) => numberOf(a) - numberOf(b))
}

function numberOf({ id }: AlertRule): number {
  return Number(id.slice(1))
}

function faultsOf(rule: AlertRule): string[] {
  const faults: string[] = []
  const { watch } = rule
  if (!/^A[1-9]\d?$/.test(rule.id)) faults.push('an id is A and a number, for example A5')
  if (rule.title === '') faults.push('it has no title')
  if (rule.source === '') faults.push('it does not say where its lines come from')
  if (rule.to.roles.length === 0) faults.push('nobody may acknowledge it: name roles')
  if (watch.conditions.length === 0) faults.push('it has no condition')
  if (watch.kind === 'metrics') faults.push(...watch.conditions.flatMap(each => metricFaults(each, rule)))
  else {
    faults.push(...rowSetFaults(watch))
    faults.push(
      ...watch.conditions.flatMap(each => {
        const watched = watch.items[each.item]
        return watched
          ? referenceFaults(each, watched.unit, each.until ? [each.until] : [])
          : [`item ${each.item} has no title among its items`]
      }),
    )
  }
  return [...faults, ...lineFaults(watch.conditions)]
}

function metricFaults(condition: MetricCondition, { places: { levels } }: AlertRule): string[] {
  const { line, metric: id, of, grain } = condition
  const faults = referenceFaults(condition, comparedUnit(condition))
  const other = typeof line === 'object' && 'metric' in line ? line.metric : undefined
  for (const name of [id, ...(other ? [other] : [])]) {
    const metric = METRICS.get(name)
    if (!metric) faults.push(`metric ${name} is not in the catalogue`)
    else if (metric.kind === 'computed' && grain === 'day')
      faults.push(`${name} is computed by the month, not by the day`)
    else if (privacyOf(metric) === 'restricted' && !levels?.every(level => level <= LOWEST_TOLD_LEVEL))
      faults.push(`${name} is told of cities and those above them only: name their levels`)
  }
  if (!isWhole(condition.periods, 1)) faults.push('periods is a whole number from 1')
  if (of !== 'value' && METRICS.get(id)?.unit === '%')
    faults.push('a share changes by points: watch its value')
  if (of === 'value' && condition.is === 'moves_beyond') faults.push('moves_beyond compares a change')
  if (of !== 'value' && typeof line === 'object' && !('reference' in line))
    faults.push('a change is compared with a number')
  if (of === 'change_of_year' && grain === 'day')
    faults.push('a day is not compared with the year before: weekdays differ')
  if (other && METRICS.get(other)?.unit !== METRICS.get(id)?.unit)
    faults.push(`${id} and ${other} have different units`)
  return faults
}

/** Reference values that cannot be compared with a figure of this unit, and dates that are none. */
function referenceFaults(
  { line, clears, after }: MetricCondition | RowCondition,
  unit: Unit,
  more: readonly ReferenceName[] = [],
): string[] {
  const compared = [line, ...(clears === undefined ? [] : [clears])].flatMap(each =>
    typeof each === 'object' && 'reference' in each ? [each.reference] : [],
  )
  const isPace = typeof line === 'object' && 'due' in line
  const dates = [...(isPace ? [line.due] : []), ...(after ? [after] : [])]
  return [
    ...[...compared, ...(isPace ? [line.target] : []), ...more].flatMap(name => {
      const given = REFERENCE_VALUES[name].unit
      return storedPer(given, unit) === undefined
        ? [`${name} (${given}) cannot be compared with a figure in ${unit}`]
        : []
    }),
    ...dates.flatMap(name => (REFERENCE_VALUES[name].unit === '日期' ? [] : [`${name} is no date`])),
  ]
}

function rowSetFaults({ sql, entities, needs }: Extract<AlertRule['watch'], { kind: 'rows' }>): string[] {
  const file = path.join(SQL_DIR, 'query', `${sql}.sql`)
  if (!fs.existsSync(file)) return [`there is no sql/query/${sql}.sql`]
  const faults = needs.flatMap(id => (METRICS.has(id) ? [] : [`metric ${id} is not in the catalogue`]))
  if (!/^-- Grain: /m.test(fs.readFileSync(file, 'utf8'))) faults.push(`sql/query/${sql}.sql states no grain`)
  // only the query builder masks: rows about what needs care would pass it by
  for (const name of entities)
    if (ENTITIES[name].privacy) faults.push(`${name} needs masking: ask for a metric of it instead of rows`)
  return faults
}

/** Lines that are no numbers, and grades of one alert that contradict each other. */
function lineFaults(conditions: readonly (MetricCondition | RowCondition)[]): string[] {
  const faults: string[] = []
  const seen = new Map<string, MetricCondition | RowCondition>()
  for (const condition of conditions) {
    const { severity, item, line, is } = condition
    if (typeof line === 'number' ? !Number.isFinite(line) : 'times' in line && !(line.times > 0))
      faults.push('a line is no number')
    const { clears } = condition
    if (
      typeof clears === 'number' &&
      typeof line === 'number' &&
      (isUpwards(is) ? clears > line : clears < line)
    )
      faults.push(`it clears (${clears}) before it is raised (${line})`)
    if (is === 'moves_beyond' && typeof line === 'number' && line <= 0)
      faults.push('a change beyond 0 or less is every change')
    const key = `${item}|${severity}`
    if (seen.has(key)) faults.push(`${severity} stands twice for ${item || 'its figure'}`)
    seen.set(key, condition)
  }
  for (const item of new Set(conditions.map(each => each.item))) {
    const [amber, red] = SEVERITIES.map(severity => seen.get(`${item}|${severity}`))
    if (!amber || !red || !isSameFigure(amber, red)) continue
    if (isUpwards(red.is) !== isUpwards(amber.is)) faults.push('amber and red look in opposite directions')
    else if (typeof amber.line !== 'number' || typeof red.line !== 'number') continue
    else if (isUpwards(red.is) ? red.line < amber.line : red.line > amber.line)
      faults.push(`red (${red.line}) is reached before amber (${amber.line})`)
  }
  return faults
}

function isUpwards(is: Comparison): boolean {
  return is === 'at_least' || is === 'above' || is === 'moves_beyond'
}

function isSameFigure(a: MetricCondition | RowCondition, b: MetricCondition | RowCondition): boolean {
  if ('metric' in a && 'metric' in b) return a.metric === b.metric && a.of === b.of && a.periods === b.periods
  return !('metric' in a) && !('metric' in b)
}

function isWhole(number: number, least: number): boolean {
  return Number.isInteger(number) && number >= least
}
