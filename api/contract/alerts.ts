/** How many alerts are open. GET /api/alerts/count. */
export interface AlertCounts {
  amber: number
  red: number
}

/** GET /api/alerts?state=&rule=&department=&severity=&org=&skip= → AlertPage, a hundred at a time. */
export interface AlertPage {
  /** Every rule of the catalogue, whatever is filtered by; its counts are those of the organisation. */
  rules: AlertRuleInfo[]
  open: AlertCounts
  alerts: AlertInfo[]
  /** How many the filter finds. */
  total: number
}

export interface AlertRuleInfo {
  id: string
  title: string
  department: string
  /** Where its lines come from. */
  source: string
  /** Id of the report that shows what lies behind. */
  report: string
  /** Who has to act: the organisation itself, or the one above. */
  to: 'own' | 'superior'
  /** The last day that was judged; null when none was. */
  judgedOn: string | null
  /** It could be judged then, at least somewhere. */
  isJudged: boolean
  /** Why it could not be judged then, wholly or somewhere. */
  doubts: string[]
  open: AlertCounts
}

/** POST /api/alerts/:id/acknowledge {note} → AlertInfo. */
export interface AlertInfo {
  id: string
  rule: string
  title: string
  org: string
  orgName: string
  /** The organisation whose report shows it as a row: the one above, as far as the account may see. */
  reportOrg: string
  severity: 'amber' | 'red'
  words: string
  /** Why the last judgement could say nothing of it; `''` when it could. */
  doubt: string
  raisedOn: string
  escalatedOn: string | null
  clearedOn: string | null
  notes: { severity: 'amber' | 'red'; login: string; note: string; at: number }[]
  /** Somebody took note of it at this severity. */
  isAcknowledged: boolean
  mayAcknowledge: boolean
}
