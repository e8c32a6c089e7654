import type { MetricUnit } from './unit.ts'

/**
 * What a page of the big screen is made of: its entry in the catalogue, which the wall is sent as it stands. What the panels
 * hold is in `picture.ts`.
 */
export interface Scene {
  title: string
  /** Where its panels stand. */
  layouts: Readonly<Record<LayoutName, SceneLayout>>
  /** Ids of the alert rules whose question it answers: a red alert of one of them brings it forward. */
  alerts?: readonly string[]
  /** By id, which layouts and pictures call them by: lower-case letters, digits and `_`. */
  panels: Readonly<Record<string, ScenePanel>>
}

/** The scene of a wall that asks for none. */
export const DEFAULT_SCENE = 'overview'

/** `standard`: 16:9, 1920 × 1080 units. `wide`: 32:9, 3840 × 1080 units. */
export const LAYOUT_NAMES = ['standard', 'wide'] as const
export type LayoutName = (typeof LAYOUT_NAMES)[number]

/** Units of a column or row of the grid; `rest` shares what the others leave. */
export type TrackSize = number | 'rest'

/**
 * A grid below the header. A panel stands in one layout or in both; those of the other one are asked for all the same, so
 * that every wall of a scene and place shares one picture.
 */
export interface SceneLayout {
  columns: readonly TrackSize[]
  rows: readonly TrackSize[]
  /** For each row the id of the panel in each column; `.` leaves a place empty. A panel's places make a rectangle. */
  areas: readonly (readonly string[])[]
  /** A ticker that runs in the foot, below the grid, as one line. */
  foot?: string
}

/** Between two columns, and between two rows, units. */
export const COLUMN_GAP = 24
export const ROW_GAP = 16

/** What the grid may fill of each layout, units: all but the margins at the sides, the header and the foot. */
export function gridSize(name: LayoutName): Box {
  const { width, height } = STAGES[name]
  return { width: width - 2 * MARGIN, height: height - HEADER_HEIGHT - FOOT_HEIGHT }
}

export interface Box {
  width: number
  height: number
}

export const STAGES: Readonly<Record<LayoutName, Box>> = {
  standard: { width: 1920, height: 1080 },
  wide: { width: 3840, height: 1080 },
}
// as the styles of the wall have them
const MARGIN = 24
const HEADER_HEIGHT = 72
const FOOT_HEIGHT = 44

/**
 * What a figure covers, all up to today: `now` (a stock at this moment), `today`, `month` (since the first of this month),
 * `months` (the last twelve, this one included), `days` (each of the last 53 weeks, this one included).
 */
export const FIGURE_SPANS = ['now', 'today', 'month', 'months', 'days'] as const
export type FigureSpan = (typeof FIGURE_SPANS)[number]

export interface SceneFigure {
  /** Id of the catalogue. */
  metric: string
  span: FigureSpan
  /** Its name on the panel; the metric's title by default. */
  label?: string
  /** Of a ratio how many it is true of, in this unit, in the place of the share. */
  numeratorIn?: MetricUnit
}

/**
 * What a figure is compared with: the day before, the same days of the month before, the same days of the year before; of a
 * stock the last of those days.
 */
export const CHANGE_BASES = ['day', 'month', 'year'] as const
export type ChangeBase = (typeof CHANGE_BASES)[number]

/**
 * How a figure stands among others: one as the `headline` of the scene, `plain`, `quiet` in a line of smaller ones below,
 * or `listed` with its name at the left and its value at the right.
 */
export interface ShownFigure extends SceneFigure {
  /** `plain` by default. */
  emphasis?: 'headline' | 'plain' | 'quiet' | 'listed'
  /** What it has changed against, told below it. */
  changes?: readonly ChangeBase[]
  /** A share that is drawn as a bar too. */
  hasBar?: true
}

/** Number of a colour among the series, from 1. */
export type SeriesColor = 1 | 2 | 3 | 4 | 5 | 6

/** Lines of a list before the rest is summed up in the last one. */
export type Capacity = number | Readonly<Record<LayoutName, number>>

interface PanelBase {
  /** `{children}` stands for what the direct children are called: 各市, 各县区, 下级组织. */
  title: string
  /** Stands on the ground, without a surface of its own. */
  isBare?: true
  /** Asked at most once a minute: for figures that only whole logs tell. */
  isByMinute?: true
}

/** Figures with their names. */
export interface FiguresPanel extends PanelBase {
  view: 'figures'
  figures: readonly ShownFigure[]
}

/** The direct children by a figure, largest first; each leads to its organisation. */
export interface RankingPanel extends PanelBase {
  view: 'ranking'
  by: SceneFigure
  /** A second figure at the end of each row. */
  beside?: SceneFigure
  capacity: Capacity
  color: SeriesColor
}

/** The last twelve months. */
export interface TrendPanel extends PanelBase {
  view: 'trend'
  /** What adds up over time stands as columns; a stock or a share as a line, which need not begin at zero. */
  form: 'columns' | 'line'
  of: TrendFigure
  /** What the columns are measured by, as wide pale ones behind them. */
  against?: TrendFigure
  /** The same months of the year before, as a quiet line. */
  hasLastYear?: true
  color: SeriesColor
}
export type TrendFigure = Omit<SceneFigure, 'span'>

/** The parts of a whole as bars, below figures that lead to it. */
export interface SharesPanel extends PanelBase {
  view: 'shares'
  /** The parts do not add up: each stands for itself, without a share. */
  isApart?: true
  figures?: readonly ShownFigure[]
  of: PartedFigure
  capacity: Capacity
  color: SeriesColor
}

/** A figure with the values of a breakdown of its metric. */
export type PartedFigure = SceneFigure & { breakdown: string }

/** The parts of a whole as columns, in the order of the breakdown: ages, terms. */
export interface BandsPanel extends PanelBase {
  view: 'bands'
  figures?: readonly ShownFigure[]
  of: PartedFigure
  color: SeriesColor
}

/** Shares by the values of a breakdown: a row for each, a column for each share. */
export interface MatrixPanel extends PanelBase {
  view: 'matrix'
  /** The breakdown that makes the rows, in its order. */
  breakdown: string
  columns: readonly SceneFigure[]
  color: SeriesColor
}

/** One whole parted twice, as a flow: what it is for at the left, where it goes at the right. */
export interface FlowPanel extends PanelBase {
  view: 'flow'
  figures?: readonly ShownFigure[]
  from: PartedFigure
  /** A part of `from`, parted by where it goes. */
  to: PartedFigure
  /** What `from` holds beyond `to`. */
  rest: string
  /** Parts on each side before the rest is summed up. */
  capacity: Capacity
}

/** Stages that grow smaller, each measured by the first, above figures of their own. */
export interface FunnelPanel extends PanelBase {
  view: 'funnel'
  stages: readonly SceneFigure[]
  figures?: readonly ShownFigure[]
  color: SeriesColor
}

/** Every day of the last 53 weeks as a cell. */
export interface CalendarPanel extends PanelBase {
  view: 'calendar'
  of: TrendFigure
}

/** The twelve months of every direct child, each as a small chart; all on one scale. */
export interface GridPanel extends PanelBase {
  view: 'grid'
  of: TrendFigure
  capacity: Capacity
  color: SeriesColor
}

/** The direct children by a figure on the map, with marks where the scene's ticker tells of something. */
export interface MapPanel extends PanelBase {
  view: 'map'
  of: SceneFigure
  /** With the transfers of this month between the children as arcs. */
  hasArcs?: true
}

/** The dues of this month by the level that keeps them. */
export interface LevelsPanel extends PanelBase {
  view: 'levels'
}

/** The targets of the running campaigns, each against the time that has passed. */
export interface TargetsPanel extends PanelBase {
  view: 'targets'
  capacity: Capacity
}

/** The open alerts: how many of each rule, and the gravest and newest. */
export interface AlertsPanel extends PanelBase {
  view: 'alerts'
  capacity: Capacity
}

/** What has just happened, newest first, without persons. */
export interface TickerPanel extends PanelBase {
  view: 'ticker'
}

/** A panel of a scene: a view kind, its figures and its options. The kinds are a closed list, each with a view of the wall. */
export type ScenePanel =
  | FiguresPanel
  | RankingPanel
  | TrendPanel
  | SharesPanel
  | BandsPanel
  | MatrixPanel
  | FlowPanel
  | FunnelPanel
  | CalendarPanel
  | GridPanel
  | MapPanel
  | LevelsPanel
  | TargetsPanel
  | AlertsPanel
  | TickerPanel
export type ViewKind = ScenePanel['view']
