import type { SceneEntry } from '../sceneEntry.ts'

/** 团费: is it collected, and where does it stay. */
const scene: SceneEntry = {
  title: '团费',
  layouts: {
    standard: {
      columns: [440, 'rest', 440],
      rows: [240, 'rest', 'rest'],
      areas: [
        ['rate_ranking', 'collected', 'channels'],
        ['rate_ranking', 'rate_map', 'arrears'],
        ['rate_ranking', 'rate_map', 'dues_trend'],
      ],
    },
    wide: {
      columns: [632, 632, 'rest', 632, 632],
      rows: [240, 'rest', 'rest'],
      areas: [
        ['rate_ranking', 'paid_ranking', 'collected', 'channels', 'arrears_ranking'],
        ['rate_ranking', 'paid_ranking', 'rate_map', 'arrears', 'arrears_ranking'],
        ['rate_ranking', 'paid_ranking', 'rate_map', 'dues_trend', 'rate_trend'],
      ],
    },
  },
  panels: {
    collected: {
      view: 'figures',
      title: '本月团费',
      isBare: true,
      figures: [
        { metric: 'DUE04', span: 'month', label: '本月收缴率', emphasis: 'headline' },
        { metric: 'DUE02', span: 'today', label: '今日实收' },
        { metric: 'DUE01', span: 'month', label: '本月应缴', emphasis: 'quiet' },
        { metric: 'DUE03', span: 'month', label: '账单已收', emphasis: 'quiet' },
        { metric: 'DUE02', span: 'month', label: '本月实收', emphasis: 'quiet' },
      ],
    },
    rate_map: { view: 'map', title: '收缴率分布', isBare: true, of: { metric: 'DUE04', span: 'month' } },
    rate_ranking: {
      view: 'ranking',
      title: '{children}本月收缴率',
      by: { metric: 'DUE04', span: 'month' },
      capacity: 24,
      color: 1,
    },
    paid_ranking: {
      view: 'ranking',
      title: '{children}本月实收',
      by: { metric: 'DUE02', span: 'month', label: '本月实收' },
      capacity: 24,
      color: 3,
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
