import { ENTITIES, type EntityName } from '../../../warehouse/catalogue/entities.ts'
import type { Expression, Figured, Inner, Measure } from '../../../warehouse/catalogue/metrics/metric.ts'
import {
  type Figure,
  fieldsOf,
  figuresOf,
  isGroupFigure,
  type Metric,
} from '../../../warehouse/catalogue/metrics.ts'

/** Rows of a log, and what decides which of them count. */
export type Read = Pick<Figure | Measure, 'entity' | 'where' | 'aggregate'>

/** The logs that a metric is made of. */
export function entitiesOf(metric: Metric): EntityName[] {
  return waysToTell(metric).flatMap(reads => reads.map(({ entity }) => entity))
}

/**
 * What a system must tell of, that it tells of a metric; one way is enough. A sum over different logs is told by who fills
 * one of them: what another system says in another log is added to it.
 */
export function waysToTell(metric: Metric): Read[][] {
  if (metric.kind !== 'computed')
    return [
      figuresOf(metric).flatMap(figure => (isGroupFigure(figure) ? [figure.of, figure.inner] : [figure])),
    ]
  if (metric.job === 'retention')
    return [
      (['org', 'dues_bill', 'dues_payment'] as const).map(entity => ({
        entity,
        where: [],
        aggregate: 'count',
      })),
    ]
  const { numerator = [], denominator = [] } = metric.formula ?? {}
  const terms = [...numerator, ...denominator].map(({ of }) => [
    of,
    ...innerReads(of),
    ...(of.points ?? []).flatMap((share): Read[] =>
      'holds' in share ? [{ entity: of.entity, where: [share.holds], aggregate: 'count' }] : [],
    ),
  ])
  return denominator.length === 0 ? terms : [terms.flat()]
}

function innerReads(rows: Figured): Read[] {
  return Object.values(rows.with ?? {}).flatMap(inner => [
    { ...inner.of, aggregate: aggregateOf(inner) },
    ...innerReads(inner.of),
  ])
}

function aggregateOf({ sum, distinct }: Inner): Read['aggregate'] {
  if (distinct !== undefined) return { distinct }
  return sum === undefined ? 'count' : { sum }
}

/** The fields of a log that decide what counts, and how much. */
export function fieldsRead({ entity, where, aggregate }: Read): string[] {
  const known = new Set(ENTITIES[entity].fields.map(({ name }) => name))
  return [...where.flatMap(fieldsOf), ...aggregated(aggregate)].flatMap(field =>
    typeof field === 'string' && known.has(field) ? [field] : [],
  )
}

function aggregated(aggregate: Read['aggregate']): Expression[] {
  if (aggregate === 'count') return []
  if ('distinct' in aggregate) return [aggregate.distinct]
  if ('sum' in aggregate) return [aggregate.sum]
  return ['avg' in aggregate ? aggregate.avg : aggregate.of]
}
