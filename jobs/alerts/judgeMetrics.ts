import type { ClickHouseClient } from '@clickhouse/client'
import type { AlertRule, MetricCondition, Places, Severity } from '../../warehouse/catalogue/alertRule.ts'
import { comparedUnit } from '../../warehouse/catalogue/comparedUnit.ts'
import { METRICS, type Metric } from '../../warehouse/catalogue/metrics.ts'
import { countsPersons } from '../../warehouse/catalogue/privacy.ts'
import { type StatedFigure, statedIn } from '../../warehouse/contract/figureState.ts'
import { readFamilies } from '../../warehouse/orgs/readFamilies.ts'
import { DEEPEST_LEVEL, type Org, ROOT } from '../../warehouse/orgs/readOrgs.ts'
import { PLAIN_TREE, readTreeShapes, type TreeShape } from '../../warehouse/orgs/treeShape.ts'
import { askSettled } from '../../warehouse/query/ask.ts'
import type { Ask } from '../../warehouse/query/types.ts'
import { readPlaces } from '../../warehouse/reference/readPlaces.ts'
import type { ReferencePlace } from '../../warehouse/reference/scope.ts'
import { type Firing, type Judgement, keyOf } from './alert.ts'
import { holdingWords } from './alertWords.ts'
import { isCovered } from './changesOf.ts'
import { type Drawn, type Outcome, outcomeOf, reaches, type Seen } from './condition.ts'
import { gradesOf } from './gradesOf.ts'
import { drawnAt, isDue, isInForce, linesInForce, type References } from './lines.ts'
import { type LookedAt, metricsOf, periodsOf, windowOf } from './periods.ts'

/** Organisations whose children are asked about together: one query of a log, or of what jobs computed. */
const PARENTS_TOGETHER = 50

export type MetricRule = AlertRule & { watch: Extract<AlertRule['watch'], { kind: 'metrics' }> }

interface Asked {
  condition: MetricCondition
  periods: readonly LookedAt[]
}

type Figures = ReadonlyMap<string, StatedFigure>

/** What a run of a rule works with. */
export interface JudgeContext {
  reader: ClickHouseClient
  /** The day whose end is judged, and the business day of the clock. */
  day: number
  today: number
  signal: AbortSignal
  references: References
  /** How grave each open alert is, by its key. */
  open: ReadonlyMap<string, Severity>
}

/**
 * Judges a rule over metrics at its organisations, from the top of the tree down: figures come from the query builder, as a
 * report may show them. Where a count of an organisation is below every line, so is that of all below it, and nothing is
 * asked about them.
 */
export async function judgeMetrics(rule: MetricRule, context: JudgeContext): Promise<Judgement> {
  const { reader, day, signal, references } = context
  const asked = rule.watch.conditions
    .filter(condition => isInForce(condition, references) && isDue(condition, references))
    .map(condition => ({ condition, periods: periodsOf(condition, day) }))
  const shape = (await readTreeShapes(reader, [undefined])).get(undefined) ?? PLAIN_TREE
  const firing: Firing[] = []
  const unknown: Judgement['unknown'][number][] = []
  for (let parents: Org[] = [ROOT]; parents.length > 0; ) {
    const below: Org[] = []
    for (let i = 0; i < parents.length; i += PARENTS_TOGETHER) {
      signal.throwIfAborted()
      const batch = parents.slice(i, i + PARENTS_TOGETHER)
      const families = await readFamilies(reader, batch)
      const standing = [...families.values()].flat().filter(org => isPlace(rule.places, org))
      const places = await readPlaces(
        reader,
        standing.map(({ id }) => id),
      )
      const figures = await askFamilies(rule, asked, batch, families, shape, context)
      for (const org of [...families.values()].flat()) {
        const own = figures.get(org.id) ?? new Map()
        const place = places.get(org.id)
        if (place) {
          const found = gradesOf(
            { rule: rule.id, org: org.id },
            asked.map(each => ({ ...each, ...judgedAt(rule.id, each, place, own, context) })),
            firingOf,
          )
          firing.push(...found.firing)
          unknown.push(...found.unknown)
        }
        if (org.level < lowestOf(rule.places) && mayHoldBelow(asked, own, references)) below.push(org)
      }
    }
    parents = below
  }
  return { rule: rule.id, firing, unknown }
}

/** Figures of the children of some organisations, by the child and then by metric and period. */
async function askFamilies(
  rule: MetricRule,
  asked: readonly Asked[],
  parents: readonly Org[],
  families: ReadonlyMap<string, readonly Org[]>,
  shape: TreeShape,
  { reader, day, today }: JudgeContext,
): Promise<Map<string, Figures>> {
  const asks = parents
    .filter(({ id }) => (families.get(id)?.length ?? 0) > 0)
    .flatMap(({ id: org }) =>
      asked.map(({ condition, periods }, i): Ask => {
        const metrics = metricsOf(condition)
        return {
          name: `${org}|${i}`,
          metrics,
          org,
          rows: 'children',
          ...windowOf(periods, condition.grain, day),
          grain: condition.grain,
        }
      }),
    )
  const tree = { orgs: new Map(parents.map(org => [org.id, org])), children: families, shape }
  const { answers, failures } = await askSettled(
    reader,
    { org: ROOT.id },
    asks,
    today,
    'report',
    `alert ${rule.id}`,
    tree,
  )
  for (const error of failures.values()) throw error
  const found = new Map<string, Map<string, StatedFigure>>()
  for (const { cells } of answers.values())
    for (const cell of cells) {
      const own = found.get(cell.org) ?? new Map<string, StatedFigure>()
      found.set(cell.org, own)
      // a period that the data cover in part is no base for anything
      own.set(
        figureName(cell.metric, cell.bucket),
        cell.isPartial ? { state: 'before_data', value: null } : statedIn(cell),
      )
    }
  return found
}

function figureName(metric: string, period: number): string {
  return `${metric}|${period}`
}

/** The line of a condition at an organisation, and how its figures stand to it; no line, nothing to hold. */
function judgedAt(
  rule: string,
  { condition, periods }: Asked,
  place: ReferencePlace,
  figures: Figures,
  { references, open }: JudgeContext,
): { drawn?: Drawn; outcome: Outcome } {
  const { is, of, item, severity } = condition
  const found = drawnAt(condition, comparedUnit(condition), place, references)
  if (!found) return { outcome: { kind: 'clear' } }
  const drawn = { ...found, is, of }
  const isOpen = isCovered(severity, open.get(keyOf({ rule, org: place.org_id, item })))
  return { drawn, outcome: outcomeOf(drawn, seenBy(condition, periods, figures), isOpen) }
}

function seenBy({ metric, line }: MetricCondition, periods: readonly LookedAt[], figures: Figures): Seen[] {
  const figureAt = (id: string, period: number): StatedFigure =>
    figures.get(figureName(id, period)) ?? { state: 'no_data', value: null }
  return periods.map(({ period, base }) => ({
    figure: figureAt(metric, period),
    ...(base === null ? {} : { base: figureAt(metric, base) }),
    ...(typeof line === 'object' && 'metric' in line ? { lineFigure: figureAt(line.metric, period) } : {}),
  }))
}

function firingOf({
  condition,
  periods,
  drawn,
  outcome,
}: Asked & { drawn?: Drawn; outcome: Extract<Outcome, { kind: 'holds' }> }) {
  if (!drawn) throw new Error('what has no line cannot hold')
  const since = periods[outcome.lasting]?.period ?? periods[0]?.period ?? 0
  return {
    since,
    grain: condition.grain,
    figure: outcome.figure,
    line: outcome.line,
    words: holdingWords(condition, drawn, outcome),
  }
}

function isPlace({ levels, types }: Places, { level, type }: Org): boolean {
  return (levels?.includes(level) ?? true) && (types?.includes(type) ?? true)
}

function lowestOf({ levels }: Places): number {
  return levels ? Math.max(...levels) : DEEPEST_LEVEL
}

/** Whether any condition may hold below an organisation with these figures, by the lowest line that is in force anywhere. */
function mayHoldBelow(asked: readonly Asked[], figures: Figures, references: References): boolean {
  return asked.some(({ condition, periods }) => {
    const { metric: id, is, line, of } = condition
    const metric = METRICS.get(id)
    const isUpwards = is === 'at_least' || is === 'above'
    if (of !== 'value' || !isUpwards || (typeof line === 'object' && !('reference' in line))) return true
    const lowest = Math.min(...linesInForce(condition, comparedUnit(condition), references))
    if (lowest < 0 || (is === 'at_least' && lowest === 0)) return true
    if (!metric || !isCountOfPersons(metric)) return true
    const figure = figures.get(figureName(id, periods[0]?.period ?? 0))
    return figure?.state !== 'value' || reaches(figure.value, is, lowest)
  })
}

/** Persons of a subtree: none of its parts has more of them than the whole. */
function isCountOfPersons(metric: Metric): boolean {
  if (!countsPersons(metric)) return false
  if (metric.kind === 'stock') return metric.figure.reach === undefined
  if (metric.kind !== 'computed' || metric.isRatio) return false
  const [term, ...others] = metric.formula?.numerator ?? []
  return term !== undefined && others.length === 0 && term.times === undefined && term.of.reach === undefined
}
