import type { AuditAction } from '../../warehouse/control/accounts/audit.ts'

/** GET /api/audit?before=&limit= → newest first. Administrators only. */
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
  detail: string
  address: string
}
