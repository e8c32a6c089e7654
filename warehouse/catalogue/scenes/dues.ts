import type { SceneEntry } from '../sceneEntry.ts'

/** 团费: is it collected, and where does it stay. */
const scene: SceneEntry = {
  title: '团费',
  alerts: ['A5'],
  layouts: {
    standard: {
      columns: [440, 'rest', 440],
      rows: [264, 276, 'rest', 152],
      areas: [
        ['rate_ranking', 'collected', 'channels'],
        ['rate_ranking', 'levels', 'arrears'],
        ['rate_ranking', 'levels', 'dues_trend'],
        ['rate_ranking', 'levels', 'accounts'],
      ],
      foot: 'ticker',
    },
    wide: {
      columns: [632, 632, 'rest', 632, 632],
      rows: [264, 276, 'rest', 152],
      areas: [
        ['rate_ranking', 'rate_map', 'collected', 'channels', 'arrears_ranking'],
        ['rate_ranking', 'rate_map', 'levels', 'arrears', 'arrears_ranking'],
        ['rate_ranking', 'rate_trend', 'levels', 'dues_trend', 'classes'],
        ['rate_ranking', 'rate_trend', 'levels', 'accounts', 'habits'],
      ],
      foot: 'ticker',
    },
  },
  panels: {
    collected: {
      view: 'figures',
      title: '本月团费',
      isBare: true,
      figures: [
        {
          metric: 'DUE04',
          span: 'month',
          label: '本月收缴率',
          emphasis: 'headline',
          changes: ['month', 'year'],
        },
        { metric: 'DUE02', span: 'month', label: '本月实收', changes: ['year'] },
        { metric: 'DUE02', span: 'today', label: '今日实收', emphasis: 'quiet' },
        { metric: 'DUE01', span: 'month', label: '本月应缴', emphasis: 'quiet' },
        { metric: 'DUE03', span: 'month', label: '账单已收', emphasis: 'quiet' },
      ],
    },
    levels: { view: 'levels', title: '本月团费留存去向（截至昨日）' },
    accounts: {
      view: 'figures',
      title: '子账户与代交',
      isByMinute: true,
      figures: [
        { metric: 'RET05', span: 'now', label: '子账户无效组织' },
        { metric: 'DUE11', span: 'month', label: '代交笔数占比' },
      ],
    },
    classes: {
      view: 'shares',
      title: '本月应交按类别',
      of: { metric: 'DUE01', span: 'month', breakdown: 'payer_class' },
      capacity: 4,
      color: 1,
    },
    habits: {
      view: 'figures',
      title: '交纳（截至昨日）',
      figures: [
        { metric: 'DUE05', span: 'month', label: '按时交纳率' },
        { metric: 'DUE13', span: 'month', label: '免交与减交' },
      ],
    },
    ticker: { view: 'ticker', title: '最新动态' },
    rate_map: { view: 'map', title: '收缴率分布', isBare: true, of: { metric: 'DUE04', span: 'month' } },
    rate_ranking: {
      view: 'ranking',
      title: '{children}本月收缴率',
      by: { metric: 'DUE04', span: 'month' },
      capacity: 24,
      color: 1,
    },
    channels: {
      view: 'shares',
      title: '交费渠道',
      of: { metric: 'DUE02', span: 'month', breakdown: 'channel', label: '本月实收按渠道' },
      capacity: 6,
      color: 3,
    },
    arrears: {
      view: 'shares',
      title: '欠交',
      figures: [
        { metric: 'DUE06', span: 'month', label: '欠交团员', emphasis: 'quiet' },
        { metric: 'DUE08', span: 'month', label: '连续欠交 3 个月', emphasis: 'quiet' },
      ],
      of: { metric: 'DUE07', span: 'month', breakdown: 'arrears_age', label: '欠交金额按账龄' },
      capacity: 5,
      color: 5,
    },
    arrears_ranking: {
      view: 'ranking',
      title: '{children}欠交',
      by: { metric: 'DUE07', span: 'month' },
      beside: { metric: 'DUE06', span: 'month', label: '欠交团员' },
      capacity: 16,
      color: 5,
    },
    dues_trend: {
      view: 'trend',
      title: '团费走势',
      form: 'columns',
      of: { metric: 'DUE02', label: '实收' },
      against: { metric: 'DUE01', label: '应缴' },
      color: 3,
    },
    rate_trend: { view: 'trend', title: '收缴率走势', form: 'line', of: { metric: 'DUE04' }, color: 1 },
  },
}
export default scene
