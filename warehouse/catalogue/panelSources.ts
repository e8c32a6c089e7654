import type { ChangeBase, FigureSpan } from '../contract/scene.ts'
import type { MetricUnit } from '../contract/unit.ts'
import type { EntityName } from './entities.ts'
import {
  type BreakdownName,
  figuresOf,
  isGroupFigure,
  METRICS,
  type MeasureJob,
  type MetricId,
} from './metrics.ts'
import type { PanelEntry } from './sceneEntry.ts'

/** What follows from the entry of a panel: the figures to ask for, what they are made of, and how often they are looked at. */

/** A figure that a panel needs, and the parts of it. */
export interface PanelSource {
  metric: MetricId
  span: FigureSpan
  /** Also a row per direct child. */
  hasRows?: true
  /** Also the values of this breakdown. */
  breakdown?: BreakdownName
  /** Also what it is compared with. */
  changes?: readonly ChangeBase[]
  /** Also the months of the year before. */
  hasLastYear?: true
  /** Also the months of each direct child. */
  hasCourses?: true
  /** Of a ratio what it is a share of: see `SceneFigure`. */
  numeratorIn?: MetricUnit
}

/** Logs that the ticker tells of: those of `sql/query/live_events.sql`. */
export const EVENT_LOGS = [
  'member',
  'dues_payment',
  'activity',
  'checkin',
  'study_record',
  'org_life_record',
  'consultation',
] as const satisfies readonly EntityName[]

/** The figures of a panel, in the order in which the panel of a picture holds them. */
export function sourcesOf(panel: PanelEntry): readonly PanelSource[] {
  switch (panel.view) {
    case 'figures':
      return panel.figures
    case 'ranking':
      return [panel.by, ...(panel.beside ? [panel.beside] : [])].map(each => ({ ...each, hasRows: true }))
    case 'trend':
      return [
        { ...panel.of, span: 'months', ...(panel.hasLastYear ? { hasLastYear: true } : {}) },
        ...(panel.against ? [{ ...panel.against, span: 'months' as const }] : []),
      ]
    case 'shares':
    case 'bands':
      return [...(panel.figures ?? []), panel.of]
    case 'matrix':
      return panel.columns.map(each => ({ ...each, breakdown: panel.breakdown }))
    case 'flow':
      return [...(panel.figures ?? []), panel.from, panel.to]
    case 'funnel':
      return [...panel.stages, ...(panel.figures ?? [])]
    case 'calendar':
      return [{ ...panel.of, span: 'days' }]
    case 'grid':
      return [{ ...panel.of, span: 'months', hasCourses: true }]
    case 'map':
      return [{ ...panel.of, hasRows: true }]
    case 'levels':
    case 'targets':
    case 'alerts':
    case 'ticker':
      return []
  }
}

/** The logs that a panel is read from. */
export function logsOf(panel: PanelEntry): readonly EntityName[] {
  const logs = new Set<EntityName>(panel.view === 'ticker' ? EVENT_LOGS : [])
  for (const { metric } of sourcesOf(panel)) {
    const entry = METRICS.get(metric)
    for (const figure of entry ? figuresOf(entry) : [])
      for (const { entity } of isGroupFigure(figure) ? [figure.of, figure.inner] : [figure]) logs.add(entity)
  }
  return [...logs]
}

/** The jobs that compute figures of a panel. */
export function jobsOf(panel: PanelEntry): readonly MeasureJob[] {
  const jobs = sourcesOf(panel).flatMap(({ metric }) => {
    const entry = METRICS.get(metric)
    return entry?.kind === 'computed' ? [entry.job] : []
  })
  if (panel.view === 'levels') jobs.push('retention')
  if (panel.view === 'targets') jobs.push('measures')
  return [...new Set(jobs)]
}

/**
 * How often a panel whose sources have changed is asked anew: `second` at once, at most four times a second, so that all
 * in it must be answered by small projections; `brisk` what an eye cannot follow faster, lists that change their order;
 * `slow` what spans months; `minute` what only whole logs tell; `nightly` what jobs compute.
 */
export type Pace = 'second' | 'brisk' | 'slow' | 'minute' | 'nightly'

export function paceOf(panel: PanelEntry): Pace {
  if (jobsOf(panel).length > 0 || panel.view === 'alerts') return 'nightly'
  if (panel.isByMinute) return 'minute'
  if (panel.view === 'ranking' || panel.view === 'ticker') return 'brisk'
  return sourcesOf(panel).some(({ span }) => span === 'months' || span === 'days') ? 'slow' : 'second'
}

/** Shortest time between two looks at a panel whose sources have changed. */
export const REST_MS: Readonly<Record<Pace, number>> = {
  second: 0,
  brisk: 3_000,
  slow: 10_000,
  minute: 60_000,
  nightly: 10_000,
}

/** Expected age of a panel: the ingest reports every two seconds, slow panels rest, and jobs compute once a night. */
export const EXPECTED_AGE_MS: Readonly<Record<Pace, number>> = {
  second: 5_000,
  brisk: 5_000,
  slow: 10_000,
  minute: 60_000,
  nightly: 86_400_000,
}
