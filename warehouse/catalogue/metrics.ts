import { ACTIVITY_METRICS } from './metrics/activities.ts'
import { APPLICATION_METRICS } from './metrics/applications.ts'
import { ASSESSMENT_METRICS } from './metrics/assessment.ts'
import { AWARD_METRICS } from './metrics/awards.ts'
import { CADRE_METRICS } from './metrics/cadres.ts'
import { checkMetric } from './metrics/checkMetric.ts'
import { CLUB_METRICS } from './metrics/clubs.ts'
import { CONSULTATION_METRICS } from './metrics/consultations.ts'
import { DATA_QUALITY_METRICS } from './metrics/dataQuality.ts'
import { DUES_METRICS } from './metrics/dues.ts'
import { ELECTRONIC_FILE_METRICS } from './metrics/electronicFiles.ts'
import { ENTRY_METRICS } from './metrics/entryCampaign.ts'
import { EVALUATION_METRICS } from './metrics/evaluation.ts'
import { EXIT_METRICS } from './metrics/exits.ts'
import { MATCHMAKING_METRICS } from './metrics/matchmaking.ts'
import { MEMBER_QUALITY_METRICS } from './metrics/memberQuality.ts'
import { MEMBER_METRICS } from './metrics/members.ts'
import { MESSAGE_METRICS } from './metrics/messages.ts'
import type { Figure, GroupFigure, MetricEntry } from './metrics/metric.ts'
import { ORGANISATION_LIFE_METRICS } from './metrics/organisationLife.ts'
import { ORGANISATION_METRICS } from './metrics/organisations.ts'
import { PLATFORM_METRICS } from './metrics/platform.ts'
import { PROTECTION_METRICS } from './metrics/protection.ts'
import {
  type Computed as ComputedFigure,
  type ResolvedMetric,
  resolveMetric,
} from './metrics/resolveMetric.ts'
import { RESPONSE_METRICS } from './metrics/response.ts'
import { RETENTION_METRICS } from './metrics/retention.ts'
import { STUDY_METRICS } from './metrics/study.ts'
import { TRANSFER_METRICS } from './metrics/transfers.ts'
import { U_PLUS_METRICS } from './metrics/uPlus.ts'
import { VOLUNTEER_METRICS } from './metrics/volunteering.ts'
import { YOUTH_HOME_METRICS } from './metrics/youthHomes.ts'

export {
  BREAKDOWN_NAMES,
  type BreakdownName,
  FIELD_OF_BREAKDOWN,
  type Figure,
  type GroupFigure,
  type MeasureJob,
} from './metrics/metric.ts'
export { type Condition, fieldsOf, isCondition, type Predicate } from './metrics/predicate.ts'

/**
 * Catalogue, list 2: every number the product shows. One entry is the only definition of its number; wall, API, workbook
 * and mail all ask the query builder for it by id.
 */
const ENTRIES = {
  ...ORGANISATION_METRICS,
  ...ENTRY_METRICS,
  ...ELECTRONIC_FILE_METRICS,
  ...MEMBER_METRICS,
  ...MEMBER_QUALITY_METRICS,
  ...CADRE_METRICS,
  ...DUES_METRICS,
  ...RETENTION_METRICS,
  ...ACTIVITY_METRICS,
  ...STUDY_METRICS,
  ...CONSULTATION_METRICS,
  ...U_PLUS_METRICS,
  ...RESPONSE_METRICS,
  ...APPLICATION_METRICS,
  ...TRANSFER_METRICS,
  ...EXIT_METRICS,
  ...EVALUATION_METRICS,
  ...AWARD_METRICS,
  ...ASSESSMENT_METRICS,
  ...ORGANISATION_LIFE_METRICS,
  ...VOLUNTEER_METRICS,
  ...MESSAGE_METRICS,
  ...PLATFORM_METRICS,
  ...YOUTH_HOME_METRICS,
  ...CLUB_METRICS,
  ...PROTECTION_METRICS,
  ...MATCHMAKING_METRICS,
  ...DATA_QUALITY_METRICS,
}

export type MetricId = keyof typeof ENTRIES

export type Metric = ResolvedMetric & { id: MetricId }
export type Computed = ComputedFigure & { id: MetricId }

/** Refuses to start with an entry that cannot be answered, by its id. */
export const METRICS: ReadonlyMap<MetricId, Metric> = new Map(
  idsOf(ENTRIES).map(id => {
    checkMetric(id, ENTRIES[id])
    return [id, { ...resolveMetric(ENTRIES[id]), id }]
  }),
)

function idsOf<Id extends string>(entries: Readonly<Record<Id, unknown>>): Id[] {
  const ids: Id[] = []
  for (const id in entries) ids.push(id)
  return ids
}

/** What the entry of a metric says. */
export function entryOf(id: MetricId): MetricEntry {
  return ENTRIES[id]
}

/** The metric of this id, or undefined for an unknown one. */
export function findMetric(id: string): Metric | undefined {
  return [...METRICS.values()].find(metric => metric.id === id)
}

/** The figures a metric sums from the logs, in a fixed order: one, numerator and denominator, or none if it is computed. */
export function figuresOf(metric: Metric): readonly (Figure | GroupFigure)[] {
  if (metric.kind === 'ratio') return [metric.numerator, metric.denominator]
  if (metric.kind === 'group') return [metric.groups]
  if (metric.kind === 'computed') return []
  return [metric.figure]
}

export function isGroupFigure(figure: Figure | GroupFigure): figure is GroupFigure {
  return 'inner' in figure
}
