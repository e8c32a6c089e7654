import type { BulletinEntry } from './bulletin.ts'

/** 成青办〔2017〕70号: the progress of direct units is told every two days. */
export const entryProgress: BulletinEntry = {
  id: 'entry_progress',
  department: '组织部',
  title: '关于组织树建立工作进展情况的通报',
  cadence: 'two_day',
  levels: [2, 3],
  figures: {
    units: { metric: 'ORG01', of: 'children' },
    loggedIn: { metric: 'TRE01', part: 'numerator', unit: '个', of: 'children' },
    notLoggedIn: { metric: 'TRE01', part: 'rest', unit: '个', of: 'children' },
    complete: { metric: 'TRE02', part: 'numerator', unit: '个', of: 'children' },
    incomplete: { metric: 'TRE02', part: 'rest', unit: '个', of: 'children' },
    created: { metric: 'TRE03', part: 'numerator', unit: '个', of: 'children' },
    notCreated: { metric: 'TRE03', part: 'rest', unit: '个', of: 'children' },
    orgs: { metric: 'ORG01' },
    done: { metric: 'TRE05' },
    logins: { metric: 'TRE01', part: 'numerator', unit: '个' },
    entered: { metric: 'TRE02', part: 'numerator', unit: '个' },
  },
  columns: [
    { figure: 'orgs', title: '团组织', change: true },
    { figure: 'logins', title: '已登录', change: true },
    { figure: 'entered', title: '信息完整', change: true },
    { figure: 'done', title: '任务完成率', change: true },
  ],
  ranking: { figure: 'done', better: 'more', named: 3 },
  red: { figure: 'done', below: 0.5, without: 'entered' },
  paragraphs: [
    '截至{截至}，{范围}共有{下级}{units}个，其中{loggedIn}个已登录系统，{notLoggedIn}个未登录系统；{complete}个已完整录入本组织信息，{incomplete}个未完整录入本组织信息；{created}个已创建直属下级组织，{notCreated}个未创建直属下级组织。',
    '各级团组织共{orgs}个，其中{logins}个已登录系统，{entered}个信息完整，组织树任务完成率{done}。',
    '与{上期}相比，团组织{orgs±}，已登录系统的{logins±}，信息完整的{entered±}，任务完成率{done±}。',
    '任务完成率居前的是：{居前}；居后的是：{居后}。',
    '任务完成率低于50%且上期以来没有新增信息完整组织的单位：{红名单}，予以通报。',
  ],
  request:
    '请进度靠后的单位查明原因、倒排时间，督促所属团组织按时间节点完成管理员登录、信息录入和直属下级组织的创建。',
}
