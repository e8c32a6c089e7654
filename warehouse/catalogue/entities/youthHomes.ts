import { field, group, text } from './entity.ts'

/** Youth homes, what passes through their approval, and who belongs to them. */
export const YOUTH_HOME_ENTITIES = group('youth_homes', 'youth homes', {
  youth_home: {
    title: '青年之家',
    noun: 'youth home',
    bit: 37,
    fields: [
      field('org_id', 'id', '主管组织'),
      field('home_name', 'name', '名称'),
      text('level', '级别', ['provincial', 'city', 'county', 'town', 'village']),
      text('region_code', '行政区划代码'),
      text('status', '状态', ['active', 'closed']),
      field('opened_on', 'date', '建成日期'),
    ],
    org: 'org_id',
    present: { field: 'status', in: ['active'] },
    startDate: 'opened_on',
    required: ['org_id', 'status'],
    projections: {
      by_org: { by: ['org_id', 'status', 'level', 'region_code', 'day'] },
    },
  },
  youth_home_approval: {
    title: '青年之家审批环节',
    noun: 'step of the approval of an activity or project of a youth home',
    bit: 38,
    fields: [
      field('org_id', 'id', '主管组织'),
      field('home_id', 'id', '青年之家'),
      field('flow_id', 'id', '申请'),
      text('flow_kind', '申请类别', ['approval_activity', 'approval_project']),
      text('step', '环节', ['agency', 'supervisor', 'league']),
      text('status', '办理结果', ['open', 'approved', 'returned']),
      field('opened_at', 'instant', '到达时间'),
      field('decided_at', 'instant', '办理时间'),
      field('decided_on', 'date', '办理日期'),
      field('opened_on', 'date', '到达日期'),
    ],
    org: 'org_id',
    present: 'always',
    required: ['org_id', 'step', 'status'],
    projections: {
      by_org: { by: ['org_id', 'step', 'status', 'flow_kind'], note: 'what waits' },
      by_day: { by: ['decided_on', 'step', 'status', 'flow_kind', 'home_id', 'org_id'] },
      by_opening: {
        by: ['opened_on', 'step', 'flow_kind', 'org_id'],
        note: 'applications: what reaches the first step',
      },
    },
  },
  youth_home_project: {
    title: '青年之家项目',
    noun: 'project of a youth home',
    bit: 39,
    fields: [
      field('org_id', 'id', '主管组织'),
      field('home_id', 'id', '青年之家'),
      text('status', '状态', ['submitted', 'approved', 'returned', 'finished']),
      field('submitted_on', 'date', '申请日期'),
      field('decided_on', 'date', '审批日期'),
      field('budget_fen', 'fen', '经费'),
    ],
    org: 'org_id',
    present: 'always',
    required: ['org_id', 'status', 'submitted_on'],
    projections: {
      by_day: { by: ['submitted_on', 'status', 'home_id', 'org_id'], sums: ['budget_fen'] },
      by_decision: { by: ['decided_on', 'status', 'org_id'] },
    },
  },
  youth_home_member: {
    title: '青年之家会员',
    noun: 'member of a youth home',
    bit: 40,
    fields: [
      field('org_id', 'id', '主管组织'),
      field('home_id', 'id', '青年之家'),
      field('person_key', 'id', '人员假名'),
      text('status', '状态', ['active', 'left']),
      field('joined_on', 'date', '加入日期'),
    ],
    org: 'org_id',
    present: { field: 'status', in: ['active'] },
    startDate: 'joined_on',
    required: ['org_id', 'status'],
    projections: {
      by_org: { by: ['org_id', 'status', 'home_id', 'day'] },
    },
  },
  social_worker: {
    title: '社工',
    noun: 'social worker of a youth home',
    bit: 41,
    fields: [
      field('org_id', 'id', '主管组织'),
      field('home_id', 'id', '青年之家'),
      field('person_key', 'id', '人员假名'),
      text('status', '状态', ['applied', 'active', 'rejected', 'left']),
      field('applied_on', 'date', '申请日期'),
      field('decided_on', 'date', '审批日期'),
    ],
    org: 'org_id',
    // who was refused never worked, and counts among the decided applications
    present: 'always',
    rules: 1,
    required: ['org_id', 'status'],
    projections: {
      by_org: { by: ['org_id', 'status', 'home_id'] },
      by_day: { by: ['decided_on', 'status', 'org_id'] },
    },
  },
})
