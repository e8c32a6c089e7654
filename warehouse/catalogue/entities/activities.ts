import { type EntityGroup, field, text } from './entity.ts'

const ACTIVITY_CATEGORIES = [
  'ideological',
  'innovation',
  'public_service',
  'internship',
  'rights',
  'friendship',
  'culture_sports',
  'training',
] as const

/** Activities with what people do around them: sign-ups, check-ins, shows, follows, volunteering. */
export const ACTIVITY_ENTITIES: EntityGroup<
  | 'activity'
  | 'signup'
  | 'checkin'
  | 'activity_show'
  | 'show_reaction'
  | 'follow'
  | 'feedback'
  | 'volunteer'
  | 'volunteer_hours'
> = {
  activity: {
    name: 'activity',
    title: '活动',
    fields: [
      field('org_id', 'id', '主办组织'),
      text('category', '活动类别', ACTIVITY_CATEGORIES),
      text('kind', '活动形式', ['offline', 'online']),
      text('status', '活动状态', ['draft', 'published', 'signing_up', 'running', 'ended', 'cancelled']),
      field('published_on', 'date', '发布日期'),
      field('is_cross_city', 'flag', '跨市活动'),
      text('host_kind', '主办方类别', ['org', 'youth_home', 'club']),
      field('host_id', 'id', '主办青年之家或社团'),
    ],
    org: 'org_id',
    present: 'always',
    required: ['org_id', 'status'],
    recent: ['org_id', 'status', 'category'],
  },
  signup: {
    name: 'signup',
    title: '活动报名',
    fields: [
      field('org_id', 'id', '主办组织'),
      field('member_org_id', 'id', '报名人所在支部'),
      field('activity_id', 'id', '活动'),
      field('member_id', 'id', '报名人'),
      text('status', '报名状态', ['submitted', 'approved', 'rejected', 'cancelled', 'absent']),
      field('submitted_on', 'date', '报名日期'),
      field('person_key', 'id', '人员假名'),
    ],
    org: 'org_id',
    present: 'always',
    required: ['org_id', 'submitted_on'],
    recent: [],
  },
  checkin: {
    name: 'checkin',
    title: '活动签到',
    fields: [
      field('org_id', 'id', '主办组织'),
      field('member_org_id', 'id', '签到人所在支部'),
      field('activity_id', 'id', '活动'),
      field('member_id', 'id', '签到人'),
      text('method', '签到方式', ['geo', 'qr']),
      field('checked_on', 'date', '签到日期'),
      field('activity_minutes', 'count', '活动时长（分钟）'),
    ],
    org: 'org_id',
    present: 'always',
    required: ['org_id', 'checked_on'],
    recent: ['org_id', 'method'],
  },
  activity_show: {
    name: 'activity_show',
    title: '活动秀',
    fields: [
      field('org_id', 'id', '组织'),
      field('activity_id', 'id', '活动'),
      text('status', '状态', ['published', 'hidden']),
      field('published_on', 'date', '发布日期'),
    ],
    org: 'org_id',
    present: { field: 'status', in: ['published'] },
    required: ['org_id', 'status', 'published_on'],
    recent: [],
  },
  show_reaction: {
    name: 'show_reaction',
    title: '活动秀互动',
    fields: [
      field('org_id', 'id', '组织'),
      field('show_id', 'id', '活动秀'),
      text('reaction_kind', '互动方式', ['comment', 'favourite', 'share', 'like']),
      field('reacted_on', 'date', '日期'),
    ],
    org: 'org_id',
    present: 'always',
    required: ['org_id', 'reaction_kind', 'reacted_on'],
    recent: [],
  },
  follow: {
    name: 'follow',
    title: '关注',
    fields: [
      field('org_id', 'id', '被关注组织'),
      field('person_key', 'id', '人员假名'),
      text('status', '状态', ['following', 'unfollowed']),
      field('followed_on', 'date', '关注日期'),
      field('unfollowed_on', 'date', '取消日期'),
    ],
    org: 'org_id',
    present: { field: 'status', in: ['following'] },
    startDate: 'followed_on',
    required: ['org_id', 'status'],
    recent: [],
  },
  feedback: {
    name: 'feedback',
    title: '诉求反馈',
    fields: [
      field('org_id', 'id', '办理组织'),
      text('kind', '诉求领域', ['employment', 'volunteering', 'rights', 'friendship', 'other']),
      text('status', '办理状态', ['received', 'sorted', 'answered', 'archived']),
      field('received_on', 'date', '收集日期'),
      field('archived_on', 'date', '归档日期'),
    ],
    org: 'org_id',
    present: 'always',
    required: ['org_id', 'status', 'received_on'],
    recent: [],
  },
  volunteer: {
    name: 'volunteer',
    title: '注册志愿者',
    fields: [
      field('org_id', 'id', '所在支部'),
      field('person_key', 'id', '人员假名'),
      text('status', '状态', ['active', 'left']),
      field('registered_on', 'date', '注册日期'),
    ],
    org: 'org_id',
    present: { field: 'status', in: ['active'] },
    startDate: 'registered_on',
    required: ['org_id', 'status'],
    recent: [],
  },
  volunteer_hours: {
    name: 'volunteer_hours',
    title: '志愿服务时长',
    fields: [
      field('org_id', 'id', '组织'),
      field('person_key', 'id', '人员假名'),
      field('project_id', 'id', '项目'),
      field('volunteer_minutes', 'count', '志愿服务时长（分钟）'),
      field('served_on', 'date', '服务日期'),
    ],
    org: 'org_id',
    present: 'always',
    required: ['org_id', 'served_on'],
    recent: [],
  },
}
