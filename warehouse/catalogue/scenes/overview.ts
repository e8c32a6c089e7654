import type { SceneEntry } from '../sceneEntry.ts'

/** 总览: how large we are, and what is moving now. */
const scene: SceneEntry = {
  title: '总览',
  layouts: {
    standard: {
      columns: [440, 'rest', 440],
      rows: [240, 100, 288, 16, 256],
      areas: [
        ['members_ranking', 'headline', 'dues'],
        ['members_ranking', 'members_map', 'dues'],
        ['members_ranking', 'members_map', 'dues_trend'],
        ['members_ranking', 'members_map', 'activities'],
        ['joins_trend', 'members_map', 'activities'],
      ],
      foot: 'ticker',
    },
    wide: {
      columns: [632, 632, 'rest', 632, 632],
      rows: [240, 61, 67, 208, 10, 26, 276],
      areas: [
        ['members_ranking', 'joins_trend', 'headline', 'dues', 'dues_ranking'],
        ['members_ranking', 'joins_trend', 'members_map', 'dues', 'dues_ranking'],
        ['members_ranking', 'members_trend', 'members_map', 'dues', 'dues_ranking'],
        ['members_ranking', 'members_trend', 'members_map', 'dues_trend', 'dues_ranking'],
        ['members_ranking', 'members_trend', 'members_map', 'dues_trend', 'activities'],
        ['members_ranking', 'ticker', 'members_map', 'dues_trend', 'activities'],
        ['members_ranking', 'ticker', 'members_map', 'rate_trend', 'activities'],
      ],
    },
  },
  panels: {
    headline: {
      view: 'figures',
      title: '总览',
      isBare: true,
      figures: [
        { metric: 'MEM01', span: 'now', emphasis: 'headline' },
        { metric: 'MEM08', span: 'today', label: '今日净增', isChange: true },
        { metric: 'MEM07', span: 'month', label: '本月新发展' },
        { metric: 'MEM02', span: 'now', label: '已报到团员', emphasis: 'quiet' },
        { metric: 'MEM12', span: 'now', label: '学生团员占比', emphasis: 'quiet' },
        { metric: 'ORG02', span: 'now', label: '已建团支部', emphasis: 'quiet' },
        { metric: 'ORG08', span: 'now', label: '空心团支部', emphasis: 'quiet' },
      ],
    },
    members_map: { view: 'map', title: '团员分布', isBare: true, of: { metric: 'MEM01', span: 'now' } },
    members_ranking: {
      view: 'ranking',
      title: '{children}团员',
      by: { metric: 'MEM01', span: 'now' },
      beside: { metric: 'MEM07', span: 'month', label: '本月新增' },
      capacity: { standard: 23, wide: 24 },
      color: 1,
    },
    joins_trend: { view: 'trend', title: '新发展团员', form: 'columns', of: { metric: 'MEM07' }, color: 1 },
    members_trend: { view: 'trend', title: '团员总数走势', form: 'line', of: { metric: 'MEM01' }, color: 2 },
    dues: {
      view: 'shares',
      title: '团费',
      figures: [
        { metric: 'DUE02', span: 'today', label: '今日实收' },
        { metric: 'DUE04', span: 'month', label: '本月收缴率', hasBar: true },
        { metric: 'DUE01', span: 'month', label: '本月应缴', emphasis: 'listed' },
        { metric: 'DUE03', span: 'month', label: '账单已收', emphasis: 'listed' },
        { metric: 'DUE02', span: 'month', label: '本月实收', emphasis: 'listed' },
      ],
      of: { metric: 'DUE02', span: 'month', breakdown: 'channel', label: '本月实收按渠道' },
      capacity: { standard: 4, wide: 5 },
      color: 3,
    },
    dues_trend: {
      view: 'trend',
      title: '团费走势',
      form: 'columns',
      of: { metric: 'DUE02', label: '实收' },
      against: { metric: 'DUE01', label: '应缴' },
      color: 3,
    },
    rate_trend: { view: 'trend', title: '团费收缴率走势', form: 'line', of: { metric: 'DUE04' }, color: 3 },
    dues_ranking: {
      view: 'ranking',
      title: '{children}本月团费',
      by: { metric: 'DUE02', span: 'month' },
      capacity: 18,
      color: 3,
    },
    activities: {
      view: 'shares',
      title: '活动',
      figures: [
        { metric: 'ACT02', span: 'now', label: '进行中', emphasis: 'quiet' },
        { metric: 'ACT01', span: 'today', label: '今日发布', emphasis: 'quiet' },
        { metric: 'ACT03', span: 'today', label: '今日报名', emphasis: 'quiet' },
        { metric: 'ACT05', span: 'today', label: '今日签到', emphasis: 'quiet' },
      ],
      of: { metric: 'ACT01', span: 'month', breakdown: 'category', label: '本月活动按类别' },
      capacity: { standard: 4, wide: 6 },
      color: 4,
    },
    ticker: { view: 'ticker', title: '最新动态' },
  },
}
export default scene
