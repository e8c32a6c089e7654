import type { SceneEntry } from '../sceneEntry.ts'

/** 推进与预警: what needs a decision. */
const scene: SceneEntry = {
  title: '推进与预警',
  alerts: ['A15', 'A16', 'A17'],
  layouts: {
    standard: {
      columns: [440, 'rest', 440],
      rows: [264, 'rest', 152, 216],
      areas: [
        ['alerts', 'headline', 'freshness'],
        ['alerts', 'targets', 'items'],
        ['alerts', 'targets', 'quality'],
        ['alerts', 'targets', 'use'],
      ],
      foot: 'ticker',
    },
    wide: {
      columns: [632, 632, 'rest', 632, 632],
      rows: [264, 'rest', 216, 216],
      areas: [
        ['response_ranking', 'alerts', 'headline', 'items', 'freshness'],
        ['response_ranking', 'alerts', 'targets', 'items', 'freshness'],
        ['response_ranking', 'alerts', 'targets', 'response_trend', 'quality'],
        ['response_ranking', 'alerts', 'targets', 'season', 'use'],
      ],
      foot: 'ticker',
    },
  },
  panels: {
    headline: {
      view: 'figures',
      title: '业务办理',
      isBare: true,
      figures: [
        {
          metric: 'BIZ04',
          span: 'month',
          label: '本月办理业务',
          emphasis: 'headline',
          changes: ['month', 'year'],
        },
        { metric: 'BIZ02', span: 'now', label: '待办事项', changes: ['month'] },
        { metric: 'SYS03', span: 'month', label: '团中央报送成功率', changes: ['month'] },
        { metric: 'BIZ04', span: 'today', label: '今日办理', emphasis: 'quiet' },
        { metric: 'MEM04', span: 'now', label: '待审核报到', emphasis: 'quiet' },
        { metric: 'TRF04', span: 'now', label: '在途转接', emphasis: 'quiet' },
        { metric: 'SQU08', span: 'now', label: '工作人员配备率', emphasis: 'quiet' },
      ],
    },
    targets: { view: 'targets', title: '目标与时间进度', capacity: { standard: 7, wide: 8 } },
    alerts: { view: 'alerts', title: '未解除预警', capacity: { standard: 7, wide: 8 } },
    freshness: {
      view: 'shares',
      title: '数据时效（截至昨日）',
      isApart: true,
      of: { metric: 'SYS02', span: 'month', breakdown: 'source_system' },
      capacity: 6,
      color: 6,
    },
    quality: {
      view: 'figures',
      title: '数据质量（截至昨日）',
      figures: [
        { metric: 'SYS08', span: 'month', label: '质量得分' },
        { metric: 'SYS09', span: 'month', label: '对账差异' },
      ],
    },
    use: {
      view: 'figures',
      title: '响应（截至昨日）',
      figures: [
        { metric: 'BIZ01', span: 'month', label: '及时响应率' },
        { metric: 'BIZ03', span: 'month', label: '超时待办' },
        { metric: 'SYS04', span: 'month', label: '活跃组织率', emphasis: 'listed' },
      ],
    },
    items: {
      view: 'shares',
      title: '待办事项类别',
      of: { metric: 'BIZ02', span: 'now', breakdown: 'item_type' },
      capacity: { standard: 6, wide: 10 },
      color: 3,
    },
    response_ranking: {
      view: 'ranking',
      title: '{children}及时业务响应率（截至昨日）',
      by: { metric: 'BIZ01', span: 'month' },
      capacity: 24,
      color: 1,
    },
    response_trend: {
      view: 'trend',
      title: '业务办理量',
      form: 'columns',
      of: { metric: 'BIZ04' },
      color: 3,
      hasLastYear: true,
    },
    season: {
      view: 'figures',
      title: '推进会与督查（截至昨日）',
      figures: [
        { metric: 'SQU03', span: 'month', label: '11月3日达标市率' },
        { metric: 'SQU09', span: 'month', label: '推进会与督查完成率' },
      ],
    },
    ticker: { view: 'ticker', title: '最新动态' },
  },
}
export default scene
