import { insertsOf } from '../insert.ts'
import type { AttendanceRow, Population } from '../populationRows.ts'

// in the order of the numbers of the population
const ORG_TYPES = ['', 'ORGAN', 'COMMITTEE', 'WORK_COMMITTEE', 'GENERAL_BRANCH', 'BRANCH']
const INDUSTRIES = [
  'SCHOOL',
  'ENTERPRISE',
  'GOVERNMENT',
  'INSTITUTION',
  'COMMUNITY',
  'VILLAGE',
  'SOCIAL',
  'OTHER',
]
const STAGES = ['NONE', 'JUNIOR', 'SENIOR', 'VOCATIONAL', 'UNIVERSITY']
const ORG_STATUSES = ['', 'ACTIVE', 'REVOKED', 'MERGED']
const SUB_ACCOUNTS = ['NONE', 'VALID', 'INVALID']
const MEMBER_STATUSES = [
  'REGISTERING',
  'PENDING',
  'ACTIVE',
  'MOVING',
  'AGED_OUT',
  'QUIT',
  'LEFT',
  'SUSPENDED',
  'EXPELLED',
  'MOVED',
]
const REPORTS = ['NONE', 'SUBMITTED', 'APPROVED', 'REJECTED']
const GENDERS = ['U', 'M', 'F']
const EDUCATIONS = ['UNKNOWN', 'JUNIOR', 'SENIOR', 'VOCATIONAL', 'COLLEGE', 'BACHELOR', 'POSTGRADUATE']
const POLITICAL = ['', 'PARTY', 'PROBATIONARY', 'MEMBER']
const PAYERS = ['', 'STUDENT', 'WAGE', 'FARMER', 'SELF', 'RELIEF', 'PARTY', 'CADRE28']
const VERIFIED = ['NONE', 'PASSED', 'OFFLINE', 'FAILED']
const POSTS = ['', 'SECRETARY', 'DEPUTY', 'STANDING', 'COMMITTEE', 'STAFF']
const CADRE_KINDS = ['', 'FULL', 'SECONDED', 'PART']
const CADRE_STATUSES = ['APPLIED', 'APPROVED', 'ONBOARD', 'REJECTED', 'REMOVED']
const BILL_STATUSES = ['OPEN', 'PAID', 'OVERDUE', 'EXEMPT', 'VOID']
const CHANNELS = ['', 'WECHAT', 'ALIPAY', 'UNIONPAY', 'CASH']
const CATEGORIES = [
  '',
  'IDEOLOGY',
  'INNOVATION',
  'CHARITY',
  'INTERNSHIP',
  'RIGHTS',
  'FRIENDSHIP',
  'CULTURE',
  'TRAINING',
]
const FORMS = ['', 'OFFLINE', 'ONLINE']
const ACTIVITY_STATUSES = ['DRAFT', 'PUBLISHED', 'SIGNUP', 'RUNNING', 'ENDED', 'CANCELLED']
const SIGNUP_STATUSES = ['SUBMITTED', 'APPROVED', 'REJECTED', 'CANCELLED', 'ABSENT']
const METHODS = ['', 'GEO', 'QR']
const STARTERS = ['', 'MEMBER', 'BRANCH', 'TARGET']
const REASONS = ['', 'STUDY', 'JOB', 'ARMY', 'WAITING', 'ABROAD']
const TRANSFER_STATUSES = ['OPEN', 'DONE', 'AUTO', 'RETURNED', 'WITHDRAWN', 'UNCONFIRMED']
const STEPS = ['NONE', 'CONFIRM', 'OUT_BRANCH', 'OUT_SUPERIOR', 'IN_BRANCH', 'IN_SUPERIOR']

const hundredths = (n: number) => (n / 100).toFixed(2)

/** The population as 共青云 holds it: English words, fen, times with a zone. */
export function rowsOfGongqingyun(all: Population): string {
  const hosted = {
    org_id: (row: AttendanceRow) => row.activity.org,
    member_branch_id: (row: AttendanceRow) => row.member.branch,
    activity_id: (row: AttendanceRow) => row.activity.id,
    member_id: (row: AttendanceRow) => row.member.id,
  }
  return [
    insertsOf(
      {
        table: 'yun.org',
        columns: {
          id: row => row.id,
          parent_id: row => row.parent,
          full_name: row => row.name,
          short_name: row => row.name.slice(-6),
          type: row => ORG_TYPES[row.type] ?? null,
          region_code: row => `51${row.region}`,
          industry: row => INDUSTRIES[row.industry] ?? null,
          school_stage: row => STAGES[row.stage] ?? null,
          status: row => ORG_STATUSES[row.status] ?? null,
          can_retain: row => row.hasRight,
          sub_account: row => (row.subAccount === null ? null : (SUB_ACCOUNTS[row.subAccount] ?? null)),
          is_school: row => row.industry === 0,
          is_deleted: row => Number(row.isDeleted),
          created_at: row => row.createdAt,
        },
      },
      all.orgs,
    ),
    insertsOf(
      {
        table: 'yun.member',
        columns: {
          id: row => row.id,
          branch_id: row => row.branch,
          name: row => `团员${row.id}`,
          id_card: row => row.idCard,
          status: row => MEMBER_STATUSES[row.status] ?? null,
          report_status: row => REPORTS[row.report] ?? null,
          gender: row => GENDERS[row.gender] ?? null,
          birthday: row => row.birth,
          education: row => EDUCATIONS[row.education] ?? null,
          political_status: row => POLITICAL[row.political] ?? null,
          payer_class: row => PAYERS[row.payer] ?? null,
          joined_on: row => row.joined,
          is_floating: row => row.isFloating,
          verified: row => VERIFIED[row.realName] ?? null,
          graduation_year: row => row.graduates,
          is_deleted: row => Number(row.isDeleted),
        },
      },
      all.members,
    ),
    insertsOf(
      {
        table: 'yun.cadre',
        columns: {
          id: row => row.id,
          org_id: row => row.org,
          id_card: row => row.idCard,
          post: row => POSTS[row.post] ?? 'OTHER',
          kind: row => CADRE_KINDS[row.kind] ?? null,
          status: row => CADRE_STATUSES[row.status] ?? null,
          gender: row => GENDERS[row.gender] ?? null,
          appointed_on: row => row.appointed,
          removed_on: row => row.removed,
        },
      },
      all.cadres,
    ),
    insertsOf(
      {
        table: 'yun.dues_bill',
        columns: {
          id: row => row.id,
          branch_id: row => row.branch,
          member_id: row => row.member,
          month: row => row.month,
          payer_class: row => PAYERS[row.payer] ?? null,
          amount_cent: row => row.fen,
          status: row => BILL_STATUSES[row.status] ?? null,
        },
      },
      all.bills,
    ),
    insertsOf(
      {
        table: 'yun.dues_payment',
        columns: {
          id: row => row.id,
          branch_id: row => row.bill.branch,
          bill_id: row => row.bill.id,
          month: row => row.bill.month,
          payer_id: row => row.bill.member,
          amount_cent: row => row.bill.fen,
          channel: row => CHANNELS[row.channel] ?? null,
          status: row => (row.status === 1 ? 'PAID' : 'REFUNDED'),
          is_proxy: row => row.isProxy,
          is_backpay: row => row.isBackpay,
          is_voluntary: row => row.isVoluntary,
          paid_at: row => row.paidAt,
        },
      },
      all.payments,
    ),
    insertsOf(
      {
        table: 'yun.activity',
        columns: {
          id: row => row.id,
          org_id: row => row.org,
          title: row => `活动“${row.id}”`,
          category: row => CATEGORIES[row.category] ?? null,
          form: row => FORMS[row.kind] ?? null,
          status: row => ACTIVITY_STATUSES[row.status] ?? null,
          published_at: row => row.publishedAt,
          is_cross_city: row => row.isCrossCity,
          host_type: () => 'ORG',
          host_id: row => row.org,
          is_deleted: row => Number(row.isDeleted),
        },
      },
      all.activities,
    ),
    insertsOf(
      {
        table: 'yun.activity_signup',
        columns: {
          id: row => row.id,
          ...hosted,
          status: row => SIGNUP_STATUSES[row.word] ?? null,
          created_at: row => row.at,
        },
      },
      all.signups,
    ),
    insertsOf(
      {
        table: 'yun.activity_checkin',
        columns: {
          id: row => row.id,
          ...hosted,
          method: row => METHODS[row.word] ?? null,
          hours: row => hundredths(row.hours),
          checked_at: row => row.at,
        },
      },
      all.checkins,
    ),
    insertsOf(
      {
        table: 'yun.transfer',
        columns: {
          id: row => row.id,
          from_branch_id: row => row.member.branch,
          to_branch_id: row => row.to,
          member_id: row => row.member.id,
          from_province: () => '510000',
          to_province: () => '510000',
          started_by: row => STARTERS[row.starter] ?? null,
          reason: row => REASONS[row.reason] ?? 'OTHER',
          status: row => TRANSFER_STATUSES[row.status] ?? null,
          step: row => STEPS[row.step] ?? null,
          is_graduate: row => row.isGraduate,
          cohort: row => (row.isGraduate ? 2026 : null),
          started_at: row => row.startedAt,
          confirmed_at: row => row.confirmedAt,
          ended_at: row => row.endedAt,
        },
      },
      all.transfers,
    ),
    insertsOf(
      {
        table: 'yun.volunteer_record',
        columns: {
          id: row => row.id,
          branch_id: row => row.member.branch,
          id_card: row => row.member.idCard,
          project_id: row => row.project,
          hours: row => hundredths(row.hours),
          served_on: row => row.day,
        },
      },
      all.hours,
    ),
    insertsOf(
      {
        table: 'yun.dues_retention',
        columns: {
          org_id: row => row.org,
          month: row => row.month,
          collected_cent: row => row.fen,
          own_cent: row => row.fen,
          children_cent: () => 0,
          remit_cent: () => 0,
        },
      },
      all.retentions,
    ),
  ].join('\n')
}
