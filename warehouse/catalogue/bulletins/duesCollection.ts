import type { BulletinEntry } from './bulletin.ts'

/** 团费收缴: what was due and collected in the month, and who is behind. */
export const duesCollection: BulletinEntry = {
  id: 'dues_collection',
  department: '组织部',
  title: '关于团费收缴情况的通报',
  cadence: 'monthly',
  levels: [2, 3],
  figures: {
    due: { metric: 'DUE01' },
    collected: { metric: 'DUE02' },
    rate: { metric: 'DUE04' },
  },
  columns: [
    { figure: 'due', title: '应缴' },
    { figure: 'collected', title: '实收', change: true },
    { figure: 'rate', title: '收缴率', change: true },
  ],
  ranking: { figure: 'rate', better: 'more', named: 3 },
  red: { figure: 'rate', below: 0.8 },
  paragraphs: [
    '截至{截至}，{范围}本期应缴团费{due}元，实收{collected}元，收缴率{rate}。',
    '与{上期}相比，实收{collected±}，收缴率{rate±}。',
    '收缴率居前的是：{居前}；居后的是：{居后}。',
    '收缴率低于80%的单位：{红名单}，予以通报。',
  ],
  request: '请收缴率靠后的单位逐支部核对欠交原因，提醒团员按月足额交纳团费。',
}
