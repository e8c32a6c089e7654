import type { SceneEntry } from '../sceneEntry.ts'

/** 发展与流动: who comes, who goes, and where to. */
const scene: SceneEntry = {
  title: '发展与流动',
  alerts: ['A1', 'A2', 'A3', 'A4', 'A6', 'A9'],
  layouts: {
    standard: {
      columns: [440, 'rest', 440],
      rows: [264, 'rest', 240, 216],
      areas: [
        ['joins_trend', 'headline', 'reasons'],
        ['ages', 'transfers_map', 'reasons'],
        ['exits_trend', 'transfers_map', 'steps'],
        ['graduates', 'transfers_map', 'waiting'],
      ],
      foot: 'ticker',
    },
    wide: {
      columns: [632, 632, 'rest', 632, 632],
      rows: [264, 'rest', 'rest', 216],
      areas: [
        ['net_ranking', 'joins_trend', 'headline', 'reasons', 'provinces'],
        ['net_ranking', 'ages', 'transfers_map', 'reasons', 'provinces'],
        ['net_ranking', 'ages', 'transfers_map', 'steps', 'graduates'],
        ['net_ranking', 'exits_trend', 'transfers_map', 'steps', 'waiting'],
      ],
      foot: 'ticker',
    },
  },
  panels: {
    headline: {
      view: 'figures',
      title: '发展与流动',
      isBare: true,
      figures: [
        {
          metric: 'MEM07',
          span: 'month',
          label: '本月新发展团员',
          emphasis: 'headline',
          changes: ['month', 'year'],
        },
        { metric: 'TRF01', span: 'month', label: '本月转接发起', changes: ['year'] },
        { metric: 'TRF02', span: 'month', label: '本月转接办结', changes: ['year'] },
        { metric: 'TRF04', span: 'now', label: '在途转接', emphasis: 'quiet' },
        { metric: 'TRF05', span: 'month', label: '退回率', emphasis: 'quiet' },
        { metric: 'TRF07', span: 'month', label: '自动通过率', emphasis: 'quiet' },
        { metric: 'AGE01', span: 'month', label: '满28岁离团', emphasis: 'quiet' },
        { metric: 'AGE02', span: 'month', label: '恢复团籍', emphasis: 'quiet' },
      ],
    },
    transfers_map: {
      view: 'map',
      title: '本月转入与流向',
      isBare: true,
      isByMinute: true,
      hasArcs: true,
      of: { metric: 'TRF02', span: 'month' },
    },
    reasons: {
      view: 'flow',
      title: '本月转接原因与去向',
      isByMinute: true,
      from: { metric: 'TRF01', span: 'month', breakdown: 'transfer_reason' },
      to: { metric: 'TRF12', span: 'month', breakdown: 'to_province' },
      rest: '省内',
      capacity: 5,
    },
    steps: {
      view: 'shares',
      title: '在途转接按环节',
      of: { metric: 'TRF04', span: 'now', breakdown: 'current_step' },
      capacity: 6,
      color: 3,
    },
    joins_trend: {
      view: 'trend',
      title: '新发展团员',
      form: 'columns',
      of: { metric: 'MEM07' },
      color: 1,
      hasLastYear: true,
    },
    exits_trend: {
      view: 'trend',
      title: '满28岁离团',
      form: 'columns',
      of: { metric: 'AGE01' },
      color: 5,
      hasLastYear: true,
    },
    ages: {
      view: 'bands',
      title: '团员年龄',
      isByMinute: true,
      of: { metric: 'MEM01', span: 'now', breakdown: 'age_band' },
      color: 1,
    },
    graduates: {
      view: 'figures',
      title: '学社衔接（截至昨日）',
      figures: [
        { metric: 'TRF14', span: 'month', label: '学社衔接率' },
        { metric: 'TRF15', span: 'month', label: '升学衔接率' },
        { metric: 'TRF13', span: 'month', label: '毕业生转接完成率', emphasis: 'listed' },
        { metric: 'TRF16', span: 'month', label: '单位团组织转接率', emphasis: 'listed' },
      ],
    },
    waiting: {
      view: 'figures',
      title: '办理时长（截至昨日）',
      figures: [
        { metric: 'TRF06', span: 'month', label: '中位数' },
        { metric: 'TRF06P90', span: 'month', label: '90 分位' },
        { metric: 'TRF08', span: 'month', label: '超时与将超时', emphasis: 'listed' },
        { metric: 'TRF18', span: 'month', label: '因欠费受阻', emphasis: 'listed' },
      ],
    },
    provinces: {
      view: 'shares',
      title: '跨省转接去向',
      isByMinute: true,
      figures: [{ metric: 'TRF12', span: 'month', label: '本月跨省转接', changes: ['year'] }],
      of: { metric: 'TRF12', span: 'month', breakdown: 'to_province' },
      capacity: 8,
      color: 2,
    },
    net_ranking: {
      view: 'ranking',
      title: '{children}转接净流入（截至昨日）',
      by: { metric: 'TRF03', span: 'month' },
      capacity: 24,
      color: 2,
    },
    ticker: { view: 'ticker', title: '最新动态' },
  },
}
export default scene
