import { insertsOf } from '../insert.ts'
import type { AttendanceRow, Population } from '../populationRows.ts'

const INDUSTRIES = ['10', '20', '30', '40', '50', '60', '70', '99']
const yuan = (fen: number) => (fen / 100).toFixed(2)
const yyyymm = (day: string) => day.slice(0, 7).replace('-', '')
const code2 = (n: number) => String(n).padStart(2, '0')

/** The population as 广东智慧团建 holds it: number codes, yuan, wall-clock times. */
export function rowsOfGuangdong(all: Population): string {
  const hosted = {
    host_org_id: (row: AttendanceRow) => row.activity.org,
    member_branch_id: (row: AttendanceRow) => row.member.branch,
    activity_id: (row: AttendanceRow) => row.activity.id,
    member_id: (row: AttendanceRow) => row.member.id,
  }
  return [
    insertsOf(
      {
        table: 'zhtj.tb_org',
        columns: {
          org_id: row => row.id,
          parent_id: row => row.parent,
          org_full_name: row => row.name,
          org_short_name: row => row.name.slice(-6),
          org_type: row => String(row.type),
          region_code: row => `44${row.region}`,
          industry_code: row => INDUSTRIES[row.industry] ?? null,
          school_stage: row => row.stage,
          org_status: row => row.status,
          is_logged_in: row => row.isLoggedIn,
          is_info_complete: row => row.isComplete,
          is_children_created: row => row.hasChildren,
          retention_right: row => row.hasRight,
          sub_account_state: row => row.subAccount,
          is_school: row => row.industry === 0,
          graduate_year: row => (row.stage > 0 ? 2027 : null),
          is_deleted: row => row.isDeleted,
          create_time: row => row.createdAt,
        },
      },
      all.orgs,
    ),
    insertsOf(
      {
        table: 'zhtj.tb_member',
        columns: {
          member_id: row => row.id,
          branch_id: row => row.branch,
          member_name: row => `团员${row.id}`,
          id_card_no: row => row.idCard,
          member_no: row => `T${row.id}`,
          member_status: row => row.status,
          report_state: row => row.report,
          gender: row => row.gender,
          birth_date: row => row.birth,
          education: row => row.education,
          political_status: row => code2(row.political),
          payer_class: row => row.payer,
          join_date: row => row.joined,
          is_floating: row => row.isFloating,
          real_name_state: row => row.realName,
          is_cadre: row => row.isCadre,
          graduate_year: row => row.graduates,
          is_volunteer: row => row.isVolunteer,
          is_deleted: row => row.isDeleted,
        },
      },
      all.members,
    ),
    insertsOf(
      {
        table: 'zhtj.tb_cadre',
        columns: {
          cadre_id: row => row.id,
          org_id: row => row.org,
          id_card_no: row => row.idCard,
          post_code: row => code2(row.post),
          cadre_type: row => row.kind,
          cadre_status: row => row.status,
          is_onboarded: row => row.status === 2,
          is_operator: row => row.kind === 3,
          gender: row => row.gender,
          appoint_date: row => row.appointed,
          remove_date: row => row.removed,
        },
      },
      all.cadres,
    ),
    insertsOf(
      {
        table: 'zhtj.tb_dues_bill',
        columns: {
          bill_id: row => row.id,
          branch_id: row => row.branch,
          member_id: row => row.member,
          bill_month: row => yyyymm(row.month),
          payer_class: row => row.payer,
          amount_due: row => yuan(row.fen),
          bill_status: row => row.status,
        },
      },
      all.bills,
    ),
    insertsOf(
      {
        table: 'zhtj.tb_dues_payment',
        columns: {
          payment_id: row => row.id,
          branch_id: row => row.bill.branch,
          bill_id: row => row.bill.id,
          bill_month: row => Number(yyyymm(row.bill.month)),
          payer_member_id: row => row.bill.member,
          amount: row => yuan(row.bill.fen),
          pay_channel: row => row.channel,
          pay_status: row => row.status,
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
        table: 'zhtj.tb_activity',
        columns: {
          activity_id: row => row.id,
          host_org_id: row => row.org,
          title: row => `活动“${row.id}”`,
          category: row => String(row.category),
          kind: row => row.kind,
          activity_status: row => row.status,
          publish_time: row => row.publishedAt,
          is_cross_city: row => row.isCrossCity,
          is_deleted: row => row.isDeleted,
        },
      },
      all.activities,
    ),
    insertsOf(
      {
        table: 'zhtj.tb_activity_signup',
        columns: {
          signup_id: row => row.id,
          ...hosted,
          signup_status: row => row.word,
          signup_time: row => row.at,
        },
      },
      all.signups,
    ),
    insertsOf(
      {
        table: 'zhtj.tb_activity_checkin',
        columns: {
          checkin_id: row => row.id,
          ...hosted,
          checkin_method: row => String(row.word),
          checkin_time: row => row.at,
          duration_minutes: row => Math.floor((row.hours * 60) / 100),
        },
      },
      all.checkins,
    ),
    insertsOf(
      {
        table: 'zhtj.tb_transfer',
        columns: {
          transfer_id: row => row.id,
          out_branch_id: row => row.member.branch,
          in_branch_id: row => row.to,
          member_id: row => row.member.id,
          out_province_code: () => '440000',
          in_province_code: () => '440000',
          starter_type: row => row.starter,
          transfer_reason: row => row.reason,
          transfer_status: row => row.status,
          current_step: row => row.step,
          is_graduate: row => row.isGraduate,
          graduate_year: row => (row.isGraduate ? 2026 : null),
          start_time: row => row.startedAt,
          confirm_time: row => row.confirmedAt,
          end_time: row => row.endedAt,
        },
      },
      all.transfers,
    ),
    insertsOf(
      {
        table: 'zhtj.tb_volunteer_hours',
        columns: {
          record_id: row => row.id,
          branch_id: row => row.member.branch,
          id_card_no: row => row.member.idCard,
          project_id: row => row.project,
          service_hours: row => (row.hours / 100).toFixed(2),
          service_date: row => row.day,
        },
      },
      all.hours,
    ),
    insertsOf(
      {
        table: 'zhtj.tb_org_account',
        columns: {
          account_id: row => row.id,
          org_id: row => row.org,
          id_card_no: row => row.idCard,
          account_type: row => row.kind,
          account_status: row => row.status,
          create_time: row => row.createdAt,
          last_login_time: row => row.loggedInAt,
        },
      },
      all.accounts,
    ),
    insertsOf(
      {
        table: 'zhtj.tb_league_exit',
        columns: {
          exit_id: row => row.id,
          branch_id: row => row.member.branch,
          member_id: row => row.member.id,
          exit_type: row => row.kind,
          operate_type: row => row.by,
          exit_date: row => row.day,
        },
      },
      all.exits,
    ),
    insertsOf(
      {
        table: 'zhtj.tb_dues_retention',
        columns: {
          retention_id: row => row.id,
          org_id: row => row.org,
          retain_month: row => yyyymm(row.month),
          collected_amount: row => yuan(row.fen),
          own_amount: row => yuan(row.fen),
          children_amount: () => '0.00',
          remit_amount: () => '0.00',
        },
      },
      all.retentions,
    ),
  ].join('\n')
}
