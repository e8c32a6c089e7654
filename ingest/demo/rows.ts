/**
 * The rows of the operational database, in the terms of the glossary; `tables.ts` knows the source's columns and codes.
 * Days are days since 1970-01-01, instants are milliseconds since 1970, money is fen. Ids are decimal texts because some of
 * them are snowflakes beyond 2^53.
 */

export interface Row {
  id: string
  updatedAt: number
}

export type OrgType = 'leading_organ' | 'committee' | 'work_committee' | 'general_branch' | 'branch'
export type Industry =
  | 'school'
  | 'enterprise'
  | 'government'
  | 'institution'
  | 'urban_community'
  | 'village'
  | 'social_org'
  | 'other'
export type SchoolStage = 'none' | 'junior_high' | 'senior_high' | 'vocational' | 'university'
export type PayerClass =
  | 'student'
  | 'wage'
  | 'farmer'
  | 'self_employed'
  | 'relief'
  | 'party_member'
  | 'cadre_over_28'
export type MemberStatus =
  | 'registering'
  | 'report_pending'
  | 'active'
  | 'transferring'
  | 'aged_out'
  | 'exit_withdraw'
  | 'exit_self_left'
  | 'exit_suspended'
  | 'exit_expelled'
  | 'moved_out_of_province'
export type Destination = 'progression' | 'employment' | 'army' | 'awaiting_employment' | 'abroad' | 'other'
export type IncomeBand = 'none' | 'below_2000' | '2000_to_4999' | '5000_to_9999' | 'from_10000'
export type Category =
  | 'ideological'
  | 'innovation'
  | 'public_service'
  | 'internship'
  | 'rights'
  | 'friendship'
  | 'culture_sports'
  | 'training'

export interface OrgRow extends Row {
  parentId: string | null
  fullName: string
  shortName: string
  type: OrgType
  regionCode: string
  industry: Industry
  stage: SchoolStage
  status: 'active' | 'deregistered' | 'merged'
  createdAt: number
  isLoggedIn: boolean
  isInfoComplete: boolean
  isChildrenCreated: boolean
  hasRetentionRight: boolean
  subAccount: 'none' | 'valid' | 'invalid'
  phone: string
  /** When it was entered into the system, which is never before it was founded. */
  recordedAt: number
  /** Of a branch: how many members it declared to have; 0 where it has said nothing. */
  expectedMembers: number
  /** Identity number of the secretary, invented; null while there is none. */
  secretary: string | null
  /** Of a class: the year in which it leaves school. */
  gradYear: number | null
  isDeleted: boolean
}

export interface MemberRow extends Row {
  branchId: string
  /** Invented; here because real sources send it and the ingest must drop it. */
  name: string
  /** Invented, with a check digit that is wrong on purpose. */
  idCard: string
  phone: string
  status: MemberStatus
  report: 'none' | 'submitted' | 'approved' | 'rejected'
  gender: 'male' | 'female' | 'unknown'
  birth: number
  education:
    | 'junior_high'
    | 'senior_high'
    | 'vocational'
    | 'college'
    | 'bachelor'
    | 'postgraduate'
    | 'unknown'
  political: 'league_member' | 'party_member' | 'probationary_party_member'
  payer: PayerClass
  joinedOn: number | null
  isFloating: boolean
  isCadre: boolean
  /** The year in which the class leaves school, that of the last school for who has left it. */
  gradYear: number | null
  /** What a leaver goes on to, once it is known. */
  destination: Destination | null
  isDeleted: boolean
}

export interface BillRow extends Row {
  branchId: string
  memberId: string
  /** First day of the month. */
  month: number
  payer: PayerClass
  due: number
  isReduced: boolean
  income: IncomeBand
  status: 'open' | 'paid' | 'overdue' | 'exempt' | 'void'
}

export interface PaymentRow extends Row {
  branchId: string
  billId: string | null
  month: number
  memberId: string
  amount: number
  channel: 'wechat' | 'alipay' | 'unionpay' | 'cash'
  isProxy: boolean
  isBackpay: boolean
  /** Of somebody who owes nothing: there is no bill. */
  isVoluntary: boolean
  status: 'paid' | 'refunded' | 'voided'
  paidAt: number
}

export interface ActivityRow extends Row {
  hostId: string
  title: string
  category: Category
  kind: 'offline' | 'online'
  status: 'draft' | 'published' | 'signing_up' | 'running' | 'ended' | 'cancelled'
  publishedAt: number | null
  isCrossCity: boolean
  isDeleted: boolean
}

export interface SignupRow extends Row {
  hostId: string
  memberBranchId: string
  activityId: string
  memberId: string
  idCard: string
  status: 'submitted' | 'approved' | 'rejected' | 'cancelled' | 'absent'
  signedAt: number
}

export interface CheckinRow extends Row {
  hostId: string
  memberBranchId: string
  activityId: string
  memberId: string
  method: 'geo' | 'qr'
  checkedAt: number
  minutes: number
}
