import type { SceneEntry } from '../sceneEntry.ts'

/** 组织建设: is the tree whole, and who lags. */
const scene: SceneEntry = {
  title: '组织建设',
  alerts: ['A7', 'A8', 'A10', 'A11'],
  layouts: {
    standard: {
      columns: [440, 'rest', 440],
      rows: [264, 'rest', 'rest', 168],
      areas: [
        ['entry_ranking', 'headline', 'gaps'],
        ['entry_ranking', 'entry_levels', 'types'],
        ['entry_ranking', 'entry_levels', 'vacancies'],
        ['entry_ranking', 'shapes', 'overdue'],
      ],
      foot: 'ticker',
    },
    wide: {
      columns: [632, 632, 'rest', 632, 632],
      rows: [264, 'rest', 'rest', 168],
      areas: [
        ['entry_ranking', 'hollow_map', 'headline', 'gaps', 'organisations_trend'],
        ['entry_ranking', 'hollow_map', 'entry_levels', 'types', 'posts'],
        ['entry_ranking', 'hollow_map', 'entry_levels', 'vacancies', 'industries'],
        ['entry_ranking', 'codes', 'shapes', 'overdue', 'industries'],
      ],
      foot: 'ticker',
    },
  },
  panels: {
    headline: {
      view: 'figures',
      title: '团组织',
      isBare: true,
      figures: [
        { metric: 'ORG01', span: 'now', emphasis: 'headline', changes: ['day', 'month', 'year'] },
        { metric: 'ORG02', span: 'now', label: '团支部', changes: ['year'] },
        { metric: 'CAD01', span: 'now', label: '团干部', changes: ['year'] },
        { metric: 'ORG05', span: 'month', label: '本月新建', emphasis: 'quiet' },
        { metric: 'ORG06', span: 'month', label: '本月撤并', emphasis: 'quiet' },
        { metric: 'CAD03', span: 'now', label: '团干入驻率', emphasis: 'quiet' },
        { metric: 'CAD04', span: 'now', label: '运营者', emphasis: 'quiet' },
        { metric: 'ORG19', span: 'now', label: '五星、四星支部', emphasis: 'quiet' },
      ],
    },
    entry_levels: {
      view: 'matrix',
      title: '建树任务按层级',
      breakdown: 'level',
      columns: [
        { metric: 'TRE01', span: 'now', label: '已登录' },
        { metric: 'TRE02', span: 'now', label: '信息完整' },
        { metric: 'TRE03', span: 'now', label: '已创建下级' },
        { metric: 'TRE05', span: 'now', label: '全部完成' },
      ],
      color: 2,
    },
    entry_ranking: {
      view: 'ranking',
      title: '{children}建树任务',
      by: { metric: 'TRE05', span: 'now', label: '完成率' },
      beside: { metric: 'ORG01', span: 'now', label: '组织' },
      capacity: { standard: 23, wide: 24 },
      color: 2,
    },
    hollow_map: {
      view: 'map',
      title: '空心团支部分布',
      isBare: true,
      of: { metric: 'ORG08', span: 'now' },
    },
    shapes: {
      view: 'figures',
      title: '团支部规模',
      figures: [
        { metric: 'ORG08', span: 'now', label: '空心（0 人）' },
        { metric: 'ORG09', span: 'now', label: '不足 3 人' },
        { metric: 'ORG10', span: 'now', label: '超过 50 人' },
        { metric: 'ORG14', span: 'now', label: '平均团员' },
      ],
    },
    gaps: {
      view: 'figures',
      title: '配备',
      figures: [
        { metric: 'ORG12', span: 'now', label: '未配书记' },
        { metric: 'ORG13', span: 'now', label: '未设运营者' },
        { metric: 'ORG16', span: 'now', label: '行政编制配备率', emphasis: 'listed' },
        { metric: 'ORG17', span: 'now', label: '事业编制配备率', emphasis: 'listed' },
        { metric: 'CAD06', span: 'now', label: '团干注册待审', emphasis: 'listed' },
      ],
    },
    types: {
      view: 'shares',
      title: '组织类别',
      of: { metric: 'ORG01', span: 'now', breakdown: 'org_type' },
      capacity: 5,
      color: 1,
    },
    vacancies: {
      view: 'shares',
      title: '未配书记按类别',
      of: { metric: 'ORG12', span: 'now', breakdown: 'org_type' },
      capacity: 5,
      color: 5,
    },
    overdue: {
      view: 'figures',
      title: '逾期（截至昨日）',
      figures: [
        { metric: 'TRE06', span: 'month', label: '逾期未完成' },
        { metric: 'ORG07', span: 'month', label: '架构不完整' },
      ],
    },
    codes: {
      view: 'figures',
      title: '管理员注册码与批量导入',
      figures: [
        { metric: 'TRE07', span: 'month', label: '注册码使用率' },
        { metric: 'TRE08', span: 'month', label: '本月过期未用' },
        { metric: 'TRE09', span: 'month', label: '导入成功率' },
        { metric: 'TRE10', span: 'month', label: '本月导入失败' },
      ],
    },
    organisations_trend: {
      view: 'trend',
      title: '团组织总数',
      form: 'line',
      of: { metric: 'ORG01' },
      color: 2,
      hasLastYear: true,
    },
    posts: {
      view: 'shares',
      title: '团干部职务',
      of: { metric: 'CAD01', span: 'now', breakdown: 'post' },
      capacity: 6,
      color: 3,
    },
    industries: {
      view: 'shares',
      title: '团支部按行业',
      of: { metric: 'ORG02', span: 'now', breakdown: 'industry_code' },
      capacity: 8,
      color: 1,
    },
    ticker: { view: 'ticker', title: '最新动态' },
  },
}
export default scene
