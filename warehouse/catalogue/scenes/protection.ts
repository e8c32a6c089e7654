import type { SceneEntry } from '../sceneEntry.ts'

/** 权益与队伍: who needs care and gets it, who gives it, and where young people meet. Totals of province and cities only. */
const scene: SceneEntry = {
  title: '权益与队伍',
  alerts: ['A14'],
  layouts: {
    standard: {
      columns: [440, 'rest', 440],
      rows: [264, 'rest', 220, 232],
      areas: [
        ['care', 'headline', 'teams'],
        ['care', 'teams_map', 'teams'],
        ['visits', 'teams_map', 'homes'],
        ['visits_trend', 'teams_map', 'clubs'],
      ],
      foot: 'ticker',
    },
    wide: {
      columns: [632, 632, 'rest', 632, 632],
      rows: [264, 'rest', 'rest', 264],
      areas: [
        ['care', 'teams_ranking', 'headline', 'homes', 'teams'],
        ['care', 'teams_ranking', 'teams_map', 'homes', 'teams'],
        ['visits', 'teams_ranking', 'teams_map', 'clubs', 'approvals'],
        ['visits_trend', 'homes_ranking', 'teams_map', 'clubs', 'approvals'],
      ],
      foot: 'ticker',
    },
  },
  panels: {
    headline: {
      view: 'figures',
      title: '在册',
      isBare: true,
      figures: [
        { metric: 'SPY01', span: 'now', label: '困境青少年', emphasis: 'headline' },
        { metric: 'SPY04', span: 'now', label: '重点青少年' },
        { metric: 'SPY03', span: 'now', label: '需求满足率' },
        { metric: 'WTM02', span: 'now', label: '人均帮扶负荷', emphasis: 'quiet' },
        { metric: 'SPY06', span: 'month', label: '本月关爱记录', emphasis: 'quiet' },
        { metric: 'SPY07', span: 'month', label: '本月任务完成率', emphasis: 'quiet' },
      ],
    },
    care: {
      view: 'ranking',
      title: '{children}困境青少年',
      by: { metric: 'SPY01', span: 'now' },
      capacity: 11,
      color: 5,
    },
    visits: {
      view: 'figures',
      title: '走访（截至昨日）',
      figures: [
        { metric: 'SPY05', span: 'month', label: '帮扶覆盖率' },
        { metric: 'SPY08', span: 'month', label: '超期未走访' },
      ],
    },
    visits_trend: { view: 'trend', title: '关爱记录', form: 'columns', of: { metric: 'SPY06' }, color: 5 },
    teams_map: { view: 'map', title: '工作队伍分布', isBare: true, of: { metric: 'WTM01', span: 'now' } },
    teams_ranking: {
      view: 'ranking',
      title: '{children}工作队伍',
      by: { metric: 'WTM01', span: 'now' },
      capacity: 18,
      color: 2,
    },
    teams: {
      view: 'shares',
      title: '工作队伍',
      figures: [{ metric: 'WTM01', span: 'now', label: '工作队伍' }],
      of: { metric: 'WTM01', span: 'now', breakdown: 'team_kind', label: '工作队伍按类别' },
      capacity: 6,
      color: 2,
    },
    homes: {
      view: 'figures',
      title: '青年之家',
      figures: [
        { metric: 'YHM01', span: 'now', label: '青年之家' },
        { metric: 'YHM08', span: 'now', label: '会员', emphasis: 'quiet' },
        { metric: 'YHM10', span: 'now', label: '社工', emphasis: 'quiet' },
        { metric: 'YHM05', span: 'now', label: '审批在途', emphasis: 'quiet' },
      ],
    },
    homes_ranking: {
      view: 'ranking',
      title: '{children}青年之家',
      by: { metric: 'YHM01', span: 'now' },
      capacity: 6,
      color: 4,
    },
    approvals: {
      view: 'shares',
      title: '青年之家审批在途',
      of: { metric: 'YHM05', span: 'now', breakdown: 'step', label: '在途申请按环节' },
      capacity: 3,
      color: 4,
    },
    ticker: { view: 'ticker', title: '最新动态' },
    clubs: {
      view: 'figures',
      title: '高校社团',
      figures: [
        { metric: 'CLB01', span: 'now', label: '正式社团' },
        { metric: 'CLB05', span: 'now', label: '逾期停权' },
        { metric: 'CLB07', span: 'month', label: '本月招新申请', emphasis: 'quiet' },
        { metric: 'CLB06', span: 'month', label: '本月社团活动', emphasis: 'quiet' },
      ],
    },
  },
}
export default scene
