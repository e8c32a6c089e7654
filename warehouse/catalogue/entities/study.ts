import { field, group, text } from './entity.ts'

/** Online study and consultation. Of a question only its kind and times are kept, never a text. */
export const STUDY_ENTITIES = group('study', 'study, consultation', {
  study_issue: {
    title: '学习期次',
    noun: 'issue of an online course',
    bit: 34,
    fields: [
      field('org_id', 'id', '发布组织'),
      text('course_kind', '课程类别', ['youth_study', 'team_lesson']),
      field('season', 'count', '季'),
      field('issue_no', 'count', '期'),
      field('published_on', 'date', '发布日期'),
    ],
    org: 'org_id',
    present: 'always',
    required: ['org_id', 'published_on'],
    projections: {
      by_day: { by: ['published_on', 'course_kind', 'season', 'issue_no'] },
    },
  },
  study_record: {
    title: '学习记录',
    noun: 'study record: one learner finished one issue',
    bit: 35,
    fields: [
      field('org_id', 'id', '学习人所在支部'),
      field('issue_id', 'id', '期次'),
      field('member_id', 'id', '团员'),
      text('learner_kind', '学习人类别', ['member', 'youth']),
      text('course_kind', '课程类别', ['youth_study', 'team_lesson']),
      field('finished_on', 'date', '完成日期'),
      field('score', 'count', '得分'),
      field('person_key', 'id', '人员假名'),
    ],
    org: 'org_id',
    present: 'always',
    required: ['org_id', 'issue_id', 'finished_on'],
    projections: {
      by_issue: { by: ['issue_id', 'learner_kind', 'org_id'] },
      by_day: { by: ['finished_on', 'course_kind', 'learner_kind', 'org_id'] },
    },
  },
  consultation: {
    title: '咨询',
    noun: 'consultation',
    note: 'No person and no text.',
    bit: 36,
    fields: [
      field('org_id', 'id', '答复组织'),
      text('consult_type', '咨询类型', ['work', 'life', 'career_study', 'psychology', 'activity_question']),
      text('target', '咨询对象', ['org', 'cadre', 'mentor', 'activity']),
      text('status', '状态', ['asked', 'answered', 'closed', 'unanswered']),
      field('asked_on', 'date', '提问日期'),
      field('asked_at', 'instant', '提问时间'),
      field('answered_at', 'instant', '首次答复时间'),
    ],
    org: 'org_id',
    present: 'always',
    required: ['org_id', 'status', 'asked_on'],
    projections: {
      by_day: { by: ['asked_on', 'consult_type', 'target', 'status', 'org_id'] },
      by_org: { by: ['org_id', 'status', 'consult_type'], note: 'what waits for an answer' },
    },
  },
})
