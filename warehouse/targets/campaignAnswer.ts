import type { StatedFigure } from '../contract/figureState.ts'
import type { TargetDirection, TargetState } from '../contract/targetState.ts'
import type { Unit } from '../contract/unit.ts'
import type { MissingWork } from '../reports/outlook.ts'
import type { NoForecast } from './forecast.ts'

/** A campaign as a list names it. Days are `YYYY-MM-DD`. */
export interface CampaignInfo {
  id: string
  title: string
  phases: PhaseInfo[]
}

export interface PhaseInfo {
  name: string
  startsOn: string
  dueOn: string
  course: 'not_begun' | 'running' | 'over'
}

/** A phase of a campaign for one organisation and its direct children. Plain data. */
export interface CampaignAnswer {
  campaign: CampaignInfo
  /** Name of the phase that is told. */
  phase: string
  org: { id: string; name: string; level: number }
  today: string
  /** The data are complete up to this instant, milliseconds since 1970. */
  asOf: number
  /** What jobs have not computed of it yet, and when that can be expected. */
  missing: MissingWork[]
  /** What is left out or missing, and why; each a sentence. */
  notes: string[]
  targets: TargetAnswer[]
}

export interface TargetAnswer {
  metric: string
  /** With the item that it is about, where it is about one. */
  title: string
  unit: Unit
  definition: string
  direction: TargetDirection
  /** Documents that the shown targets come from. */
  sources: string[]
  /** How the organisation and its children stand, in one sentence. */
  headline: string
  total: TargetStanding
  /** The direct children, the most urgent first; those without a target last. */
  rows: TargetStanding[]
}

/** How one organisation stands to a target. */
export interface TargetStanding {
  id: string
  name: string
  /** Has children of its own to look at. */
  canDrill: boolean
  /** null: it has no target of its own, and no state. */
  target: number | null
  startsOn: string
  dueOn: string
  /** At the end of `measuredOn`; null before the phase begins. */
  figure: StatedFigure | null
  measuredOn: string | null
  /** Fractions of 1. */
  share: number | null
  elapsed: number | null
  state: TargetState | null
  /** Among the children of the same kind that have a target, by the share; `of` says how many have a place. */
  rank: { place: number; of: number; peers: string } | null
  /** An estimate by the pace of the last steps; null for what is reached, over or not begun, and without a value. */
  forecast: TargetForecast | null
}

export type TargetForecast =
  | {
      kind: 'day'
      day: string
      earliest: string
      /** null: by the pace so far it may also take for ever. */
      latest: string | null
      /** For example `近 8 周`. */
      basis: string
    }
  | { kind: 'none'; why: NoForecast }
