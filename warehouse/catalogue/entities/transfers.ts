import { field, group, text } from './entity.ts'

/** Why a relation moves; of a leaver also what he has gone on to. */
export const TRANSFER_REASONS = [
  'progression',
  'employment',
  'army',
  'awaiting_employment',
  'abroad',
  'other',
] as const

/** Transfers of the organisational relation, their steps, and appeals against a return. */
export const TRANSFER_ENTITIES = group('transfers', 'transfers', {
  transfer: {
    title: '组织关系转接',
    noun: "transfer of a member's organisational relation",
    note: 'Owner is the branch that the member leaves; `to_org_id` is where to. One that arrears blocked was never started.',
    bit: 18,
    fields: [
      field('org_id', 'id', '转出支部'),
      field('to_org_id', 'id', '转入支部'),
      field('member_id', 'id', '团员'),
      text('from_province', '转出省份'),
      text('to_province', '转入省份'),
      text('started_by', '发起方', ['member', 'branch', 'in_org']),
      text('reason', '转接原因', TRANSFER_REASONS),
      text('status', '转接状态', [
        'open',
        'done_manual',
        'done_auto',
        'returned',
        'withdrawn',
        'rejected_unconfirmed',
        'blocked_by_dues',
      ]),
      text('current_step', '当前环节', [
        'none',
        'confirm',
        'out_branch',
        'out_superior',
        'in_branch',
        'in_superior',
      ]),
      field('is_graduate', 'flag', '毕业生团员'),
      field('cohort_year', 'count', '毕业年份'),
      field('started_on', 'date', '发起日期'),
      field('confirmed_on', 'date', '本人确认日期'),
      field('ended_on', 'date', '办结日期'),
    ],
    org: 'org_id',
    present: 'always',
    required: ['org_id', 'status', 'started_on'],
    projections: {
      by_start: {
        by: ['started_on', 'reason', 'started_by', 'status', 'org_id'],
        note: 'by the branch that is left',
      },
      by_end: {
        by: ['ended_on', 'status', 'reason', 'to_province', 'to_org_id', 'org_id'],
        note: 'by the branch that is joined, and by province',
      },
      by_cohort: { by: ['cohort_year', 'is_graduate', 'status', 'reason', 'org_id'], note: 'graduates' },
      by_step: { by: ['current_step', 'status', 'org_id', 'to_org_id'], note: 'what is under way' },
    },
  },
  transfer_step: {
    title: '转接环节',
    noun: 'step of a transfer',
    note: 'Owner is the organisation that decides.',
    bit: 19,
    fields: [
      field('org_id', 'id', '办理组织'),
      field('transfer_id', 'id', '转接'),
      text('step', '环节', ['confirm', 'out_branch', 'out_superior', 'in_branch', 'in_superior']),
      text('status', '办理结果', ['open', 'approved', 'returned', 'withdrawn']),
      text('decided_by', '办理人', ['none', 'admin', 'operator', 'system', 'member']),
      field('opened_at', 'instant', '到达时间'),
      field('due_at', 'instant', '时限'),
      field('decided_at', 'instant', '办理时间'),
      field('decided_on', 'date', '办理日期'),
    ],
    org: 'org_id',
    present: 'always',
    required: ['org_id', 'step', 'status'],
    projections: {
      by_org: { by: ['org_id', 'step', 'status', 'decided_by'], note: 'what waits' },
      by_day: {
        by: ['decided_on', 'step', 'status', 'decided_by', 'org_id'],
        note: 'who decided: a person or the time limit',
      },
    },
  },
  transfer_appeal: {
    title: '转接申诉',
    noun: 'appeal against the return of a transfer',
    note: 'Owner is the common superior of both sides.',
    bit: 20,
    fields: [
      field('org_id', 'id', '共同上级'),
      field('transfer_id', 'id', '转接'),
      field('member_id', 'id', '团员'),
      text('status', '申诉状态', ['submitted', 'upheld', 'refused', 'withdrawn']),
      field('submitted_on', 'date', '申诉日期'),
      field('decided_on', 'date', '裁决日期'),
    ],
    org: 'org_id',
    present: 'always',
    required: ['org_id', 'status', 'submitted_on'],
    projections: {
      by_day: { by: ['submitted_on', 'status', 'org_id'] },
      by_decision: { by: ['decided_on', 'status', 'org_id'] },
    },
  },
})
