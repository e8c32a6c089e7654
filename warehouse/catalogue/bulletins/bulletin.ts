import type { MetricUnit } from '../../contract/unit.ts'
import type { MetricId } from '../metrics.ts'
import type { Department, Part } from '../reports.ts'

/** How often a bulletin is issued by itself; every one can also be issued at any moment. */
export const CADENCES = ['two_day', 'weekly', 'monthly'] as const
export type Cadence = (typeof CADENCES)[number]

/** A figure that a bulletin tells. */
export interface BulletinFigure {
  metric: MetricId
  part?: Part
  /** Of the part; the metric's by default. */
  unit?: MetricUnit
  /** `subtree` (default): of everything below. `children`: the direct children alone, as single organisations. */
  of?: 'subtree' | 'children'
}

/** Names a figure of the entry. */
type Name = string

/** Which units are named as being behind: those whose figure is beyond the line, and without a gain where that is asked. */
export interface RedLine {
  figure: Name
  /** Money in fen, a share as fraction of 1. */
  below?: number
  above?: number
  /** Only those of which this figure has not grown since the last bulletin. */
  without?: Name
}

/** A kind of bulletin as it stands in the catalogue: one entry is its document, page, annex and mail. */
export interface BulletinEntry {
  id: string
  department: Department
  /** Heading: `关于组织树建立工作进展情况的通报`. */
  title: string
  cadence: Cadence
  /** Levels of the organisations that issue it by itself (2 province, 3 city …). */
  levels: readonly number[]
  figures: Readonly<Record<Name, BulletinFigure>>
  /** What the table has of each unit, in this order; of `children` figures a unit has none. */
  columns: readonly { figure: Name; title: string; change?: true }[]
  /** Units are ordered by it; `named` of them are told as first and last. */
  ranking: { figure: Name; better: 'more' | 'less'; named: number }
  red: RedLine
  /**
   * Paragraphs. `{name}` is a figure, `{name±}` its change since the last bulletin in words (`增加3个`); `{截至}`, `{范围}`,
   * `{下级}`, `{上期}`, `{居前}`, `{居后}`, `{红名单}` say what they are called. A paragraph whose last bulletin, ranked or red
   * units are not there is left out.
   */
  paragraphs: readonly string[]
  /** The last paragraph: what is asked of the units. */
  request: string
}

/** The words of a paragraph that are no figures. */
export const WORDS = ['截至', '范围', '下级', '上期', '居前', '居后', '红名单'] as const
export type Word = (typeof WORDS)[number]

/** `{name}`, `{name±}`, `{截至}`. */
export const PLACE = /\{([^{}±]+)(±)?\}/g
