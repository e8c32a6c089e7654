import { ENTITIES, type EntityName } from '../../../warehouse/catalogue/entities.ts'
import type { Measure } from '../../../warehouse/catalogue/metrics/metric.ts'
import {
  type Figure,
  fieldsOf,
  figuresOf,
  isGroupFigure,
  type Metric,
} from '../../../warehouse/catalogue/metrics.ts'

type Read = Pick<Figure | Measure, 'entity' | 'where' | 'aggregate'>

/** The logs that a metric is made of. */
export function entitiesOf(metric: Metric): EntityName[] {
  if (metric.kind === 'computed' && metric.job === 'retention') return ['org', 'dues_bill', 'dues_payment']
  return readsOf(metric).map(({ entity }) => entity)
}

/** The fields of those logs that decide what counts, by the log. */
export function fieldsRead(metric: Metric): { entity: EntityName; field: string }[] {
  return readsOf(metric).flatMap(({ entity, where, aggregate }) => {
    const known = new Set(ENTITIES[entity].fields.map(({ name }) => name))
    const summed = typeof aggregate === 'object' && 'sum' in aggregate ? [aggregate.sum] : []
    return [...where.flatMap(fieldsOf), ...summed].flatMap(field =>
      typeof field === 'string' && known.has(field) ? { entity, field } : [],
    )
  })
}

function readsOf(metric: Metric): Read[] {
  if (metric.kind !== 'computed')
    return figuresOf(metric).flatMap(figure => (isGroupFigure(figure) ? [figure.of, figure.inner] : [figure]))
  const { numerator = [], denominator = [] } = metric.formula ?? {}
  return [...numerator, ...denominator].flatMap(({ of }) => [
    of,
    ...Object.values(of.with ?? {}).map((inner): Read => ({ ...inner.of, aggregate: 'count' })),
  ])
}
