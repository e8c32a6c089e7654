import type { Grain } from '../platform/time/comparison.ts'

/** What people freeze sets for. */
export const CHOSEN_KINDS = ['year_end', 'inspection', 'congress', 'other'] as const
/** Also what is one by itself: a bulletin that is issued, an assessment that is published or final. */
export const FROZEN_KINDS = [...CHOSEN_KINDS, 'bulletin', 'assessment'] as const
export type FrozenKind = (typeof FROZEN_KINDS)[number]

export const FROZEN_KIND_TITLES: Readonly<Record<FrozenKind, string>> = {
  year_end: '年终',
  inspection: '迎检',
  congress: '团代会',
  other: '其他',
  bulletin: '通报',
  assessment: '考核',
}

/** What is said of a set of figures when it is frozen. It is written once and never changes. */
export interface FrozenHead {
  /** `dim_org` id or `root`: whose figures they are, and who may read them with it. */
  org: string
  orgName: string
  /** One of its kind per organisation. */
  name: string
  kind: FrozenKind
  /** Kind of a bulletin in the catalogue, `''` of other sets. */
  bulletin: string
  grain: Grain | 'free'
  /** Business days, both inclusive. */
  from: number
  to: number
  /** Login, `''` for a job. */
  frozenBy: string
  reason: string
  /** Milliseconds since 1970. */
  frozenAt: number
  /** The logs were complete up to this instant. */
  asOf: number
}

/** The page of a set that is a bulletin. */
export const BULLETIN_PAGE = 'bulletin'

/** The page of a set that is an assessment. */
export const ASSESSMENT_PAGE = 'assessment'

/** One answer of a set, as it was shown. */
export interface FrozenPage {
  /** `report:rows`, `bulletin` or `assessment`. */
  page: string
  /** What lists call it, for example `组织录入情况（按组织层级）`. */
  title: string
  /** The answer as JSON. */
  body: string
}

/** A set as it is kept. */
export interface FrozenSet extends FrozenHead {
  id: string
  /** How many pages it has. */
  pages: number
  /** Over the head and all pages (`checksumOf`). */
  checksum: string
}
