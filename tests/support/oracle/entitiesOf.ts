import type { EntityName } from '../../../warehouse/catalogue/entities.ts'
import { figuresOf, isGroupFigure, type Metric } from '../../../warehouse/catalogue/metrics.ts'

/** The logs that a metric is made of. */
export function entitiesOf(metric: Metric): EntityName[] {
  if (metric.kind !== 'computed')
    return figuresOf(metric).flatMap(figure =>
      isGroupFigure(figure) ? [figure.of.entity, figure.inner.entity] : [figure.entity],
    )
  const { formula } = metric
  if (!formula) return metric.job === 'retention' ? ['org', 'dues_bill', 'dues_payment'] : []
  return [...formula.numerator, ...formula.denominator].flatMap(({ of }) => [
    of.entity,
    ...Object.values(of.with ?? {}).map(inner => inner.of.entity),
  ])
}
