import { ENTITIES, type EntityName } from '../catalogue/entities.ts'
import { POINTS } from '../catalogue/metrics/metric.ts'
import {
  type BreakdownName,
  type Condition,
  FIELD_OF_BREAKDOWN,
  type Figure,
  isCondition,
  type Metric,
  type Predicate,
} from '../catalogue/metrics.ts'
import type { TreeLookup } from '../orgs/treeLookup.ts'

/** How a breakdown is read from a log: the columns it needs, and the SQL of its value over them. */
export interface BreakdownSql {
  columns: readonly string[]
  /** `lastDay` is the placeholder of the last day asked about; `tree` knows the attributes of the owner. */
  item(lastDay: string, tree: TreeLookup): string
}

export const AGE_BANDS = ['<14', '14-17', '18-22', '23-27', '≥28'] as const

/** Points of a row, from 0 to 100. */
export const SCORE_BANDS = ['<60', '60-79', '80-89', '≥90'] as const

/** Payer classes in three groups: at school, earning, and the rest (relief, party members, cadres above 28). */
export const STATUS_CLASSES = ['student', 'working', 'other'] as const

/** Payer classes of each; whatever else is known is `other`. */
const STATUS_OF_CLASS: Readonly<Record<string, readonly string[]>> = {
  student: ['student'],
  working: ['wage', 'farmer', 'self_employed'],
}

/** Attributes of a person: suppressed below the channel's k, and never live below the city (P5). */
const PERSONAL: ReadonlySet<BreakdownName> = new Set([
  'gender',
  'age_band',
  'education',
  'payer_class',
  'status_class',
  'score_band',
])

export function isPersonal(by: BreakdownName | undefined): boolean {
  return by !== undefined && PERSONAL.has(by)
}

/**
 * Names what a metric counts for one value of a breakdown, or a ratio in its numerator: equal names, equal numbers.
 * Undefined when it has no name by its conditions alone.
 */
export function quantityOf(metric: Metric, by: BreakdownName | undefined, item: string): string | undefined {
  const figure = countedBy(metric)
  if (!figure) return undefined
  const of = by ? conditionOf(by, item) : []
  if (!of) return undefined
  const { entity, aggregate, basis, reach, place } = figure
  const where = [...figure.where, ...of].map(sameText).sort()
  return JSON.stringify([entity, aggregate, basis, reach ?? '', place ?? '', where])
}

function sameText(predicate: Predicate): string {
  return isCondition(predicate)
    ? `${predicate.field} in ${[...predicate.in].sort().join()}`
    : JSON.stringify(predicate)
}

function countedBy(metric: Metric): Figure | undefined {
  if (metric.kind === 'stock' || metric.kind === 'flow') return metric.figure
  return metric.kind === 'ratio' && !('inner' in metric.numerator) ? metric.numerator : undefined
}

function conditionOf(by: BreakdownName, item: string): Condition[] | undefined {
  if (by === 'age_band' || by === 'score_band' || by === 'level') return undefined
  if (by !== 'status_class') return [{ field: FIELD_OF_BREAKDOWN[by] ?? by, in: [item] }]
  const classes = STATUS_OF_CLASS[item]
  return classes && [{ field: 'payer_class', in: classes }]
}

/**
 * The breakdown over the rows of an entity's log. An attribute that the log holds itself is taken as of the day asked
 * about; any other is one of the owning organisation, as it is in the tree of the question.
 */
export function breakdownSql(
  entity: EntityName,
  by: BreakdownName,
  org = ENTITIES[entity].org,
): BreakdownSql {
  if (by === 'age_band') return { columns: ['birth_month'], item: ageBand }
  if (by === 'arrears_age') return { columns: ['bill_month'], item: arrearsAge }
  if (by === 'score_band') return { columns: [POINTS], item: () => SCORE_BAND_SQL }
  if (by === 'status_class') return { columns: ['payer_class'], item: () => STATUS_CLASS_SQL }
  if (by === 'level') {
    const item = (level: string) => `if(${level} = 0, '', toString(${level}))`
    return { columns: [org], item: (_, tree) => item(tree.attribute('level', org)) }
  }
  const own = FIELD_OF_BREAKDOWN[by] ?? by
  if (ENTITIES[entity].fields.some(field => field.name === own))
    return { columns: [own], item: () => `toString(${own})` }
  return { columns: [org], item: (_, tree) => tree.attribute(by, org) }
}

/** All values of a breakdown when they are a closed list, in its order; else undefined. */
export function itemsOf(entity: EntityName, by: BreakdownName): readonly string[] | undefined {
  if (by === 'age_band') return AGE_BANDS
  if (by === 'status_class') return STATUS_CLASSES
  if (by === 'score_band') return SCORE_BANDS
  const name = FIELD_OF_BREAKDOWN[by] ?? by
  const own = ENTITIES[entity].fields.find(field => field.name === name)
  return (own ?? ENTITIES.org.fields.find(field => field.name === by))?.values
}

// birth is known by the month, so a year counts as completed from the first of the month on
function ageBand(lastDay: string): string {
  const months = (column: string) => `(toYear(${column}) * 12 + toMonth(${column}))`
  const age = `intDiv(toInt32(${months(lastDay)}) - toInt32(${months('birth_month')}), 12)`
  const [under14, to17, to22, to27, above] = AGE_BANDS
  return `multiIf(birth_month = toDate32('1900-01-01'), '', ${age} < 14, '${under14}', ${age} < 18, '${to17}', ${age} < 23, '${to22}', ${age} < 28, '${to27}', '${above}')`
}

/** Whole months from the month of the bill to that of the last day. */
function arrearsAge(lastDay: string): string {
  const age = `dateDiff('month', bill_month, ${lastDay})`
  return `multiIf(${age} >= 12, '≥12', ${age} >= 6, '6-11', ${age} >= 3, '3-5', toString(${age}))`
}

const STATUS_CLASS_SQL =
  "multiIf(payer_class = '', '', payer_class = 'student', 'student', payer_class in ('wage', 'farmer', 'self_employed'), 'working', 'other')"

const SCORE_BAND_SQL = `multiIf(${POINTS} < 60, '<60', ${POINTS} < 80, '60-79', ${POINTS} < 90, '80-89', '≥90')`
