import type { Direction } from '../contract/assessmentState.ts'
import type { StatedFigure } from '../contract/figureState.ts'
import type { MetricUnit } from '../contract/unit.ts'

/** The assessment of an organisation's direct children in a year: plain data, frozen as it was published and as it is final. */
export interface Assessment {
  scheme: string
  title: string
  year: number
  /** Who assesses. */
  org: { id: string; name: string }
  /** What is measured, as days `YYYY-MM-DD`, both inclusive. */
  from: string
  to: string
  /** The data were complete up to this instant, milliseconds since 1970. */
  asOf: number
  /** Weights that are not those in force. */
  isTrial: boolean
  /** Those who are compared with each other, by the same indicators. */
  groups: AssessmentGroup[]
}

export interface AssessmentGroup {
  /** `市级团委`, `团支部`. */
  peers: string
  indicators: Indicator[]
  /** By their place; who has none comes last. */
  sheets: Sheet[]
}

export interface Indicator {
  metric: string
  title: string
  unit: MetricUnit
  definition: string
  /** Points of 100. */
  weight: number
  direction: Direction
  /** In the unit of the figures: fen, minutes, a share as fraction of 1. */
  zeroAt: number
  fullAt: number
  vetoAt: number | null
  source: string
}

/** What one organisation got. */
export interface Sheet {
  /** `dim_org` id. */
  id: string
  name: string
  /** One per indicator of the group. */
  parts: SheetPart[]
  /** The points of the parts that have any; null when none has. */
  total: number | null
  /** The weights of these parts: what the total is out of. */
  outOf: number
  /** Equal totals share a place; null for who is not ranked, and `reason` says why. */
  rank: number | null
  /** How many are ranked. */
  ranked: number
  /** In words for the user; `''` for who is ranked. */
  reason: string
  /** What was published before the figures were read anew for the final one; null of one that was not. */
  before: { total: number | null; rank: number | null } | null
}

export interface SheetPart {
  figure: StatedFigure
  /** Hundredths at the most; null for a figure without a number, whose state says why. */
  points: number | null
  /** Among those who have a figure. */
  rank: number | null
  isVetoed: boolean
}
