import type { TickerEvent } from '../../../warehouse/contract/picture.ts'

export type MarkKind = 'people' | 'money' | 'activity'

/** What the ticker and the map call an event, and the sign that stands for it on both. */
export const EVENT_KINDS: Readonly<Record<TickerEvent['kind'], { mark: MarkKind; text: string }>> = {
  member_joined: { mark: 'people', text: '入团' },
  member_moved: { mark: 'people', text: '转接' },
  member_left: { mark: 'people', text: '离团' },
  payment: { mark: 'money', text: '团费' },
  activity: { mark: 'activity', text: '活动' },
  checkin: { mark: 'activity', text: '签到' },
  study: { mark: 'activity', text: '学习' },
  life: { mark: 'activity', text: '组织生活' },
  consultation: { mark: 'activity', text: '咨询' },
}

export const MARK_SIGNS: Readonly<Record<MarkKind, { sign: string; text: string; color: string }>> = {
  people: { sign: '●', text: '团员', color: 'var(--series-2)' },
  money: { sign: '◆', text: '团费', color: 'var(--series-3)' },
  activity: { sign: '■', text: '活动', color: 'var(--series-4)' },
}
