import type { EntityName, Value } from '../../warehouse/catalogue/entities.ts'
import { UNKNOWN_DAY } from '../../warehouse/contract/calendar.ts'
import { dayOf, monthOf } from '../../warehouse/platform/time/day.ts'
import {
  big,
  type Column,
  code,
  column,
  date,
  datetime,
  decimal,
  flag,
  month,
  text,
  updated,
  varchar,
} from './columns.ts'
import {
  formOf,
  isVolunteer,
  joinedOnOf,
  memberNoOf,
  realNameOf,
  recordedAtOf,
  schoolCodeOf,
} from './formFields.ts'
import type {
  ActivityRow,
  BillRow,
  CheckinRow,
  MemberRow,
  OrgRow,
  PaymentRow,
  Row,
  SignupRow,
} from './rows.ts'

/** A state in the terms of the catalogue, with the source's own organisation ids. */
export type State = Readonly<Record<string, Value>>

/** A source table: its columns and codes, and what a row of it means. */
export interface Table<R extends Row> {
  name: string
  /** The schema of the database that it stands in. */
  schema: string
  topic: string
  entity: EntityName
  /** The columns of its key. */
  key: readonly string[]
  /** Messages of this table carry their schema, as Kafka Connect does by default. */
  hasSchema: boolean
  columns: readonly Column<R>[]
  /** The row as a fact of the catalogue. */
  state(row: R): State
  /** What a row says beside that in systems that ask for more than this one. */
  more?(row: R): State
  /** Whether the row counts as deleted; left out where rows never do. */
  isGone?(row: R): boolean
  /** A row that counts as deleted stays, with a mark; otherwise it is taken out of the table. */
  isMarked: boolean
}

/** The row as the warehouse is to know it; null while it counts as deleted. */
export function stateOf<R extends Row>(table: Table<R>, row: R): State | null {
  return table.isGone?.(row) ? null : table.state(row)
}

function dayOrUnknown(instant: number | null): number {
  return instant === null ? UNKNOWN_DAY : dayOf(instant)
}

const PAYER = {
  student: 1,
  wage: 2,
  farmer: 3,
  self_employed: 4,
  relief: 5,
  party_member: 6,
  cadre_over_28: 7,
}
const DESTINATION = {
  progression: 1,
  employment: 2,
  army: 3,
  awaiting_employment: 4,
  abroad: 5,
  other: 9,
}
const POLITICAL = { party_member: '01', probationary_party_member: '02', league_member: '03' }
const INDUSTRY = {
  school: '10',
  enterprise: '20',
  government: '30',
  institution: '40',
  urban_community: '50',
  village: '60',
  social_org: '70',
  other: '99',
}

function topicOf(table: string): string {
  return `gd.zhtj.${table}`
}

export const ORG: Table<OrgRow> = {
  name: 'tb_org',
  schema: 'zhtj',
  topic: topicOf('tb_org'),
  entity: 'org',
  key: ['org_id'],
  isMarked: true,
  hasSchema: true,
  columns: [
    big('org_id', row => row.id),
    { ...column<OrgRow>('parent_id', 'int64', row => row.parentId), optional: true },
    varchar('org_full_name', row => row.fullName),
    varchar('org_short_name', row => row.shortName),
    code(
      'org_type',
      { leading_organ: 1, committee: 2, work_committee: 3, general_branch: 4, branch: 5 },
      row => row.type,
    ),
    varchar('region_code', row => row.regionCode),
    varchar('industry_code', row => INDUSTRY[row.industry]),
    code(
      'school_stage',
      { none: 0, junior_high: 1, senior_high: 2, vocational: 3, university: 4 },
      row => row.stage,
    ),
    code('org_status', { active: 1, deregistered: 2, merged: 3 }, row => row.status),
    datetime('create_time', row => row.createdAt),
    flag('is_logged_in', row => row.isLoggedIn),
    flag('is_info_complete', row => row.isInfoComplete),
    flag('is_children_created', row => row.isChildrenCreated),
    flag('retention_right', row => row.hasRetentionRight),
    code('sub_account_state', { none: 0, valid: 1, invalid: 2 }, row => row.subAccount),
    varchar('contact_phone', row => row.phone),
    flag('is_school', row => row.industry === 'school'),
    text('school_code', schoolCodeOf),
    { ...column<OrgRow>('graduate_year', 'int16', row => row.gradYear), optional: true },
    text('secretary_id_card', row => row.secretary),
    datetime('record_time', row => row.recordedAt),
    column('expected_member_count', 'int32', row => row.expectedMembers),
    flag('is_deleted', row => row.isDeleted),
    updated(),
  ],
  isGone: row => row.isDeleted,
  state: row => ({
    org_id: row.id,
    parent_org_id: row.parentId ?? '0',
    org_full_name: row.fullName,
    org_short_name: row.shortName,
    org_type: row.type,
    region_code: row.regionCode,
    industry_code: row.industry,
    school_stage: row.stage,
    status: row.status,
    created_on: dayOf(row.createdAt),
    is_logged_in: Number(row.isLoggedIn),
    is_info_complete: Number(row.isInfoComplete),
    is_children_created: Number(row.isChildrenCreated),
    has_retention_right: Number(row.hasRetentionRight),
    sub_account_status: row.subAccount,
    is_school_org: Number(row.industry === 'school'),
    school_code: schoolCodeOf(row) ?? '',
    grad_year: row.gradYear ?? 0,
    secretary_key: row.secretary ?? '0',
    recorded_on: dayOf(row.recordedAt),
    expected_members: row.expectedMembers,
    has_contact_number: Number(row.phone !== ''),
  }),
  more: formOf,
}

export const MEMBER: Table<MemberRow> = {
  name: 'tb_member',
  schema: 'zhtj',
  topic: topicOf('tb_member'),
  entity: 'member',
  key: ['member_id'],
  isMarked: true,
  hasSchema: false,
  columns: [
    big('member_id', row => row.id),
    big('branch_id', row => row.branchId),
    varchar('member_name', row => row.name),
    varchar('id_card_no', row => row.idCard),
    varchar('mobile', row => row.phone),
    code(
      'member_status',
      {
        registering: 0,
        report_pending: 1,
        active: 2,
        transferring: 3,
        aged_out: 4,
        exit_withdraw: 5,
        exit_self_left: 6,
        exit_suspended: 7,
        exit_expelled: 8,
        moved_out_of_province: 9,
      },
      row => row.status,
    ),
    code('report_state', { none: 0, submitted: 1, approved: 2, rejected: 3 }, row => row.report),
    code('gender', { unknown: 0, male: 1, female: 2 }, row => row.gender),
    date('birth_date', row => row.birth),
    code(
      'education',
      { unknown: 0, junior_high: 1, senior_high: 2, vocational: 3, college: 4, bachelor: 5, postgraduate: 6 },
      row => row.education,
    ),
    varchar('political_status', row => POLITICAL[row.political]),
    code('payer_class', PAYER, row => row.payer),
    date('join_date', joinedOnOf),
    flag('is_floating', row => row.isFloating),
    code('real_name_state', { none: 0, passed: 1, passed_offline: 2, failed: 3 }, realNameOf),
    text('member_no', memberNoOf),
    flag('is_cadre', row => row.isCadre),
    { ...column<MemberRow>('graduate_year', 'int16', row => row.gradYear), optional: true },
    flag('is_volunteer', isVolunteer),
    {
      ...column<MemberRow>(
        'graduate_destination',
        'int16',
        row => row.destination && DESTINATION[row.destination],
      ),
      optional: true,
    },
    datetime('record_time', recordedAtOf),
    flag('is_deleted', row => row.isDeleted),
    updated(),
  ],
  isGone: row => row.isDeleted,
  state: row => ({
    org_id: row.branchId,
    person_key: row.idCard,
    status: row.status,
    report_status: row.report,
    gender: row.gender,
    birth_month: monthOf(row.birth),
    education: row.education,
    political_status: row.political,
    payer_class: row.payer,
    joined_on: joinedOnOf(row) ?? UNKNOWN_DAY,
    is_floating: Number(row.isFloating),
    is_cadre: Number(row.isCadre),
    grad_year: row.gradYear ?? 0,
    destination: row.destination ?? '',
    real_name_status: realNameOf(row),
    member_no_key: memberNoOf(row) ?? '0',
    member_no_year: Number(memberNoOf(row)?.slice(0, 4) ?? 0),
    is_volunteer: Number(isVolunteer(row)),
    recorded_on: dayOrUnknown(recordedAtOf(row)),
  }),
}

export const BILL: Table<BillRow> = {
  name: 'tb_dues_bill',
  schema: 'zhtj',
  topic: topicOf('tb_dues_bill'),
  entity: 'dues_bill',
  key: ['bill_id'],
  isMarked: true,
  hasSchema: false,
  columns: [
    big('bill_id', row => row.id),
    big('branch_id', row => row.branchId),
    big('member_id', row => row.memberId),
    month('bill_month', row => row.month),
    code('payer_class', PAYER, row => row.payer),
    decimal('amount_due', row => row.due),
    code('bill_status', { open: 0, paid: 1, overdue: 2, exempt: 3, void: 4 }, row => row.status),
    flag('is_reduced', row => row.isReduced),
    code(
      'income_level',
      { none: 0, below_2000: 1, '2000_to_4999': 2, '5000_to_9999': 3, from_10000: 4 },
      row => row.income,
    ),
    updated(),
  ],
  state: row => ({
    org_id: row.branchId,
    member_id: row.memberId,
    bill_month: row.month,
    payer_class: row.payer,
    amount_due_fen: row.due,
    status: row.status,
    is_reduced: Number(row.isReduced),
    income_band: row.income,
  }),
}

export const PAYMENT: Table<PaymentRow> = {
  name: 'tb_dues_payment',
  schema: 'zhtj',
  topic: topicOf('tb_dues_payment'),
  entity: 'dues_payment',
  key: ['payment_id'],
  isMarked: true,
  hasSchema: false,
  columns: [
    big('payment_id', row => row.id),
    { ...column<PaymentRow>('bill_id', 'int64', row => row.billId), optional: true },
    big('branch_id', row => row.branchId),
    month('bill_month', row => row.month),
    big('payer_member_id', row => row.memberId),
    decimal('amount', row => row.amount),
    code('pay_channel', { wechat: 1, alipay: 2, unionpay: 3, cash: 4 }, row => row.channel),
    flag('is_proxy', row => row.isProxy),
    flag('is_backpay', row => row.isBackpay),
    flag('is_voluntary', row => row.isVoluntary),
    code('pay_status', { paid: 1, refunded: 2, voided: 3 }, row => row.status),
    datetime('paid_at', row => row.paidAt),
    updated(),
  ],
  isGone: row => row.status !== 'paid',
  state: row => ({
    org_id: row.branchId,
    bill_id: row.billId ?? '0',
    bill_month: row.month,
    member_id: row.memberId,
    amount_fen: row.amount,
    channel: row.channel,
    is_proxy: Number(row.isProxy),
    is_backpay: Number(row.isBackpay),
    paid_on: dayOf(row.paidAt),
    is_voluntary: Number(row.isVoluntary),
  }),
}

export const ACTIVITY: Table<ActivityRow> = {
  name: 'tb_activity',
  schema: 'zhtj',
  topic: topicOf('tb_activity'),
  entity: 'activity',
  key: ['activity_id'],
  isMarked: true,
  hasSchema: true,
  columns: [
    big('activity_id', row => row.id),
    big('host_org_id', row => row.hostId),
    varchar('title', row => row.title),
    code(
      'category',
      {
        ideological: 1,
        innovation: 2,
        public_service: 3,
        internship: 4,
        rights: 5,
        friendship: 6,
        culture_sports: 7,
        training: 8,
      },
      row => row.category,
    ),
    code('kind', { offline: 1, online: 2 }, row => row.kind),
    code(
      'activity_status',
      { draft: 0, published: 1, signing_up: 2, running: 3, ended: 4, cancelled: 5 },
      row => row.status,
    ),
    datetime('publish_time', row => row.publishedAt),
    flag('is_cross_city', row => row.isCrossCity),
    flag('is_deleted', row => row.isDeleted),
    updated(),
  ],
  isGone: row => row.isDeleted,
  state: row => ({
    org_id: row.hostId,
    category: row.category,
    kind: row.kind,
    status: row.status,
    published_on: row.publishedAt === null ? UNKNOWN_DAY : dayOf(row.publishedAt),
    is_cross_city: Number(row.isCrossCity),
  }),
}

export const SIGNUP: Table<SignupRow> = {
  name: 'tb_activity_signup',
  schema: 'zhtj',
  topic: topicOf('tb_activity_signup'),
  entity: 'signup',
  key: ['signup_id'],
  isMarked: true,
  hasSchema: false,
  columns: [
    big('signup_id', row => row.id),
    big('activity_id', row => row.activityId),
    big('host_org_id', row => row.hostId),
    big('member_id', row => row.memberId),
    big('member_branch_id', row => row.memberBranchId),
    code(
      'signup_status',
      { submitted: 0, approved: 1, rejected: 2, cancelled: 3, absent: 4 },
      row => row.status,
    ),
    datetime('signup_time', row => row.signedAt),
    updated(),
  ],
  state: row => ({
    org_id: row.hostId,
    member_org_id: row.memberBranchId,
    activity_id: row.activityId,
    member_id: row.memberId,
    status: row.status,
    submitted_on: dayOf(row.signedAt),
  }),
  more: row => ({ person_key: row.idCard }),
}

export const CHECKIN: Table<CheckinRow> = {
  name: 'tb_activity_checkin',
  schema: 'zhtj',
  topic: topicOf('tb_activity_checkin'),
  entity: 'checkin',
  key: ['checkin_id'],
  isMarked: true,
  hasSchema: false,
  columns: [
    big('checkin_id', row => row.id),
    big('activity_id', row => row.activityId),
    big('host_org_id', row => row.hostId),
    big('member_id', row => row.memberId),
    big('member_branch_id', row => row.memberBranchId),
    code('checkin_method', { geo: 1, qr: 2 }, row => row.method),
    datetime('checkin_time', row => row.checkedAt),
    column('duration_minutes', 'int32', row => row.minutes),
    updated(),
  ],
  state: row => ({
    org_id: row.hostId,
    member_org_id: row.memberBranchId,
    activity_id: row.activityId,
    member_id: row.memberId,
    method: row.method,
    checked_on: dayOf(row.checkedAt),
    activity_minutes: row.minutes,
  }),
}
