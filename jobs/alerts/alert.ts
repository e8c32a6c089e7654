import type { Severity } from '../../warehouse/catalogue/alertRule.ts'
import type { Doubt } from './condition.ts'

/** What an alert is about. */
export interface AlertKey {
  rule: string
  /** `dim_org` id. */
  org: string
  /** What the rule watches at the organisation, `''` where it is one thing. */
  item: string
}

/** A rule that holds at an organisation on the day that was judged. */
export interface Firing extends AlertKey {
  severity: Severity
  /** First day of the first of the periods in a row for which it is known to hold. */
  since: number
  grain: 'month' | 'day'
  figure: number
  line: number
  /** What holds, without since when. */
  words: string
}

/** What a rule says on a day. */
export interface Judgement {
  rule: string
  /** Why the rule could not be judged at all; then nothing is raised or cleared by it. */
  doubt?: Doubt
  /** No line of it is in force anywhere on the day: it does not apply, and what it raised before is cleared. */
  isIdle?: true
  /** Items that could not be judged, and why; nothing is raised or cleared under them. */
  doubtful?: readonly { item: string; doubt: Doubt }[]
  firing: readonly Firing[]
  /** Organisations of which the rule cannot say whether it holds. */
  unknown: readonly (AlertKey & { doubt: Doubt })[]
}

/** An open alert as it stands after a day. Days since 1970-01-01. */
export interface AlertState extends AlertKey {
  severity: Severity
  /** Day of the judgement that raised it; names the alert together with its key. */
  raisedOn: number
  since: number
  figure: number
  line: number
  /** With since when. */
  words: string
  /** Day on which it became the matter of the organisation above, null while it is not. */
  escalatedOn: number | null
  /** Why the last judgement could say nothing of it; `''` when it could. */
  doubt: Doubt | ''
}

/** Why a rule was not judged: no line of it is in force anywhere. */
export const NO_LINE = 'no_line'

/** Why a row was written. */
export type ChangeKind = 'raised' | 'changed' | 'escalated' | 'doubted' | 'cleared'

/** A signed row: −1 the state that ends, +1 the state that begins. */
export interface AlertChange {
  kind: ChangeKind
  sign: 1 | -1
  state: AlertState
}

/** Names what an alert is about. */
export function keyOf({ rule, org, item }: AlertKey): string {
  return `${rule}:${org}:${item}`
}
