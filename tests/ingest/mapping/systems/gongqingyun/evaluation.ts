import type { Sample } from '../sample.ts'

export const EVALUATION: readonly Sample[] = [
  {
    table: 'yun.award',
    row: {
      id: 1001,
      org_id: 700,
      award_org_id: 70,
      member_id: 9,
      recipient: 'MEMBER',
      level: 'CITY',
      title: 'MEDAL',
      status: 'APPROVED',
      awarded_on: 20577,
      created_at: '2026-05-05T01:00:00Z',
      decided_at: '2026-05-06T01:00:00Z',
      recipient_name: '测试乙',
    },
    key: '1001',
    fields: {
      org_id: 'org 700',
      award_org_id: 'org 70',
      member_id: '9',
      kind: 'award_internal',
      recipient_kind: 'member',
      level: 'city',
      title: 'may_fourth_medal',
      status: 'approved',
      awarded_on: '2026-05-04',
      submitted_on: '2026-05-05',
      decided_on: '2026-05-06',
    },
    dropped: ['recipient_name'],
  },
]
