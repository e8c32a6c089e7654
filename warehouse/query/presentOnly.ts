import { ENTITIES } from '../catalogue/entities.ts'
import type { Rows } from '../catalogue/metrics/metric.ts'
import { isCondition, type Predicate } from '../catalogue/metrics/predicate.ts'

/**
 * The conditions on rows, with the entity's rule of presence when they do not name a status themselves: a `gone` row
 * is +1 in a state that does not count.
 */
export function presentOnly(rows: Rows): readonly Predicate[] {
  const { present } = ENTITIES[rows.entity]
  if (present === 'always' || rows.basis.kind === 'movement') return rows.where
  if (rows.where.some(predicate => isCondition(predicate) && predicate.field === present.field))
    return rows.where
  return [...rows.where, present]
}
