import { item, MONTHLY, metric, reports } from './report.ts'

/** What the platforms tell their users, and how they run. */
export const PLATFORM_REPORTS = reports({
  messages: {
    department: '办公室',
    title: '消息与内容',
    purpose: '站内消息的阅读、公众号提醒的送达、首页文章与即时通讯',
    headline: [
      '发送站内消息 {MSG01 发送}，阅读率 {MSG01 阅读率}',
      '发送公众号提醒 {MSG02 发送}，送达率 {MSG02 送达率}',
    ],
    rows: ['children'],
    columns: [
      metric('MSG01', { part: 'denominator', unit: '条', title: '发送', group: '站内消息' }),
      metric('MSG01', { title: '阅读率', group: '站内消息', compare: ['mom'] }),
      metric('MSG02', { part: 'denominator', unit: '条', title: '发送', group: '公众号提醒' }),
      metric('MSG02', { title: '送达率', group: '公众号提醒', compare: ['mom'] }),
      item('MSG03', 'article_kind', 'featured', '精华', '首页文章'),
      item('MSG03', 'article_kind', 'local', '本地', '首页文章'),
      metric('MSG04'),
    ],
    chart: 1,
    grains: MONTHLY,
  },
  platform: {
    department: '信息中心',
    title: '平台运行',
    purpose: '业务系统的使用、审计、报送与备份',
    headline: ['活跃组织率 {SYS04}{环比 SYS04}', '操作 {SYS05 操作}，导出 {SYS06 导出次数}'],
    rows: ['children', 'actor_kind'],
    columns: [
      metric('SYS04', { compare: ['mom'], trend: true }),
      metric('SYS01'),
      metric('SYS05', { title: '操作', group: '审计' }),
      item('SYS05', 'action', 'login_failed', '登录失败', '审计'),
      metric('SYS06', { group: '审计', title: '导出次数' }),
      metric('SYS17', { group: '审计', title: '导出行数' }),
      metric('SYS03', { part: 'denominator', unit: '条', title: '报送', group: '团中央接口' }),
      metric('SYS03', { title: '成功率', group: '团中央接口' }),
      metric('SYS07', { group: '备份' }),
      metric('SYS18', { group: '备份' }),
    ],
    chart: 0,
    grains: MONTHLY,
  },
})
