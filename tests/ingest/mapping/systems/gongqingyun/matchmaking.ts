import type { Sample } from '../sample.ts'

export const MATCHMAKING: readonly Sample[] = [
  {
    table: 'yun.mm_profile',
    row: {
      id: 1001,
      city_org_id: 70,
      gender: 'M',
      birthday: 10592,
      status: 'ACTIVE',
      registered_on: 20582,
      nickname: '小王',
      id_card: '420101199901010077',
    },
    key: '1001',
    fields: {
      org_id: 'org 70',
      gender: 'male',
      birth_month: '1999-01-01',
      status: 'active',
      registered_on: '2026-05-09',
    },
    dropped: ['nickname', 'id_card'],
  },
  {
    table: 'yun.mm_post',
    row: { id: 1001, city_org_id: 70, status: 'PUBLISHED', posted_at: '2026-05-09T16:30:00Z', text: '……' },
    key: '1001',
    fields: { org_id: 'org 70', status: 'published', posted_on: '2026-05-10' },
    dropped: ['text'],
  },
  {
    table: 'yun.mm_match',
    row: { id: 1001, city_org_id: 70, status: 'MUTUAL', matched_at: '2026-05-09T04:00:00Z' },
    key: '1001',
    fields: { org_id: 'org 70', status: 'mutual', matched_on: '2026-05-09' },
    dropped: [],
  },
  {
    table: 'yun.mm_chat_day',
    row: { id: 1001, city_org_id: 70, day: 20582, chats: 14 },
    key: '1001',
    fields: { org_id: 'org 70', chat_on: '2026-05-09', active_chat_count: '14' },
    dropped: [],
  },
]
