import type { SceneEntry } from '../sceneEntry.ts'

/** 学习与教育: do they take part. */
const scene: SceneEntry = {
  title: '学习与教育',
  alerts: ['A12'],
  layouts: {
    standard: {
      columns: [440, 'rest', 440],
      rows: [264, 232, 'rest', 232],
      areas: [
        ['study_trend', 'headline', 'evaluation'],
        ['participation', 'cities', 'life'],
        ['learners', 'cities', 'awards'],
        ['lessons_trend', 'cities', 'awards'],
      ],
      foot: 'ticker',
    },
    wide: {
      columns: [632, 632, 'rest', 632, 632],
      rows: [264, 'rest', 'rest', 216],
      areas: [
        ['rate_ranking', 'study_trend', 'headline', 'evaluation', 'registration_ranking'],
        ['rate_ranking', 'participation', 'cities', 'life', 'registration_ranking'],
        ['rate_ranking', 'learners', 'cities', 'awards', 'registration_ranking'],
        ['rate_ranking', 'lessons_trend', 'cities', 'awards', 'life_trend'],
      ],
      foot: 'ticker',
    },
  },
  panels: {
    headline: {
      view: 'figures',
      title: '学习与教育',
      isBare: true,
      figures: [
        {
          metric: 'STU03',
          span: 'month',
          label: '本月学习人次',
          emphasis: 'headline',
          changes: ['month', 'year'],
        },
        { metric: 'LIF01', span: 'month', label: '本月组织生活', changes: ['year'] },
        { metric: 'STU06', span: 'month', label: '本月团课', changes: ['year'] },
        { metric: 'STU03', span: 'today', label: '今日学习', emphasis: 'quiet' },
        { metric: 'EDU07', span: 'now', label: '待注册团员', emphasis: 'quiet' },
        { metric: 'RWD01', span: 'month', label: '本月团内奖励', emphasis: 'quiet' },
        { metric: 'RWD03', span: 'now', label: '奖励待审', emphasis: 'quiet' },
        { metric: 'RWD05', span: 'month', label: '本月团纪处分', emphasis: 'quiet' },
      ],
    },
    cities: {
      view: 'grid',
      title: '{children}参学率（截至昨日）',
      of: { metric: 'STU02' },
      capacity: { standard: 25, wide: 30 },
      color: 2,
    },
    rate_ranking: {
      view: 'ranking',
      title: '{children}本月参学率（截至昨日）',
      by: { metric: 'STU02', span: 'month' },
      capacity: 24,
      color: 2,
    },
    registration_ranking: {
      view: 'ranking',
      title: '{children}年度注册率（截至昨日）',
      by: { metric: 'EDU06', span: 'month' },
      capacity: 18,
      color: 3,
    },
    participation: {
      view: 'figures',
      title: '青年大学习（截至昨日）',
      figures: [
        { metric: 'STU02', span: 'month', label: '本月参学率' },
        { metric: 'STU05', span: 'month', label: '连续参学占比' },
        { metric: 'STU04', span: 'month', label: '参学率环比', emphasis: 'listed' },
        { metric: 'STU07', span: 'month', label: '非团员青年参学', emphasis: 'listed' },
      ],
    },
    learners: {
      view: 'shares',
      title: '本月参学人数（截至昨日）',
      of: { metric: 'STU01', span: 'month', breakdown: 'learner_kind' },
      capacity: 4,
      color: 2,
    },
    evaluation: {
      view: 'figures',
      title: '评议与注册（截至昨日）',
      figures: [
        { metric: 'EDU01', span: 'month', label: '评议完成支部' },
        { metric: 'EDU06', span: 'month', label: '年度团籍注册' },
        { metric: 'EDU02', span: 'month', label: '团员参评率', emphasis: 'listed' },
        { metric: 'EDU03', span: 'month', label: '优秀团员占比', emphasis: 'listed' },
        { metric: 'EDU04', span: 'month', label: '优秀超 30% 支部', emphasis: 'listed' },
      ],
    },
    life: {
      view: 'shares',
      title: '本月组织生活',
      of: { metric: 'LIF01', span: 'month', breakdown: 'life_kind' },
      capacity: 5,
      color: 4,
    },
    awards: {
      view: 'shares',
      title: '本月团内奖励',
      figures: [
        { metric: 'RWD01', span: 'month', label: '团内奖励', changes: ['year'] },
        { metric: 'RWD02', span: 'month', label: '团外奖励', changes: ['year'] },
      ],
      of: { metric: 'RWD01', span: 'month', breakdown: 'award_level' },
      capacity: 6,
      color: 3,
    },
    study_trend: {
      view: 'trend',
      title: '学习人次',
      form: 'columns',
      of: { metric: 'STU03' },
      color: 2,
      hasLastYear: true,
    },
    lessons_trend: {
      view: 'trend',
      title: '团课场次',
      form: 'columns',
      of: { metric: 'STU06' },
      color: 1,
      hasLastYear: true,
    },
    life_trend: {
      view: 'trend',
      title: '组织生活次数',
      form: 'columns',
      of: { metric: 'LIF01' },
      color: 4,
      hasLastYear: true,
    },
    ticker: { view: 'ticker', title: '最新动态' },
  },
}
export default scene
