import { ALL_GRAINS, item, MONTHLY, metric, reports } from './report.ts'

/** Evaluation, yearly registration and the life of organisations. */
export const EVALUATION_REPORTS = reports({
  evaluation: {
    department: '组织部',
    title: '教育评议与年度团籍注册',
    purpose: '本评议年度的评议进度、等次与年度团籍注册',
    headline: [
      '应评团员 {EDU02 应评团员}，参评率 {EDU02 参评率}，评议完成支部率 {EDU01}',
      '优秀占 {EDU03}，超过30%的团支部 {EDU04}',
      '年度团籍注册率 {EDU06 注册率}，待注册 {EDU07}',
    ],
    rows: ['children', 'grade'],
    columns: [
      metric('EDU01', { trend: true }),
      metric('EDU02', { part: 'denominator', unit: '人', title: '应评团员', group: '评议' }),
      metric('EDU02', { part: 'numerator', unit: '人', title: '已参评', group: '评议' }),
      metric('EDU02', { title: '参评率', group: '评议', compare: ['mom'] }),
      metric('EDU03', { title: '优秀占比', group: '等次' }),
      metric('EDU04', { group: '等次' }),
      item('EDU05', 'grade', 'grade_basic', '基本合格', '等次'),
      item('EDU05', 'grade', 'grade_unqualified', '不合格', '等次'),
      metric('EDU06', { part: 'denominator', unit: '人', title: '应注册团员', group: '年度团籍注册' }),
      metric('EDU06', { part: 'rest', unit: '人', title: '未注册', group: '年度团籍注册' }),
      metric('EDU06', { title: '注册率', group: '年度团籍注册', compare: ['mom'], trend: true }),
      metric('EDU07', { group: '年度团籍注册' }),
    ],
    chart: 3,
    grains: MONTHLY,
    remark: '评议年度自每年11月1日起；其余月份显示上一评议年度的结果。优秀不超过30%。',
  },
  organisation_life: {
    department: '组织部',
    title: '组织生活',
    purpose: '“三会两制一课”与主题团日的开展次数',
    headline: ['开展组织生活 {LIF01}{同比 LIF01}，其中团课 {STU06}'],
    rows: ['children', 'life_kind'],
    columns: [
      metric('LIF01', { compare: ['mom', 'yoy'], trend: true }),
      item('LIF01', 'life_kind', 'branch_congress', '支部大会', '三会'),
      item('LIF01', 'life_kind', 'branch_committee', '支委会', '三会'),
      item('LIF01', 'life_kind', 'group_meeting', '团小组会', '三会'),
      metric('STU06', { compare: ['yoy'] }),
      item('LIF01', 'life_kind', 'theme_day', '主题团日', '其他'),
    ],
    chart: 0,
    grains: ALL_GRAINS,
  },
})
