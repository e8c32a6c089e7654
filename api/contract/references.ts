import type { ReferenceName, ReferenceUnit } from '../../warehouse/catalogue/referenceValues.ts'
import type { LevelName } from '../../warehouse/reference/scope.ts'

export type { ReferenceName, ReferenceUnit } from '../../warehouse/catalogue/referenceValues.ts'
export type { LevelName } from '../../warehouse/reference/scope.ts'

/**
 * GET /api/references → ReferenceList. POST /api/references/check {NewReference} → ReferencePreview. POST /api/references
 * {NewReference} → ReferenceList, POST /api/references/:id/withdraw {reason} → ReferenceList. Administrators; who sees a part
 * of the tree enters rows for single organisations below the own one only.
 */
export interface ReferenceList {
  subjects: { what: ReferenceName; title: string; unit: ReferenceUnit }[]
  /** By subject, scope and day, the newest day first. */
  rows: ReferenceInfo[]
  today: string
  /** May enter rows for regions, levels and all. */
  isWhole: boolean
}

export interface ReferenceInfo {
  /** null for a row of a file. */
  id: string | null
  what: ReferenceName
  title: string
  unit: ReferenceUnit
  /** For whom, in words. */
  scope: string
  from: string
  /** A day for 日期; null from when on nothing holds. */
  value: number | string | null
  source: string
  /** `shipped`: with the product. `file`: of REFERENCE_VALUES. `page`: entered here. */
  origin: 'shipped' | 'file' | 'page'
  /** File and line, or who entered it. */
  place: string
  enteredAt: number | null
  /** `displaced`: another row says it instead. */
  state: 'in_force' | 'coming' | 'past' | 'displaced' | 'withdrawn'
  withdrawn: { by: string; at: number; reason: string } | null
  mayWithdraw: boolean
}

export interface NewReference {
  what: ReferenceName
  /** The one organisation; `''` for those of region, level and system. */
  org: string
  region: string
  level: LevelName | ''
  system: number
  from: string
  /** As it is written; `''` ends what holds. */
  value: string
  source: string
}

export interface ReferencePreview {
  /** What will happen, sentence by sentence. */
  words: string[]
}

/**
 * GET /api/ratios → RatioList. POST /api/ratios/check {NewSplit} → ReferencePreview; POST /api/ratios {NewSplit},
 * POST /api/ratios/:id/withdraw {reason} → RatioList. Administrators of the whole instance.
 */
export interface RatioList {
  /** By day, the newest first. */
  splits: SplitInfo[]
  /** Organisations with a ratio of their own in the file, today. */
  overrides: number
  today: string
}

export interface SplitInfo {
  /** null for one of the file. */
  id: string | null
  from: string
  /** Parts of 10,000 by level. */
  levels: Record<'grassroots' | 'county' | 'city' | 'province' | 'centre', number>
  /** `''` for one of the file. */
  source: string
  origin: 'shipped' | 'file' | 'page'
  /** File, or who entered it. */
  place: string
  enteredAt: number | null
  state: 'in_force' | 'coming' | 'past' | 'withdrawn'
  withdrawn: { by: string; at: number; reason: string } | null
}

export interface NewSplit {
  from: string
  levels: SplitInfo['levels']
  source: string
}
