import type { StatedFigure } from '../contract/figureState.ts'
import type { Comparison } from '../platform/time/comparison.ts'
import type { ListAnswer, ListRequest } from './list.ts'

/** Which change: of a figure, against the period before or the year before. */
export interface ChangeRequest
  extends Omit<ListRequest, 'isOwn' | 'sort' | 'isDescending' | 'skip' | 'most'> {
  against: Comparison
}

/** What one of the organisations has to do with a change. */
export interface ContributionRow {
  org: {
    /** `''`: what has no place in the tree, or in no row (`kind` tells which). */
    id: string
    name: string
  }
  /** `rest`: what none of the others has: of what counts once in all of them, and not once in each. */
  kind: 'child' | 'own' | 'rest'
  now: StatedFigure
  before: StatedFigure
  /** The figure less that of the base. */
  change: StatedFigure
}

/** Which direct children made a change, and how much each: what is gained and lost adds up to it. Plain data. */
export interface ChangeAnswer
  extends Pick<
    ListAnswer,
    | 'metric'
    | 'title'
    | 'definition'
    | 'unit'
    | 'part'
    | 'parts'
    | 'narrowedTo'
    | 'org'
    | 'period'
    | 'basis'
    | 'asOf'
    | 'notes'
  > {
  against: Comparison
  /** The window that it is compared with, in words. */
  base: string
  now: StatedFigure
  before: StatedFigure
  change: StatedFigure
  /** Largest change first, whichever way. Together they are the change, unless one is hidden. */
  rows: ContributionRow[]
}
