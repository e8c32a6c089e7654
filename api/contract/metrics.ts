import type { StatedFigure } from '../../warehouse/contract/figureState.ts'
import type { Unit } from '../../warehouse/contract/unit.ts'

/** GET /api/metrics → {metrics}; GET /api/metrics/:id/since → {since}; GET /api/metrics/:id/sql → {sql}, administrators only. */
export interface MetricEntry {
  id: string
  title: string
  unit: Unit
  /** In full, with the rules that all metrics have in common. */
  definition: string
  kind: string
  subject: string
  /** How it is computed, in words. */
  words: string
  breakdowns: string[]
  breakdownTitles: string[]
  /** Which of its figures are not shown. */
  hiding: string
  refresh: string
  /** Tables of each system that feed it; a system that has none is not there. */
  sources: { system: string; tables: string[] }[]
  shown: Record<'reports' | 'scenes' | 'mails', { id: string; title: string }[]>
}

/** GET /api/metrics/:id?org=&from=&to= → one metric; of a total the first cell is the answer. */
export interface MetricAnswer {
  from: string
  to: string
  missing: { title: string; months: string; due: string }[]
  cells: StatedFigure[]
}
