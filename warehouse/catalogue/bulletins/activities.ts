import type { BulletinEntry } from './bulletin.ts'

/** 活动开展: what was held in the week, and by whom. */
export const activities: BulletinEntry = {
  id: 'activities',
  department: '宣传部',
  title: '关于主题活动开展情况的通报',
  cadence: 'weekly',
  levels: [2, 3],
  figures: {
    held: { metric: 'ACT01' },
    signups: { metric: 'ACT03' },
    checkins: { metric: 'ACT05' },
  },
  columns: [
    { figure: 'held', title: '活动', change: true },
    { figure: 'signups', title: '报名', change: true },
    { figure: 'checkins', title: '签到', change: true },
  ],
  ranking: { figure: 'held', better: 'more', named: 3 },
  red: { figure: 'held', below: 1 },
  paragraphs: [
    '截至{截至}，{范围}本期开展活动{held}场，报名{signups}人次，签到{checkins}人次。',
    '与{上期}相比，活动{held±}，报名{signups±}，签到{checkins±}。',
    '开展活动居前的是：{居前}；居后的是：{居后}。',
    '本期没有开展活动的单位：{红名单}，予以通报。',
  ],
  request: '请活动较少的单位结合当前工作主题及时安排，并督促所属团组织在系统中如实发布和签到。',
}
