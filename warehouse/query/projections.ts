import type { EntityName } from '../catalogue/entities.ts'

/**
 * Columns of the summing projections of each log (`sql/dwd`), smallest first: figures that the same projection can
 * answer are asked together, others apart, so that a wide question never falls back to the whole log. A test holds this
 * equal to the SQL.
 */
export const PROJECTIONS: Readonly<
  Record<EntityName, readonly { name: string; columns: readonly string[] }[]>
> = {
  org: [],
  member: [
    {
      name: 'by_dims',
      columns: ['status', 'gender', 'education', 'political_status', 'payer_class', 'birth_month'],
    },
    { name: 'by_org', columns: ['org_id', 'status', 'report_status', 'payer_class'] },
    { name: 'by_day', columns: ['day', 'transition', 'status', 'report_status', 'org_id'] },
  ],
  dues_bill: [{ name: 'by_month', columns: ['bill_month', 'status', 'payer_class', 'org_id'] }],
  dues_payment: [
    { name: 'by_month', columns: ['bill_month', 'org_id'] },
    { name: 'by_day', columns: ['paid_on', 'channel', 'org_id'] },
  ],
  activity: [{ name: 'by_status', columns: ['status', 'category', 'kind', 'published_on', 'day', 'org_id'] }],
  signup: [{ name: 'by_day', columns: ['submitted_on', 'status', 'org_id'] }],
  checkin: [{ name: 'by_day', columns: ['checked_on', 'method', 'org_id'] }],
  admin_regcode: [
    { name: 'by_day', columns: ['issued_on', 'status', 'org_id'] },
    { name: 'by_expiry', columns: ['expires_on', 'status', 'org_id'] },
  ],
  account: [
    { name: 'by_org', columns: ['org_id', 'status', 'account_kind'] },
    { name: 'by_login', columns: ['last_login_on', 'status', 'account_kind', 'org_id'] },
  ],
  import_batch: [{ name: 'by_day', columns: ['uploaded_on', 'kind', 'status', 'org_id'] }],
  import_row: [{ name: 'by_day', columns: ['imported_on', 'fail_code', 'org_id'] }],
  class_code: [{ name: 'by_org', columns: ['org_id', 'status', 'kind'] }],
  e_file: [
    { name: 'by_org', columns: ['org_id', 'status', 'kind', 'channel'] },
    { name: 'by_day', columns: ['filled_on', 'status', 'kind', 'org_id'] },
  ],
  report_application: [
    { name: 'by_org', columns: ['org_id', 'status', 'kind'] },
    { name: 'by_day', columns: ['decided_on', 'status', 'kind', 'org_id'] },
  ],
  profile_change: [
    { name: 'by_org', columns: ['org_id', 'status', 'kind'] },
    { name: 'by_day', columns: ['decided_on', 'status', 'kind', 'org_id'] },
  ],
  membership_change: [{ name: 'by_day', columns: ['happened_on', 'kind', 'org_id'] }],
  party_recommendation: [
    { name: 'by_day', columns: ['recommended_on', 'status', 'org_id'] },
    { name: 'by_admission', columns: ['admitted_on', 'status', 'org_id'] },
  ],
  cadre: [
    { name: 'by_org', columns: ['org_id', 'status', 'post', 'is_onboarded', 'is_operator'] },
    { name: 'by_day', columns: ['day', 'transition', 'status', 'post', 'org_id'] },
  ],
  transfer: [
    { name: 'by_start', columns: ['started_on', 'reason', 'started_by', 'status', 'org_id'] },
    { name: 'by_end', columns: ['ended_on', 'status', 'reason', 'to_province', 'to_org_id', 'org_id'] },
    { name: 'by_cohort', columns: ['cohort_year', 'is_graduate', 'status', 'reason', 'org_id'] },
    { name: 'by_step', columns: ['current_step', 'status', 'org_id', 'to_org_id'] },
  ],
  transfer_step: [
    { name: 'by_org', columns: ['org_id', 'step', 'status', 'decided_by'] },
    { name: 'by_day', columns: ['decided_on', 'step', 'status', 'decided_by', 'org_id'] },
  ],
  transfer_appeal: [
    { name: 'by_day', columns: ['submitted_on', 'status', 'org_id'] },
    { name: 'by_decision', columns: ['decided_on', 'status', 'org_id'] },
  ],
  dues_retention: [{ name: 'by_month', columns: ['retention_month', 'org_id'] }],
  education_evaluation: [{ name: 'by_year', columns: ['eval_year', 'grade', 'org_id'] }],
  annual_registration: [{ name: 'by_year', columns: ['reg_year', 'status', 'org_id'] }],
  org_life_record: [{ name: 'by_day', columns: ['held_on', 'kind', 'org_id'] }],
  award: [
    { name: 'by_day', columns: ['awarded_on', 'kind', 'level', 'title', 'status', 'org_id'] },
    { name: 'by_review', columns: ['decided_on', 'kind', 'status', 'is_late_entry', 'org_id'] },
    { name: 'by_org', columns: ['org_id', 'status', 'kind'] },
  ],
  punishment: [{ name: 'by_day', columns: ['decided_on', 'kind', 'status', 'org_id'] }],
  activity_show: [{ name: 'by_day', columns: ['published_on', 'status', 'org_id'] }],
  show_reaction: [{ name: 'by_day', columns: ['reacted_on', 'reaction_kind', 'org_id'] }],
  follow: [
    { name: 'by_org', columns: ['org_id', 'status', 'day'] },
    { name: 'by_day', columns: ['followed_on', 'status', 'org_id'] },
  ],
  feedback: [{ name: 'by_day', columns: ['received_on', 'status', 'kind', 'org_id'] }],
  supervision_record: [{ name: 'by_day', columns: ['held_on', 'kind', 'result', 'org_id'] }],
  volunteer: [{ name: 'by_org', columns: ['org_id', 'status', 'day'] }],
  volunteer_hours: [{ name: 'by_day', columns: ['served_on', 'org_id'] }],
  study_issue: [{ name: 'by_day', columns: ['published_on', 'course_kind', 'season', 'issue_no'] }],
  study_record: [
    { name: 'by_issue', columns: ['issue_id', 'learner_kind', 'org_id'] },
    { name: 'by_day', columns: ['finished_on', 'course_kind', 'learner_kind', 'org_id'] },
  ],
  consultation: [
    { name: 'by_day', columns: ['asked_on', 'consult_type', 'target', 'status', 'org_id'] },
    { name: 'by_org', columns: ['org_id', 'status', 'consult_type'] },
  ],
  youth_home: [{ name: 'by_org', columns: ['org_id', 'status', 'level', 'region_code', 'day'] }],
  youth_home_approval: [
    { name: 'by_org', columns: ['org_id', 'step', 'status', 'flow_kind'] },
    { name: 'by_day', columns: ['decided_on', 'step', 'status', 'flow_kind', 'home_id', 'org_id'] },
  ],
  youth_home_project: [{ name: 'by_day', columns: ['submitted_on', 'status', 'home_id', 'org_id'] }],
  youth_home_member: [{ name: 'by_org', columns: ['org_id', 'status', 'home_id', 'day'] }],
  social_worker: [
    { name: 'by_org', columns: ['org_id', 'status', 'home_id'] },
    { name: 'by_day', columns: ['decided_on', 'status', 'org_id'] },
  ],
  club: [{ name: 'by_org', columns: ['org_id', 'status', 'kind', 'day'] }],
  club_registration: [
    { name: 'by_day', columns: ['submitted_on', 'status', 'org_id'] },
    { name: 'by_org', columns: ['org_id', 'status'] },
  ],
  club_annual_review: [{ name: 'by_year', columns: ['review_year', 'status', 'org_id'] }],
  club_recruit: [{ name: 'by_day', columns: ['applied_on', 'status', 'recruit_year', 'club_id', 'org_id'] }],
  club_member: [{ name: 'by_org', columns: ['org_id', 'status', 'club_id', 'day'] }],
  special_youth: [
    { name: 'by_org', columns: ['org_id', 'status', 'kind', 'difficulty_type'] },
    { name: 'by_need', columns: ['kind', 'service_need', 'help_status', 'status', 'org_id'] },
    { name: 'by_day', columns: ['day', 'transition', 'status', 'kind', 'org_id'] },
  ],
  care_record: [{ name: 'by_day', columns: ['cared_on', 'worker_kind', 'org_id'] }],
  care_task: [{ name: 'by_due', columns: ['due_on', 'status', 'done_on', 'org_id'] }],
  work_team: [{ name: 'by_org', columns: ['org_id', 'status', 'kind', 'day'] }],
  mm_profile: [{ name: 'by_org', columns: ['org_id', 'status', 'gender', 'birth_month', 'day'] }],
  mm_post: [{ name: 'by_day', columns: ['posted_on', 'status', 'org_id'] }],
  mm_match: [{ name: 'by_day', columns: ['matched_on', 'status', 'org_id'] }],
  mm_chat_day: [{ name: 'by_day', columns: ['chat_on', 'org_id'] }],
  work_item: [
    { name: 'by_org', columns: ['org_id', 'status', 'item_type', 'due_on'] },
    { name: 'by_day', columns: ['decided_on', 'item_type', 'status', 'decided_by', 'org_id'] },
    { name: 'by_due', columns: ['due_on', 'item_type', 'status', 'decided_by', 'org_id'] },
  ],
  message: [{ name: 'by_day', columns: ['sent_on', 'kind', 'channel', 'status', 'org_id'] }],
  article: [{ name: 'by_day', columns: ['published_on', 'status', 'kind', 'org_id'] }],
  im_day: [{ name: 'by_day', columns: ['sent_on', 'org_id'] }],
  audit_record: [{ name: 'by_day', columns: ['acted_on', 'action', 'actor_kind', 'dataset', 'org_id'] }],
  central_exchange: [
    { name: 'by_day', columns: ['exchanged_on', 'interface', 'direction', 'status', 'org_id'] },
  ],
  backup_run: [{ name: 'by_day', columns: ['run_on', 'kind', 'status', 'org_id'] }],
}

/** The smallest projection that holds these columns, or `''` when only the log itself does. */
export function projectionFor(entity: EntityName, columns: Iterable<string>): string {
  const needed = [...columns]
  return (
    PROJECTIONS[entity].find(({ columns: held }) => needed.every(column => held.includes(column)))?.name ?? ''
  )
}
