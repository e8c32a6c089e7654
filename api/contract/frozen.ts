import type { FrozenDifference } from '../../warehouse/frozen/difference.ts'
import type { FrozenKind } from '../../warehouse/frozen/frozenSet.ts'
import type { ReportAnswer } from '../../warehouse/reports/answer.ts'

export type { Compared, ComparedRow } from '../../warehouse/frozen/difference.ts'
export type { FrozenKind } from '../../warehouse/frozen/frozenSet.ts'

/**
 * GET /api/frozen → FrozenList; POST /api/frozen {name, kind, org, grain, day, reason, reports?} → FrozenInfo, administrators
 * only; GET /api/frozen/:id → FrozenAnswer; GET /api/frozen/:id/pages/:page → FrozenReport; GET
 * /api/frozen/:id/pages/:page/difference → FrozenComparison.
 */
export interface FrozenList {
  /** Newest first. */
  sets: FrozenInfo[]
  mayFreeze: boolean
  /** Business day of the server. */
  today: string
}

export interface FrozenInfo {
  id: string
  name: string
  kind: FrozenKind
  org: string
  orgName: string
  /** The period, as days and in words. */
  from: string
  to: string
  label: string
  /** Login; `''` for scheduled work. */
  frozenBy: string
  reason: string
  frozenAt: number
  /** The data were complete up to this instant. */
  asOf: number
  pages: number
  checksum: string
}

export interface FrozenAnswer {
  set: FrozenInfo
  /** The figures are, to the byte, what was frozen. */
  isIntact: boolean
  pages: { page: string; title: string }[]
}

export interface FrozenReport {
  set: FrozenInfo
  answer: ReportAnswer
}

export interface FrozenComparison extends FrozenDifference {
  set: FrozenInfo
  title: string
  /** The day of today's figures. */
  today: string
  /** Today's figures are those of a published month, or what the logs say now; the frozen ones likewise. */
  bases: { frozen: 'published' | 'current'; now: 'published' | 'current' }
}
