import type { Department } from '../catalogue/reports.ts'
import type { StatedFigure } from '../contract/figureState.ts'
import type { Unit } from '../contract/unit.ts'

/** A bulletin as it was issued: plain data, frozen with its number. Page, document, annex and mail show nothing else. */
export interface Bulletin {
  /** Kind in the catalogue. */
  kind: string
  department: Department
  title: string
  /** Year and consecutive number within it, of its organisation. */
  year: number
  number: number
  /** `通报〔2017〕第7期`. */
  name: string
  org: { id: string; name: string; fullName: string; level: number }
  /** What is measured, as days `YYYY-MM-DD`, both inclusive. */
  from: string
  to: string
  /** Up to when: `2017年12月7日9时`. */
  until: string
  /** The last one of the kind, which the changes start from; null for the first. */
  previous: { name: string; until: string } | null
  /** The text, a paragraph each, without the request. */
  paragraphs: string[]
  request: string
  /** Figures of the whole, by their names in the catalogue. */
  figures: Record<string, StatedFigure>
  columns: BulletinColumn[]
  /** The units by their place; those that cannot be ranked come last. */
  rows: BulletinRow[]
  total: BulletinRow
  /** Column that units are ranked by. */
  rankedBy: number
}

export interface BulletinColumn {
  figure: string
  title: string
  unit: Unit
  metric: string
  definition: string
  /** Shows the change since the last bulletin. */
  hasChange: boolean
}

export interface BulletinRow {
  /** `dim_org` id. */
  id: string
  name: string
  /** Equal figures share a place; null where there is nothing to rank by. */
  rank: number | null
  isRed: boolean
  cells: BulletinCell[]
}

export type BulletinCell = StatedFigure & {
  /** Since the last bulletin, in the unit of the figure (points of a share as fraction of 1); null without a base. */
  change: number | null
}
