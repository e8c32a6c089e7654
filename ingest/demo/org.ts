import type { BillRow, Industry, MemberRow, OrgRow, OrgType, PaymentRow, SchoolStage } from './rows.ts'

export type Sector = 'school' | 'community' | 'enterprise' | 'government' | 'social'

/** An organisation of the model: its row and what hangs on it. */
export interface Org {
  row: OrgRow
  parent: Org | null
  children: Org[]
  sector: Sector
  cityCode: string
  /** Only of branches: everyone whose relation is here, also those still registering. */
  members: Member[]
  /** Members the branch begins with. */
  plannedSize: number
  /** Has no members and gets none. */
  isDormant: boolean
  /** Collects dues through the system; the others do so on paper. */
  isOnline: boolean
  /** Of a class: the year in which it leaves school. */
  leavesIn: number | null
}

export interface Bill {
  row: BillRow
  member: Member
  payment: PaymentRow | null
  /** Index in the list of unpaid bills, −1 when it is not there. */
  slot: number
}

export interface Member {
  row: MemberRow
  branch: Org
  /** Index in the branch's list. */
  slot: number
  /** After tax, of a month, in whole yuan. */
  income: number
  unpaid: Bill[]
  /** Pays nothing that is billed before this day; 0 for who pays. */
  paysFrom: number
  /** Wrong records are about to be deleted and take no part in anything else. */
  isMistake: boolean
}

export interface World {
  top: Org
  /** In the order in which they were created: parents first. */
  orgs: Org[]
  branches: Record<Sector, Org[]>
}

export interface OrgSpec {
  type: OrgType
  industry: Industry
  sector: Sector
  region: string
  city: string
  full: string
  short: string
  stage?: SchoolStage
  createdAt?: number
}
