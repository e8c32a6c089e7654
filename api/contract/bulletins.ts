import type { Bulletin } from '../../warehouse/bulletins/bulletin.ts'

export type {
  Bulletin,
  BulletinCell,
  BulletinColumn,
  BulletinRow,
} from '../../warehouse/bulletins/bulletin.ts'

/**
 * GET /api/bulletins?org= → BulletinList; POST /api/bulletins {kind, org} → BulletinInfo, administrators only; GET
 * /api/bulletins/:id → BulletinAnswer, and its files at /api/bulletins/:id/document (Word) and /api/bulletins/:id/annex (Excel).
 */
export interface BulletinList {
  /** Those of the organisation and of all below it that the account may see, newest first, 200 at the most. */
  bulletins: BulletinInfo[]
  kinds: { id: string; title: string; cadence: 'two_day' | 'weekly' | 'monthly' }[]
  mayIssue: boolean
}

export interface BulletinInfo {
  id: string
  /** `通报〔2017〕第7期`. */
  name: string
  kind: string
  title: string
  org: string
  orgName: string
  /** The days that are measured, in words. */
  label: string
  /** Login; `''` for scheduled work. */
  issuedBy: string
  issuedAt: number
}

export interface BulletinAnswer {
  info: BulletinInfo
  bulletin: Bulletin
  checksum: string
}
