import { field, group, text } from './entity.ts'

/** Matchmaking: counted only. No person, no post and no chat enters the warehouse; owners are cities. */
export const MATCHMAKING_ENTITIES = group('matchmaking', 'matchmaking', {
  mm_profile: {
    title: '团缘注册青年',
    noun: 'matchmaking profile',
    note: 'No person: counted by city.',
    bit: 51,
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
    projections: {
      by_org: { by: ['org_id', 'status', 'gender', 'birth_month', 'day'] },
    },
    privacy: 'suppressed',
  },
  mm_post: {
    title: '交友动态',
    noun: 'matchmaking post',
    note: 'Neither who nor what: counted by city.',
    bit: 52,
    fields: [
      field('org_id', 'id', '所在市'),
      text('status', '状态', ['published', 'hidden']),
      field('posted_on', 'date', '发布日期'),
    ],
    org: 'org_id',
    present: { field: 'status', in: ['published'] },
    required: ['org_id', 'status', 'posted_on'],
    projections: {
      by_day: { by: ['posted_on', 'status', 'org_id'] },
    },
    privacy: 'suppressed',
  },
  mm_match: {
    title: '交友匹配',
    noun: 'matchmaking match',
    note: 'Not who: counted by city.',
    bit: 53,
    fields: [
      field('org_id', 'id', '所在市'),
      text('status', '状态', ['proposed', 'mutual', 'declined']),
      field('matched_on', 'date', '匹配日期'),
    ],
    org: 'org_id',
    present: 'always',
    required: ['org_id', 'status', 'matched_on'],
    projections: {
      by_day: { by: ['matched_on', 'status', 'org_id'] },
    },
    privacy: 'suppressed',
  },
  mm_chat_day: {
    title: '交友会话（按日）',
    noun: 'matchmaking chats of a city on a day',
    bit: 54,
    fields: [
      field('org_id', 'id', '所在市'),
      field('chat_on', 'date', '日期'),
      field('active_chat_count', 'count', '双向会话数'),
    ],
    org: 'org_id',
    present: 'always',
    required: ['org_id', 'chat_on'],
    projections: {
      by_day: { by: ['chat_on', 'org_id'], sums: ['active_chat_count'] },
    },
    privacy: 'suppressed',
  },
})
