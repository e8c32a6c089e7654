import type { MetricUnit } from '../contract/unit.ts'
import { ENTITIES } from './entities.ts'
import { type FormulaTerm, type Measure, rowsBehind } from './metrics/metric.ts'
import { entryOf, type MetricId } from './metrics.ts'
import { isOfPersons } from './privacy.ts'

/** Of what a list is: the figure itself, or a part of a quotient; `rest` is what the denominator holds beside the numerator. */
export const LIST_PARTS = ['value', 'numerator', 'denominator', 'rest'] as const
export type ListPartId = (typeof LIST_PARTS)[number]

/** A number that is a count or a sum, and so has organisations that it is made of. */
export interface ListPart {
  id: ListPartId
  title: string
  unit: MetricUnit
  /** What is added up. */
  terms: readonly FormulaTerm[]
  /** Written by a job of its own for every organisation and all above it: an organisation's own part is what none below it has. */
  isStored?: true
  /** No figure holds it: what the rows add up to is all that is known of it. */
  isAlone?: true
}

/**
 * What of a metric can be listed by the organisations that it counts or that hold it: a count or a sum itself, of a quotient its
 * parts, of an average the records that it is over; nothing of scores and of what no source tells. Pure.
 */
export function listParts(id: MetricId): readonly ListPart[] {
  const entry = entryOf(id)
  if ('score' in entry || 'untold' in entry) return []
  if ('procedure' in entry) {
    // of the jobs with a way of their own one counts organisations
    const isCount = entry.procedure.job === 'tickets'
    return isCount ? [{ id: 'value', title: entry.title, unit: entry.unit, terms: [], isStored: true }] : []
  }
  if ('measure' in entry) {
    const { measure } = entry
    if (isAdded(measure))
      return [{ id: 'value', title: entry.title, unit: entry.unit, terms: [{ of: measure }] }]
    const counted = partOf('denominator', '计入的记录', [{ of: countedBy(measure) }])
    return ['quantile' in aggregateOf(measure) ? { ...counted, isAlone: true } : counted]
  }
  const { numerator, denominator = [] } =
    'ratio' in entry
      ? { numerator: [{ of: entry.ratio.numerator }], denominator: [{ of: entry.ratio.denominator }] }
      : entry.formula
  if (![...numerator, ...denominator].every(({ of }) => isAdded(of))) return []
  if (denominator.length === 0)
    return [{ id: 'value', title: entry.title, unit: entry.unit, terms: numerator }]
  return [
    partOf('numerator', '分子', numerator),
    partOf('denominator', '分母', denominator),
    ...(isWithin(numerator, denominator)
      ? [partOf('rest', '分母中除去分子', [...denominator, ...numerator.map(taken)])]
      : []),
  ]
}

function partOf(id: ListPartId, title: string, terms: readonly FormulaTerm[]): ListPart {
  return { id, title, unit: unitOf(terms[0]?.of), terms }
}

function isAdded({ aggregate }: Measure): boolean {
  return aggregate === 'count' || 'sum' in aggregate || 'distinct' in aggregate
}

function aggregateOf({ aggregate }: Measure): Exclude<Measure['aggregate'], string> {
  return aggregate === 'count' ? { sum: '' } : aggregate
}

/** The records that an average or a quantile is over. */
function countedBy(measure: Measure): Measure {
  const aggregate = aggregateOf(measure)
  const over = 'avg' in aggregate ? aggregate.avg : 'quantile' in aggregate ? aggregate.of : ''
  const ends = typeof over === 'string' || 'minus' in over ? [] : 'days' in over ? over.days : over.minutes
  return {
    ...measure,
    aggregate: 'count',
    where: [...measure.where, ...ends.map(field => ({ field, is: 'known' }) as const)],
  }
}

/** Both count the same kind of rows at the same time, the numerator some of those of the denominator. */
function isWithin(numerator: readonly FormulaTerm[], denominator: readonly FormulaTerm[]): boolean {
  const [some, ...others] = numerator
  const [all, ...more] = denominator
  if (!some || !all || others.length > 0 || more.length > 0) return false
  const isAlike = (of: Measure) => JSON.stringify([of.entity, of.aggregate, of.place, of.basis, of.reach])
  return !some.at && !all.at && isAlike(some.of) === isAlike(all.of)
}

function taken(term: FormulaTerm): FormulaTerm {
  const { of, at } = term
  const back = { of, ...(at ? { at } : {}) }
  return term.times === -1 ? back : { ...back, times: -1 }
}

/** In what a part of a quotient is counted. */
function unitOf(measure: Measure | undefined): MetricUnit {
  if (!measure) return '个'
  const { entity, aggregate } = measure
  if (isOfPersons(measure)) return '人'
  if (typeof aggregate === 'object' && 'sum' in aggregate) {
    const fields = typeof aggregate.sum === 'string' ? [aggregate.sum] : Object.values(aggregate.sum).flat()
    const own = rowsBehind(measure).flatMap(rows => ENTITIES[rows.entity].fields)
    if (fields.some(name => own.find(field => field.name === name)?.type === 'fen')) return '元'
    return fields.some(name => name.endsWith('minutes')) ? '小时' : '个'
  }
  return entity === 'org' ? '个' : '条'
}
