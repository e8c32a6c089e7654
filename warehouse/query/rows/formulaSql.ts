import { ENTITIES } from '../../catalogue/entities.ts'
import { type FormulaTerm, type Measure, POINTS } from '../../catalogue/metrics/metric.ts'
import { hasParts } from '../../catalogue/metrics/resolveMetric.ts'
import type { BreakdownName, Computed } from '../../catalogue/metrics.ts'
import { treeLookup } from '../../orgs/treeLookup.ts'
import { entityBit } from '../../orgs/treeShape.ts'
import { Parameters } from '../../platform/clickhouse/parameters.ts'
import type { ReferenceRow } from '../../reference/referenceValues.ts'
import { breakdownSql } from '../breakdowns.ts'
import type { AskedDays } from '../predicateSql.ts'
import { aggregateSql, fieldsOfAggregate } from './expressionSql.ts'
import { indent } from './indent.ts'
import { referenceSql } from './referenceSql.ts'
import { rowsSql } from './rowsSql.ts'
import { scoreSql } from './scoreSql.ts'
import { daysAt } from './windows.ts'

/** `dim_org` id of the whole instance, whatever the tree holds of it. */
export const WHOLE = '0'
/** Stands for 未归属 where an organisation is stored: what is at organisations that the tree does not hold. */
export const UNPLACED = '18446744073709551615'

/** Where figures are added up: SQL of a table with `org_id`, `path` (down to the organisation itself) and `uncounted`. */
export interface FormulaTree {
  sql: string
  hasAliases: boolean
}

/** One statement, which computes some metrics for every organisation. */
export interface FormulaQuery {
  /** Yields `metric`, `org_id`, `breakdown`, `item`, `numerator`, `denominator`; figures that are 0 are left out. */
  sql: string
  values: Record<string, unknown>
  metrics: readonly Computed[]
}

/** A part of a formula and the metrics that are made of it. */
interface Step {
  measure: Measure
  days: AskedDays
  breakdowns: readonly BreakdownName[]
  outputs: {
    /** The metric, or a share of it. */
    name: string
    aggregate: Measure['aggregate']
    role: 'numerator' | 'denominator'
    isTaken: boolean
  }[]
}

/**
 * Metrics with a formula as SQL, for every organisation and all above it, for the whole instance and for what has no place.
 * Metrics over the same rows are computed together, so that a log is read once for them. Pure: identifiers come from the
 * catalogue, values are bound. `tree` gives the SQL of the tree with its values bound to `parameters`.
 */
export function formulaQueries(
  metrics: readonly Computed[],
  days: AskedDays,
  tree: (parameters: Parameters) => FormulaTree,
  references: readonly ReferenceRow[] = [],
): FormulaQuery[] {
  const statements = [
    groupedBy(
      metrics.filter(metric => !isHeavy(metric)),
      ({ breakdowns }) => breakdowns.join(),
    ),
    // what reads a second log or makes groups has the engine to itself
    ...groupedBy(metrics.filter(isHeavy), sameRowsKey).map(group => [group]),
  ].filter(groups => groups.length > 0)
  return statements.map(groups => {
    const parameters = new Parameters()
    const found = tree(parameters)
    const sql = groups
      .map(group => statementSql(group, days, found, parameters, references))
      .join('\nunion all\n')
    return { sql, values: parameters.values, metrics: groups.flat() }
  })
}

function groupedBy(metrics: readonly Computed[], keyOf: (metric: Computed) => string): Computed[][] {
  const groups = new Map<string, Computed[]>()
  for (const metric of metrics) groups.set(keyOf(metric), [...(groups.get(keyOf(metric)) ?? []), metric])
  return [...groups.values()]
}

function isHeavy({ formula }: Computed): boolean {
  if (formula?.weights) return true
  const terms = [...(formula?.numerator ?? []), ...(formula?.denominator ?? [])]
  return terms.some(({ of }) => of.with !== undefined || of.per !== undefined)
}

/** Equal for metrics that are one figure each over the same rows. */
function sameRowsKey({ id, formula, breakdowns }: Computed): string {
  const [only, ...others] = formula?.numerator ?? []
  if (!only || others.length > 0 || (formula?.denominator.length ?? 0) > 0) return id
  const { aggregate: _, ...rows } = only.of
  return JSON.stringify([rows, only.at, breakdowns])
}

function statementSql(
  metrics: readonly Computed[],
  days: AskedDays,
  tree: FormulaTree,
  parameters: Parameters,
  references: readonly ReferenceRow[],
): string {
  const [first] = metrics
  const weights = first?.formula?.weights
  const names = first && weights ? weights.map((_, i) => shareName(first, i)) : undefined
  const sums = sumsSql(metrics, names, days, tree, parameters, references)
  const titles = `-- ${metrics.map(({ id, title }) => `${id} ${title}`).join('; ')}\n`
  if (!first || !weights || !names) return titles + sums
  const { attribute } = treeLookup(undefined, parameters)
  const weighed = weights.map((what, i) => ({
    name: names[i] ?? '',
    weight: referenceSql(references, what, days.to, 'org_id', { parameters, attribute }),
  }))
  return titles + scoreSql(first.id, sums, weighed)
}

/** How a share of a score is called among the figures. */
function shareName({ id }: Computed, i: number): string {
  return `${id} share ${i + 1}`
}

function sumsSql(
  metrics: readonly Computed[],
  shares: readonly string[] | undefined,
  days: AskedDays,
  tree: FormulaTree,
  parameters: Parameters,
  references: readonly ReferenceRow[],
): string {
  const steps = stepsOf(metrics, days)
  const ratios = (shares ?? metrics.filter(({ isRatio }) => isRatio).map(({ id }) => id)).map(
    name => `'${name}'`,
  )
  const denominator = `if(metric in (${ratios.join(', ')}), sum(figure.3), toInt64(1))`
  return `select
    figure.1 as metric,
    above as org_id,
    breakdown,
    item,
    sum(figure.2) as numerator,
    ${ratios.length > 0 ? denominator : 'toInt64(1)'} as denominator
from (
    ${indent(steps.map(step => stepSql(step, tree, parameters, references)).join('\nunion all\n'), 1)}
)
array join figures as figure
group by metric, above, breakdown, item
having numerator != 0${ratios.length > 0 ? ' or sum(figure.3) != 0' : ''}`
}

function stepsOf(metrics: readonly Computed[], days: AskedDays): Step[] {
  const steps = new Map<string, Step>()
  for (const metric of metrics) {
    const { formula, breakdowns } = metric
    const add = ({ of, at, times }: FormulaTerm, role: 'numerator' | 'denominator', i: number) => {
      const { aggregate, ...rows } = of
      const asked = daysAt(days, at)
      const key = JSON.stringify([rows, asked])
      const step: Step = steps.get(key) ?? { measure: of, days: asked, breakdowns, outputs: [] }
      const name = formula?.weights ? shareName(metric, i) : metric.id
      step.outputs.push({ name, aggregate, role, isTaken: times === -1 })
      steps.set(key, step)
    }
    for (const [i, term] of (formula?.numerator ?? []).entries()) add(term, 'numerator', i)
    for (const [i, term] of (formula?.denominator ?? []).entries()) add(term, 'denominator', i)
  }
  return [...steps.values()]
}

/** The figures of one set of rows, added up along the tree. */
function stepSql(
  { measure, days, breakdowns, outputs }: Step,
  tree: FormulaTree,
  parameters: Parameters,
  references: readonly ReferenceRow[],
): string {
  const { entity } = measure
  const place = measure.place ?? ENTITIES[entity].org
  const lookup = treeLookup(undefined, parameters, { hasAliases: tree.hasAliases, filtered: new Set() })
  const splits = breakdowns.map(by => ({ by, ...breakdownSql(entity, by, place) }))
  const columns = new Set([
    place,
    ...outputs.flatMap(({ aggregate }) => fieldsOfAggregate(aggregate)),
    ...splits.flatMap(split => split.columns),
  ])
  for (const name of [...Object.keys({ ...measure.with, ...measure.per?.figures }), POINTS])
    columns.delete(name)
  const to = parameters.day(days.to)
  const pairs = ["('', '')", ...splits.map(({ by, item }) => `('${by}', ${item(to, lookup)})`)]
  const figures = outputs.map(({ name, aggregate, role, isTaken }) => {
    const { numerator, denominator } = aggregateSql(entity, aggregate)
    const signed = isTaken ? `-${numerator}` : numerator
    return role === 'denominator'
      ? `('${name}', toInt64(0), ${signed})`
      : `('${name}', ${signed}, ${hasParts({ aggregate }) ? denominator : 'toInt64(0)'})`
  })
  const rows = rowsSql(measure, [...columns], {
    parameters,
    days,
    canonical: lookup.canonical,
    tree: tree.sql,
    reference: (name, owner) =>
      referenceSql(references, name, days.to, owner, { parameters, attribute: lookup.attribute }),
  })
  const above =
    measure.reach === 'itself'
      ? `arrayConcat(if(length(tree_path) <= 1, [toUInt64(${WHOLE})], []), [${place}])`
      : `arrayConcat([toUInt64(${WHOLE})], if(empty(tree_path), [toUInt64(${UNPLACED})], tree_path))`
  return `select
    above,
    split.1 as breakdown,
    split.2 as item,
    [${figures.join(',\n    ')}] as figures
from (
    select
        *,
        arrayJoin(${above}) as above,
        arrayJoin([${pairs.join(', ')}]) as split
    from (
        ${indent(rows, 2)}
    ) as counted
    left join (
        ${indent(tree.sql, 2)}
    ) as tree on tree.tree_org = counted.${place}
    where not bitTest(tree_uncounted, ${entityBit(entity)})
)
group by above, breakdown, item`
}
