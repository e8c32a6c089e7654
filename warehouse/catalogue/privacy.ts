import { TuanshuError } from '../platform/errors.ts'
import { ENTITIES, type Entity } from './entities.ts'
import { type Figure, figuresOf, isGroupFigure, METRICS, type Metric, type MetricId } from './metrics.ts'

/** Fields that tell an attribute of a person. */
const PERSONAL_FIELDS: ReadonlySet<string> = new Set(['gender', 'birth_month', 'education', 'payer_class'])

/** The strictest privacy of the entities that a metric counts; undefined when none needs care. */
export function privacyOf(metric: Metric): Entity['privacy'] {
  const found = summedBy(metric).map(({ entity }) => ENTITIES[entity].privacy)
  return found.find(each => each === 'restricted') ?? found.find(each => each !== undefined)
}

/** Whether a metric counts persons by an attribute of theirs without being broken down. */
export function isPersonalFigure(metric: Metric): boolean {
  return summedBy(metric).some(({ where }) => where.some(({ field }) => PERSONAL_FIELDS.has(field)))
}

/** The lowest level that figures of `restricted` entities are told of: the county. */
const LOWEST_RESTRICTED_LEVEL = 4

/** Throws `forbidden` when one of the metrics is not told of organisations as low as this level. */
export function requireTellable(metrics: readonly MetricId[], level: number): void {
  for (const id of metrics) {
    const metric = METRICS.get(id)
    if (metric && privacyOf(metric) === 'restricted' && level > LOWEST_RESTRICTED_LEVEL)
      throw new TuanshuError('forbidden', `${id} is told of counties and those above them only`)
  }
}

function summedBy(metric: Metric): Figure[] {
  return figuresOf(metric).flatMap(figure => (isGroupFigure(figure) ? [figure.of, figure.inner] : [figure]))
}
