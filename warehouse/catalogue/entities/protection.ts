import { field, group, text } from './entity.ts'

const CASE_KINDS = ['youth_in_difficulty', 'key_youth'] as const
const WORKER_KINDS = [
  'legal_vice_principal',
  'social_org',
  'legal_aid_lawyer',
  'psych_service_team',
  'judicial_social_worker',
  'appropriate_adult',
] as const

/** Youth in difficulty and key youth, and those who work with them. Counted, never described: no person is findable here. */
export const PROTECTION_ENTITIES = group('protection', 'young people in need', {
  special_youth: {
    title: '困境与重点青少年',
    noun: 'file of a young person in difficulty or at risk',
    note: 'Holds nothing by which a person could be found, not even a pseudonym.',
    bit: 47,
    fields: [
      field('org_id', 'id', '管理组织'),
      text('kind', '类别', CASE_KINDS),
      text('difficulty_type', '困境类型', [
        'none',
        'orphan',
        'disabled',
        'serious_illness',
        'poor_family',
        'left_behind',
        'single_parent',
        'other',
      ]),
      text('service_need', '服务需求', [
        'none',
        'schooling',
        'living',
        'medical',
        'psychology',
        'legal',
        'employment',
        'other',
      ]),
      text('help_status', '帮扶情况', ['none', 'under_help', 'need_met']),
      text('status', '状态', ['open', 'under_help', 'closed']),
      field('registered_on', 'date', '登记日期'),
      field('closed_on', 'date', '结案日期'),
    ],
    org: 'org_id',
    present: { field: 'status', in: ['open', 'under_help'] },
    startDate: 'registered_on',
    required: ['org_id', 'kind', 'status'],
    projections: {
      by_org: { by: ['org_id', 'status', 'kind', 'difficulty_type', 'day'], note: 'open files' },
      by_need: {
        by: ['kind', 'service_need', 'help_status', 'status', 'day', 'org_id'],
        note: 'needs and whether they are met',
      },
      by_day: { by: ['day', 'transition', 'status', 'kind', 'org_id'] },
    },
    privacy: 'restricted',
  },
  care_record: {
    title: '关爱记录',
    noun: 'record of care for a young person in difficulty or at risk',
    note: 'No person and no text.',
    bit: 48,
    fields: [
      field('org_id', 'id', '管理组织'),
      field('case_id', 'id', '档案'),
      text('worker_kind', '帮扶人类别', [...WORKER_KINDS, 'league_worker', 'other']),
      field('cared_on', 'date', '帮扶日期'),
      text('kind', '档案类别', CASE_KINDS),
    ],
    org: 'org_id',
    present: 'always',
    required: ['org_id', 'cared_on'],
    projections: {
      by_day: { by: ['cared_on', 'worker_kind', 'kind', 'org_id'] },
    },
    privacy: 'restricted',
  },
  care_task: {
    title: '关爱任务',
    noun: 'task of care for a young person in difficulty or at risk',
    note: 'No person and no text.',
    bit: 49,
    fields: [
      field('org_id', 'id', '管理组织'),
      field('case_id', 'id', '档案'),
      text('status', '状态', ['assigned', 'accepted', 'done', 'overdue', 'cancelled']),
      field('assigned_on', 'date', '分配日期'),
      field('due_on', 'date', '到期日期'),
      field('done_on', 'date', '完成日期'),
      text('kind', '档案类别', CASE_KINDS),
    ],
    org: 'org_id',
    present: 'always',
    required: ['org_id', 'status', 'assigned_on'],
    projections: {
      by_due: { by: ['due_on', 'status', 'done_on', 'org_id'] },
    },
    privacy: 'restricted',
  },
  work_team: {
    title: '工作队伍',
    noun: 'member of a work team for young people',
    note: 'No person: counted by kind.',
    bit: 50,
    fields: [
      field('org_id', 'id', '管理组织'),
      text('kind', '队伍类别', WORKER_KINDS),
      text('status', '状态', ['active', 'left']),
      field('joined_on', 'date', '加入日期'),
    ],
    org: 'org_id',
    present: { field: 'status', in: ['active'] },
    startDate: 'joined_on',
    required: ['org_id', 'kind', 'status'],
    projections: {
      by_org: { by: ['org_id', 'status', 'kind', 'day'] },
    },
  },
})
