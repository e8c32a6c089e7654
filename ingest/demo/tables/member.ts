import { UNKNOWN_DAY } from '../../../warehouse/contract/calendar.ts'
import { dayOf, monthOf } from '../../../warehouse/platform/time/day.ts'
import { big, code, column, date, datetime, flag, text, updated, varchar } from '../columns.ts'
import { isVolunteer, joinedOnOf, memberNoOf, realNameOf, recordedAtOf } from '../formFields.ts'
import type { MemberRow } from '../rows.ts'
import type { Table } from '../table.ts'
import { PAYER } from './dues.ts'

const DESTINATION = {
  progression: 1,
  employment: 2,
  army: 3,
  awaiting_employment: 4,
  abroad: 5,
  other: 9,
}

const POLITICAL = { party_member: '01', probationary_party_member: '02', league_member: '03' }

export const MEMBER: Table<MemberRow> = {
  name: 'tb_member',
  schema: 'zhtj',
  topic: 'gd.zhtj.tb_member',
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
    recorded_on: recordedOnOf(row),
  }),
}

function recordedOnOf(row: MemberRow): number {
  const at = recordedAtOf(row)
  return at === null ? UNKNOWN_DAY : dayOf(at)
}
