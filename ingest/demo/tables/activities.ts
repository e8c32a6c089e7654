import { UNKNOWN_DAY } from '../../../warehouse/contract/calendar.ts'
import { dayOf } from '../../../warehouse/platform/time/day.ts'
import { big, code, column, datetime, flag, updated, varchar } from '../columns.ts'
import type { ActivityRow, CheckinRow, SignupRow } from '../rows.ts'
import type { Table } from '../table.ts'

export const ACTIVITY: Table<ActivityRow> = {
  name: 'tb_activity',
  schema: 'zhtj',
  topic: 'gd.zhtj.tb_activity',
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
  topic: 'gd.zhtj.tb_activity_signup',
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
  topic: 'gd.zhtj.tb_activity_checkin',
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
