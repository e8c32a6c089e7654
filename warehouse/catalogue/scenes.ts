import type { EntityName } from './entities.ts'
import {
  type BreakdownName,
  figuresOf,
  isGroupFigure,
  METRICS,
  type MeasureJob,
  type MetricId,
} from './metrics.ts'

/** Catalogue, list 4: pages of the big screen as panels of metrics. */

/**
 * What a figure on a panel covers, all up to today: `now` (a stock at this moment), `today`, `month` (since the first of
 * this month), `months` (the last twelve, this one included).
 */
export type FigureSpan = 'now' | 'today' | 'month' | 'months'

export interface SceneFigure {
  metric: MetricId
  span: FigureSpan
  /** A row per direct child. */
  rows?: true
  /** Items of this breakdown. */
  by?: BreakdownName
}

/** How often a panel may be asked. */
export type Refresh = 'second' | 'brisk' | 'slow'

export interface ScenePanel {
  /**
   * `second`: asked again as soon as one of its logs has changed, at most four times a second; everything in it is
   * answered by small projections. `brisk`: at most every three seconds. `slow`: at most every ten.
   */
  refresh: Refresh
  figures: readonly SceneFigure[]
  /** The panel shows what has just happened in these logs. */
  events?: readonly EntityName[]
}

export const SCENE_NAMES = ['overview'] as const
export type SceneId = (typeof SCENE_NAMES)[number]

export const PANEL_NAMES = [
  'headline',
  'members_map',
  'members_ranking',
  'joins_trend',
  'dues_trend',
  'dues_today',
  'activities_now',
  'ticker',
] as const
export type PanelId = (typeof PANEL_NAMES)[number]

export interface Scene {
  title: string
  panels: Readonly<Record<PanelId, ScenePanel>>
}

/** Shortest time between two looks at a panel whose logs have changed. */
export const REST_MS: Readonly<Record<Refresh, number>> = { second: 0, brisk: 3_000, slow: 10_000 }

/** Expected age of a panel: the ingest reports every two seconds, and slow panels rest. */
export const REFRESH_MS: Readonly<Record<Refresh, number>> = { second: 5_000, brisk: 5_000, slow: 10_000 }

export const SCENES: Readonly<Record<SceneId, Scene>> = {
  overview: {
    title: '总览',
    panels: {
      headline: {
        refresh: 'second',
        figures: [
          { metric: 'MEM01', span: 'now' },
          { metric: 'MEM08', span: 'today' },
          { metric: 'ORG02', span: 'now' },
          { metric: 'MEM02', span: 'now' },
          { metric: 'MEM07', span: 'month' },
          { metric: 'MEM12', span: 'now' },
          { metric: 'ORG08', span: 'now' },
        ],
      },
      members_map: { refresh: 'second', figures: [{ metric: 'MEM01', span: 'now', rows: true }] },
      members_ranking: {
        refresh: 'brisk',
        figures: [
          { metric: 'MEM01', span: 'now', rows: true },
          { metric: 'MEM07', span: 'month', rows: true },
        ],
      },
      joins_trend: {
        refresh: 'slow',
        figures: [
          { metric: 'MEM07', span: 'months' },
          { metric: 'MEM01', span: 'months' },
        ],
      },
      dues_trend: {
        refresh: 'slow',
        figures: [
          { metric: 'DUE02', span: 'months' },
          { metric: 'DUE01', span: 'months' },
          { metric: 'DUE04', span: 'months' },
        ],
      },
      dues_today: {
        refresh: 'second',
        figures: [
          { metric: 'DUE02', span: 'today' },
          { metric: 'DUE02', span: 'month', rows: true, by: 'channel' },
          { metric: 'DUE01', span: 'month' },
          { metric: 'DUE03', span: 'month' },
          { metric: 'DUE04', span: 'month' },
        ],
      },
      activities_now: {
        refresh: 'second',
        figures: [
          { metric: 'ACT02', span: 'now' },
          { metric: 'ACT01', span: 'today' },
          { metric: 'ACT01', span: 'month', by: 'category' },
          { metric: 'ACT03', span: 'today' },
          { metric: 'ACT05', span: 'today' },
        ],
      },
      ticker: { refresh: 'brisk', figures: [], events: ['member', 'dues_payment', 'activity', 'checkin'] },
    },
  },
}

/** The logs that a panel is read from. */
export function logsOf(panel: ScenePanel): readonly EntityName[] {
  const logs = new Set<EntityName>(panel.events ?? [])
  for (const { metric } of panel.figures) {
    const entry = METRICS.get(metric)
    for (const figure of entry ? figuresOf(entry) : [])
      for (const { entity } of isGroupFigure(figure) ? [figure.of, figure.inner] : [figure]) logs.add(entity)
  }
  return [...logs]
}

/** The jobs that compute figures of a panel. */
export function jobsOf(panel: ScenePanel): readonly MeasureJob[] {
  const jobs = panel.figures.flatMap(({ metric }) => {
    const entry = METRICS.get(metric)
    return entry?.kind === 'computed' ? [entry.job] : []
  })
  return [...new Set(jobs)]
}
