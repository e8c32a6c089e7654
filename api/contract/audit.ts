import type { AuditAction } from '../../warehouse/contract/auditAction.ts'

export type { AuditAction } from '../../warehouse/contract/auditAction.ts'

/**
 * GET /api/audit?org=&login=&action=&from=&to=&before=&limit= → newest first; days both included. GET /api/audit/file with the
 * same filter → a workbook. Administrators, each of their subtree.
 */
export interface AuditPage {
  entries: AuditInfo[]
  /** `before` of the next page; null on the last one. */
  next: string | null
}

export interface AuditInfo {
  at: number
  login: string
  action: AuditAction
  org: string
  /** `''` when the deed is about no organisation. */
  orgName: string
  detail: string
  address: string
}
