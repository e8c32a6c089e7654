import type { ListPartId } from '../catalogue/listParts.ts'
import type { BreakdownName, MetricId } from '../catalogue/metrics.ts'
import type { StatedFigure } from '../contract/figureState.ts'
import type { MetricUnit } from '../contract/unit.ts'
import type { Grain } from '../platform/time/comparison.ts'

/** Which list: the organisations behind a figure of a metric, for an organisation and a period. */
export interface ListRequest {
  metric: MetricId
  /** The first part that can be listed, by default. */
  part?: ListPartId
  /** `dim_org` id, or `root`. */
  org: string
  /** Only what the organisation holds itself, below no other; of the whole instance what has no place in the tree. */
  isOwn?: boolean
  grain: Grain
  /** Any day of the period, days since 1970-01-01. */
  day: number
  /** `ytd`: from the first of January to the end of the period. */
  span?: 'period' | 'ytd'
  /** One value of a breakdown. */
  by?: BreakdownName
  item?: string
  /** `published`: by the tree of the month's end, as the published figures of the month; today's tree by default. */
  basis?: 'published' | 'current'
  /** `place`, `name`, `type`, `value` or a key of the columns; the order of the tree by default. */
  sort?: string
  isDescending?: boolean
  skip: number
  most: number
}

/** A column of a list besides name, type and figure. */
export interface ListColumn {
  key: string
  title: string
}

export interface ListRow {
  org: {
    /** `''`: what has no place in the tree. */
    id: string
    name: string
    /** In words. */
    type: string
    /** The names of those above it, from below the organisation asked about. */
    above: string[]
  }
  figure: StatedFigure
  /** In words, one for each column. */
  shown: string[]
}

/** The organisations behind a figure; of what is hidden or not known there are no rows, and `figure` says why. Plain data. */
export interface ListAnswer {
  metric: MetricId
  title: string
  definition: string
  unit: MetricUnit
  part: ListPartId
  parts: { id: ListPartId; title: string; unit: MetricUnit }[]
  /** `''`, or what the figure is narrowed to: `组织类别：团支部`. */
  narrowedTo: string
  org: { id: string; name: string }
  isOwn: boolean
  period: { grain: Grain; from: string; to: string; label: string }
  basis: 'published' | 'current'
  /** The data are complete up to this instant, milliseconds since 1970. */
  asOf: number
  /** `orgs`: the organisations that are counted. `holders`: those that hold what is counted. `children`: direct children, as in reports. */
  kind: 'orgs' | 'holders' | 'children'
  /** As the report shows it. */
  figure: StatedFigure
  /** What the rows of all pages add up to, less what `repeated` counts more than once; null where a row is hidden. */
  sum: number | null
  /** Persons and the like that several of the organisations hold, counted once in the figure: by how many the rows exceed it. */
  repeated: number
  columns: ListColumn[]
  rows: ListRow[]
  /** Of all pages. */
  count: number
  /** What a reader must know, each a sentence. */
  notes: string[]
}

/** The rows of a list before they are told with their figure. */
export type FoundRows = Pick<ListAnswer, 'rows' | 'columns' | 'count' | 'sum' | 'repeated' | 'notes'>
