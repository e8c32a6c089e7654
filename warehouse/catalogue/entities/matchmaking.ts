import { type EntityGroup, field, text } from './entity.ts'

/** Matchmaking: counted only. No person, no post and no chat enters the warehouse; owners are cities. */
export const MATCHMAKING_ENTITIES: EntityGroup<'mm_profile' | 'mm_post' | 'mm_match' | 'mm_chat_day'> = {
  mm_profile: {
    name: 'mm_profile',
    title: '团缘注册青年',
    fields: [
      field('org_id', 'id', '所在市'),
      text('gender', '性别', ['male', 'female', 'unknown']),
      field('birth_month', 'month', '出生年月'),
      text('status', '状态', ['active', 'closed']),
      field('registered_on', 'date', '注册日期'),
    ],
    org: 'org_id',
    present: { field: 'status', in: ['active'] },
    startDate: 'registered_on',
    required: ['org_id', 'status'],
    recent: [],
    privacy: 'suppressed',
  },
  mm_post: {
    name: 'mm_post',
    title: '交友动态',
    fields: [
      field('org_id', 'id', '所在市'),
      text('status', '状态', ['published', 'hidden']),
      field('posted_on', 'date', '发布日期'),
    ],
    org: 'org_id',
    present: { field: 'status', in: ['published'] },
    required: ['org_id', 'status', 'posted_on'],
    recent: [],
    privacy: 'suppressed',
  },
  mm_match: {
    name: 'mm_match',
    title: '交友匹配',
    fields: [
      field('org_id', 'id', '所在市'),
      text('status', '状态', ['proposed', 'mutual', 'declined']),
      field('matched_on', 'date', '匹配日期'),
    ],
    org: 'org_id',
    present: 'always',
    required: ['org_id', 'status', 'matched_on'],
    recent: [],
    privacy: 'suppressed',
  },
  mm_chat_day: {
    name: 'mm_chat_day',
    title: '交友会话（按日）',
    fields: [
      field('org_id', 'id', '所在市'),
      field('chat_on', 'date', '日期'),
      field('active_chat_count', 'count', '双向会话数'),
    ],
    org: 'org_id',
    present: 'always',
    required: ['org_id', 'chat_on'],
    recent: [],
    privacy: 'suppressed',
  },
}
