import { ENTITIES } from '../entities.ts'
import type { ReferenceName } from '../referenceValues.ts'
import {
  type Figure,
  type FormulaTerm,
  type GroupFigure,
  type Measure,
  type MeasureJob,
  type MetricEntry,
  type MetricText,
  type Rows,
  rowsBehind,
} from './metric.ts'
import { asksDay, fieldsOf, type Predicate, referenceOf } from './predicate.ts'

/** One number that is a sum of signed rows. */
export interface StockOrFlow extends MetricText {
  kind: 'stock' | 'flow'
  figure: Figure
}
export interface Ratio extends MetricText {
  kind: 'ratio'
  numerator: Figure | GroupFigure
  denominator: Figure
}
export interface GroupCount extends MetricText {
  kind: 'group'
  groups: GroupFigure
}
/**
 * What no sum of signed rows can tell (distinct people, the state of single bills, the split of the dues): a job writes it
 * per organisation and month into `app.ads_org_measure`, at the end of the month or, while it runs, of the day before.
 */
export interface Computed extends MetricText {
  kind: 'computed'
  job: MeasureJob
  /**
   * What several months are: the sum of them, the last one, or a figure of its own, which the job writes with the last month
   * for its quarter and its year so far: persons count once in all of them.
   */
  over: 'sum' | 'last' | 'distinct'
  /** Its value is numerator ÷ denominator; otherwise the numerator alone. */
  isRatio: boolean
  /** What the job `measures` computes; procedures know it themselves. */
  formula?: Formula
  /** No source tells what it is made of. */
  isUntold?: true
}

/** Sums of measures, numerator and denominator apart. */
export interface Formula {
  numerator: readonly FormulaTerm[]
  denominator: readonly FormulaTerm[]
  /** Of a score: each numerator ÷ the denominator at its place counts by the weight there, and nothing is summed. */
  weights?: readonly ReferenceName[]
}

export type ResolvedMetric = StockOrFlow | Ratio | GroupCount | Computed

/** How a metric is answered, by what its entry says. Pure. */
export function resolveMetric(entry: MetricEntry): ResolvedMetric {
  const { title, unit, definition, breakdowns, lists, comparable } = entry
  const text: MetricText = {
    title,
    unit,
    definition,
    breakdowns,
    ...(lists ? { lists } : {}),
    ...(comparable ? { comparable } : {}),
  }
  if ('procedure' in entry) return { ...text, kind: 'computed', ...entry.procedure }
  if ('untold' in entry)
    return { ...text, kind: 'computed', job: 'measures', over: 'last', isRatio: false, isUntold: true }
  if ('formula' in entry) return computed(text, { denominator: [], ...entry.formula })
  if ('score' in entry)
    return computed(text, {
      numerator: entry.score.map(({ numerator }) => ({ of: numerator })),
      denominator: entry.score.map(({ denominator }) => ({ of: denominator })),
      weights: entry.score.map(({ weight }) => weight),
    })
  if ('ratio' in entry) {
    const numerator = summedOf(entry.ratio.numerator)
    const denominator = summedOf(entry.ratio.denominator)
    if (numerator && denominator && !('inner' in denominator))
      return { ...text, kind: 'ratio', numerator, denominator }
    return computed(text, {
      numerator: [{ of: entry.ratio.numerator }],
      denominator: [{ of: entry.ratio.denominator }],
    })
  }
  const summed = summedOf(entry.measure)
  if (!summed) return computed(text, { numerator: [{ of: entry.measure }], denominator: [] })
  if ('inner' in summed) return { ...text, kind: 'group', groups: summed }
  return { ...text, kind: summed.basis.kind === 'state' ? 'stock' : 'flow', figure: summed }
}

/** The measure as a sum of signed rows; undefined when it is none. */
function summedOf(measure: Measure): Figure | GroupFigure | undefined {
  const { aggregate, where, per, points, with: figures } = measure
  if (per || points || !isSum(aggregate) || where.some(asksDay)) return undefined
  if (!figures) return figureOf(measure, aggregate)
  return groupFigureOf(measure)
}

type Sum = Figure['aggregate']

function isSum(aggregate: Measure['aggregate']): aggregate is Sum {
  return aggregate === 'count' || ('sum' in aggregate && typeof aggregate.sum === 'string')
}

function figureOf({ entity, place, where, basis, reach }: Measure, aggregate: Sum): Figure | undefined {
  // a window of its own is none that the query builder is asked about
  if (reach === 'itself' || (typeof aggregate === 'object' && referenceOf(aggregate.sum))) return undefined
  if (basis.kind === 'since' || basis.kind === 'ever') return undefined
  if (basis.kind === 'business' && basis.window) return undefined
  return { entity, aggregate, where, basis, ...(place ? { place } : {}), ...(reach ? { reach } : {}) }
}

/** Organisations by one stock of theirs within constant bounds: the sums of both logs tell it for any day. */
function groupFigureOf(measure: Measure): GroupFigure | undefined {
  const [only, ...others] = Object.entries(measure.with ?? {})
  if (!only || others.length > 0 || measure.aggregate !== 'count') return undefined
  const [name, { of, by, sum, distinct, reach }] = only
  if (reach || distinct || of.with) return undefined
  const isOfOrgs = measure.entity === 'org' && by === ENTITIES[of.entity].org
  if (!isOfOrgs || measure.basis.kind !== 'state' || of.basis.kind !== 'state') return undefined
  if (measure.place || of.where.some(asksDay)) return undefined
  const bounds = measure.where.filter(predicate => fieldsOf(predicate).includes(name))
  const range = rangeOf(bounds)
  if (!range) return undefined
  const where = measure.where.filter(predicate => !bounds.includes(predicate))
  return {
    of: { entity: measure.entity, aggregate: 'count', where, basis: measure.basis },
    inner: { entity: of.entity, aggregate: sum ? { sum } : 'count', where: of.where, basis: of.basis },
    ...range,
  }
}

/** The whole numbers that meet all comparisons, when they are comparisons with constants that leave one range. */
function rangeOf(predicates: readonly Predicate[]): { least: number; most: number } | undefined {
  let [least, most] = [0, Number.MAX_SAFE_INTEGER]
  for (const predicate of predicates) {
    if (!('than' in predicate) || !('const' in predicate.than)) return undefined
    const { op, than } = predicate
    const bound = Number(than.const)
    if (op === '!=') return undefined
    if (op !== '<' && op !== '<=') least = Math.max(least, op === '>' ? bound + 1 : bound)
    if (op !== '>' && op !== '>=') most = Math.min(most, op === '<' ? bound - 1 : bound)
  }
  return { least, most }
}

function computed(text: MetricText, formula: Formula): Computed {
  const terms = [...formula.numerator, ...formula.denominator]
  const [first] = terms
  const isOfParts = first !== undefined && terms.length === 1 && hasParts(first.of)
  return {
    ...text,
    kind: 'computed',
    job: 'measures',
    over: formula.weights && !terms.every(isOfDay) ? 'distinct' : overOf(terms),
    isRatio: formula.denominator.length > 0 || isOfParts,
    formula,
  }
}

/** Whether a metric is points out of shares: no count of anything, and told so coarsely that none can be found from it. */
export function isScore(metric: ResolvedMetric): boolean {
  return metric.kind === 'computed' && metric.formula?.weights !== undefined
}

/** Whether a measure is a quotient by itself. */
export function hasParts({ aggregate }: Pick<Measure, 'aggregate'>): boolean {
  return typeof aggregate === 'object' && ('avg' in aggregate || 'quantile' in aggregate)
}

/** What several months of a formula are: of stocks the last; a sum where all of it adds up; else a figure of its own. */
function overOf(terms: readonly FormulaTerm[]): Computed['over'] {
  if (terms.every(isOfDay)) return 'last'
  return terms.every(term => !isOfDay(term) && addsUp(term)) ? 'sum' : 'distinct'
}

/** Told by the last day asked about, whatever the first is. */
function isOfDay({ of, at }: FormulaTerm): boolean {
  if (at === 'start' || at === 'previous') return false
  if (typeof at === 'object' && 'rolling' in at) return true
  return rowsBehind(of).every(standsAtDay)
}

function standsAtDay({ basis }: Rows): boolean {
  return (
    basis.kind === 'state' ||
    basis.kind === 'since' ||
    (basis.kind === 'business' && basis.window !== undefined)
  )
}

function addsUp({ of, at }: FormulaTerm): boolean {
  const { aggregate, where, per, with: figures } = of
  const isAdditive = aggregate === 'count' || 'sum' in aggregate || 'avg' in aggregate
  return isAdditive && !at && !per && !figures && !where.some(asksDay)
}
