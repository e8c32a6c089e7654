import type { OrgRow } from './organisations.ts'

/**
 * A province's rows in no system's spelling: words are numbers, as the numbers of 广东智慧团建; money is in fen, times are wall
 * clock in Shanghai. All of it is made up; the same seed, size and day give the same rows.
 */
export interface Population {
  orgs: OrgRow[]
  members: MemberRow[]
  cadres: CadreRow[]
  bills: BillRow[]
  payments: PaymentRow[]
  activities: ActivityRow[]
  signups: AttendanceRow[]
  checkins: AttendanceRow[]
  transfers: TransferRow[]
  hours: HoursRow[]
  accounts: AccountRow[]
  exits: ExitRow[]
  retentions: RetentionRow[]
}

export interface MemberRow {
  id: number
  branch: number
  idCard: string | null
  status: number
  report: number
  gender: number
  birth: string | null
  education: number
  political: number
  payer: number
  joined: string | null
  isFloating: boolean
  realName: number
  isCadre: boolean
  graduates: number | null
  isVolunteer: boolean
  isDeleted: boolean
}
export interface CadreRow {
  id: number
  org: number
  idCard: string
  post: number
  kind: number
  status: number
  gender: number
  appointed: string
  removed: string | null
}
export interface BillRow {
  id: number
  branch: number
  member: number
  month: string
  payer: number
  fen: number
  status: number
}
export interface PaymentRow {
  id: number
  bill: BillRow
  channel: number
  status: number
  isProxy: boolean
  isBackpay: boolean
  isVoluntary: boolean
  paidAt: string
}
export interface ActivityRow {
  id: number
  org: number
  category: number
  kind: number
  status: number
  day: number
  publishedAt: string
  isCrossCity: boolean
  isDeleted: boolean
}
/** A sign-up or a check-in. */
export interface AttendanceRow {
  id: number
  activity: ActivityRow
  member: MemberRow
  word: number
  at: string
  /** Hundredths of an hour. */
  hours: number
}
export interface TransferRow {
  id: number
  member: MemberRow
  to: number
  starter: number
  reason: number
  status: number
  step: number
  isGraduate: boolean
  startedAt: string
  confirmedAt: string | null
  endedAt: string | null
}
export interface HoursRow {
  id: number
  member: MemberRow
  project: number
  hours: number
  day: string
}
export interface AccountRow {
  id: number
  org: number
  idCard: string
  kind: number
  status: number
  createdAt: string
  loggedInAt: string | null
}
export interface ExitRow {
  id: number
  member: MemberRow
  kind: number
  by: number
  day: string
}
export interface RetentionRow {
  id: number
  org: number
  month: string
  fen: number
}
