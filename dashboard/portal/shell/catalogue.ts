import type { ReportList } from '../../../api/contract.ts'
import { ask } from './ask.ts'

let list: Promise<ReportList> | undefined
let askedAt = 0

/** Today's date in the answer must not grow old in a page that stays open. */
const KEEP_MS = 5 * 60_000

/** The reports that there are, and the server's business day. */
export function loadReports(): Promise<ReportList> {
  if (list && Date.now() - askedAt < KEEP_MS) return list
  askedAt = Date.now()
  list = ask<ReportList>('/api/reports')
  list.catch(forgetReports)
  return list
}

/** The next caller asks anew: after a failure, and when somebody else signs in. */
export function forgetReports(): void {
  list = undefined
}
