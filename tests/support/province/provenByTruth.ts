import type { EntityName } from '../../../warehouse/catalogue/entities.ts'
import type { MetricId } from '../../../warehouse/catalogue/metrics.ts'
import { entitiesOf } from '../oracle/entitiesOf.ts'
import { TOLD_METRICS } from './truthConditions.ts'

// what other sides of life add is proven by oracles
const BASE: readonly EntityName[] = [
  'org',
  'member',
  'dues_bill',
  'dues_payment',
  'activity',
  'signup',
  'checkin',
]

/** The metrics that tests/ingest/demo/truth.ch.test.ts asks of the truth. */
export const ASKED_OF_TRUTH: readonly MetricId[] = TOLD_METRICS.flatMap(metric =>
  entitiesOf(metric).every(entity => BASE.includes(entity)) ? [metric.id] : [],
)

/** Of these nobody of so small a province has any. */
export const UNSEEN_BY_TRUTH: readonly MetricId[] = [
  'ORG10',
  'ORG16',
  'ORG17',
  'ORG19',
  'DUE12',
  'ACT16',
  'CLB06',
]
