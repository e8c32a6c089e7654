import type { SceneEntry } from '../sceneEntry.ts'

/** 活动与服务: what is happening, and who takes part. */
const scene: SceneEntry = {
  title: '活动与服务',
  alerts: ['A13'],
  layouts: {
    standard: {
      columns: [440, 'rest', 440],
      rows: [264, 218, 218, 'rest'],
      areas: [
        ['funnel', 'headline', 'homes'],
        ['categories', 'calendar', 'uplus'],
        ['categories', 'calendar', 'clubs'],
        ['attendance', 'calendar', 'consultations'],
      ],
      foot: 'ticker',
    },
    wide: {
      columns: [632, 632, 'rest', 632, 632],
      rows: [264, 218, 218, 'rest'],
      areas: [
        ['checkins_ranking', 'funnel', 'headline', 'homes', 'volunteer_trend'],
        ['checkins_ranking', 'categories', 'calendar', 'uplus', 'volunteer_trend'],
        ['checkins_ranking', 'categories', 'calendar', 'clubs', 'consultation_types'],
        ['checkins_ranking', 'attendance', 'calendar', 'consultations', 'matchmaking'],
      ],
      foot: 'ticker',
    },
  },
  panels: {
    headline: {
      view: 'figures',
      title: '活动',
      isBare: true,
      figures: [
        {
          metric: 'ACT01',
          span: 'month',
          label: '本月发布活动',
          emphasis: 'headline',
          changes: ['month', 'year'],
        },
        { metric: 'ACT03', span: 'month', label: '本月报名', changes: ['year'] },
        { metric: 'ACT05', span: 'month', label: '本月签到', changes: ['year'] },
        { metric: 'ACT02', span: 'now', label: '进行中', emphasis: 'quiet' },
        { metric: 'ACT01', span: 'today', label: '今日发布', emphasis: 'quiet' },
        { metric: 'ACT03', span: 'today', label: '今日报名', emphasis: 'quiet' },
        { metric: 'ACT05', span: 'today', label: '今日签到', emphasis: 'quiet' },
        { metric: 'ACT10', span: 'month', label: '本月活动时长', emphasis: 'quiet' },
      ],
    },
    calendar: { view: 'calendar', title: '每日发布活动', of: { metric: 'ACT01' } },
    funnel: {
      view: 'funnel',
      title: '本月报名到签到',
      stages: [
        { metric: 'ACT03', span: 'month', label: '报名' },
        { metric: 'ACT04', span: 'month', label: '审核通过', numeratorIn: '人次' },
        { metric: 'ACT05', span: 'month', label: '签到' },
      ],
      color: 4,
    },
    categories: {
      view: 'shares',
      title: '本月活动类别',
      of: { metric: 'ACT01', span: 'month', breakdown: 'category' },
      capacity: { standard: 8, wide: 8 },
      color: 4,
    },
    attendance: {
      view: 'figures',
      title: '参与（截至昨日）',
      figures: [
        { metric: 'ACT08', span: 'month', label: '团员参与率' },
        { metric: 'ACT06', span: 'month', label: '到场率' },
        { metric: 'ACT18', span: 'month', label: '开展活动的组织', emphasis: 'listed' },
        { metric: 'ACT12', span: 'month', label: '年度时长达标率', emphasis: 'listed' },
      ],
    },
    homes: {
      view: 'figures',
      title: '青年之家',
      figures: [
        { metric: 'YHM01', span: 'now', label: '青年之家', changes: ['year'] },
        { metric: 'YHM08', span: 'now', label: '会员', changes: ['year'] },
        { metric: 'YHM05', span: 'now', label: '审批在途', emphasis: 'quiet' },
        { metric: 'YHM02', span: 'month', label: '本月活动申请', emphasis: 'quiet' },
        { metric: 'YHM03', span: 'month', label: '通过率', emphasis: 'quiet' },
      ],
    },
    uplus: {
      view: 'figures',
      title: '苏青U+',
      figures: [
        { metric: 'SQU04', span: 'now', label: '组织粉丝' },
        { metric: 'SQU05', span: 'month', label: '本月新增关注', emphasis: 'quiet' },
        { metric: 'SQU01', span: 'month', label: '本月活动', emphasis: 'quiet' },
      ],
    },
    clubs: {
      view: 'figures',
      title: '高校社团',
      figures: [
        { metric: 'CLB01', span: 'now', label: '正式社团' },
        { metric: 'CLB08', span: 'now', label: '社团成员', emphasis: 'quiet' },
        { metric: 'CLB06', span: 'month', label: '本月活动', emphasis: 'quiet' },
        { metric: 'CLB05', span: 'now', label: '逾期停权', emphasis: 'quiet' },
      ],
    },
    consultations: {
      view: 'figures',
      title: '青年咨询',
      figures: [
        { metric: 'CON01', span: 'month', label: '本月咨询', changes: ['year'] },
        { metric: 'CON02', span: 'month', label: '回复率', changes: ['year'] },
      ],
    },
    consultation_types: {
      view: 'shares',
      title: '本月咨询类别',
      of: { metric: 'CON01', span: 'month', breakdown: 'consult_type' },
      capacity: 5,
      color: 6,
    },
    checkins_ranking: {
      view: 'ranking',
      title: '{children}本月签到',
      by: { metric: 'ACT05', span: 'month' },
      beside: { metric: 'ACT01', span: 'month', label: '活动' },
      capacity: 24,
      color: 4,
    },
    volunteer_trend: {
      view: 'trend',
      title: '志愿服务时长',
      form: 'columns',
      of: { metric: 'VOL01' },
      color: 6,
      hasLastYear: true,
    },
    matchmaking: {
      view: 'figures',
      title: '团缘交友',
      figures: [
        { metric: 'MMK03', span: 'month', label: '本月配对' },
        { metric: 'MMK04', span: 'month', label: '活跃会话' },
        { metric: 'MMK02', span: 'month', label: '本月动态' },
      ],
    },
    ticker: { view: 'ticker', title: '最新动态' },
  },
}
export default scene
