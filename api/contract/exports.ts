/**
 * POST /api/exports {kind: 'report', report, org, grain, day, rows, basis?} {kind: 'monthly', org, month: 'YYYY-MM'} or
 * {kind: 'weekly', org, week: 'YYYY-Wnn'} →
 * ExportInfo;
 * GET /api/exports → {exports}; GET and DELETE /api/exports/:id; GET /api/exports/:id/file
 */
export interface ExportInfo {
  id: string
  title: string
  state: 'queued' | 'running' | 'done' | 'failed' | 'cancelled' | 'expired'
  /** 0 … 1. */
  share: number
  rows: number
  bytes: number
  createdAt: number
  /** When the file is deleted; 0 while there is none. */
  expiresAt: number
  /** Why it failed, in words for the user. */
  error: string
}
