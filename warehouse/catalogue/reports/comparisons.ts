import { item, MONTHLY, metric, reports } from './report.ts'

/** What ranks organisations, and what compares the data with themselves. */
export const COMPARISON_REPORTS = reports({
  city_ranking: {
    department: '办公室',
    title: '城市综合排名',
    purpose: '各市与直属单位按团费收缴、活动、组织健全与团员发展的综合得分，在同类组织中排名',
    headline: 'first_of_peers',
    rows: ['children'],
    columns: [
      { kind: 'rank', title: '名次' },
      { kind: 'score', title: '综合得分' },
      metric('DUE04', { compare: ['yoy'] }),
      metric('ACT08'),
      metric('ORG11', { compare: ['yoy'] }),
      metric('TRE02'),
      metric('MEM01', { compare: ['yoy'] }),
      metric('MEM07', { compare: ['yoy'] }),
    ],
    chart: 1,
    grains: MONTHLY,
    score: [
      { metric: 'DUE04', weight: 30, better: 'more' },
      { metric: 'ACT08', weight: 20, better: 'more' },
      { metric: 'ORG11', weight: 20, better: 'less' },
      { metric: 'TRE02', weight: 15, better: 'more' },
      { metric: 'MEM07', per: 'MEM01', weight: 15, better: 'more' },
    ],
    remark:
      '名次只在同类组织中比较：地方团委、直属团委（高校等）、直属团工委、直属团总支分别排名，同类只有一个的不排名。',
  },
  data_quality: {
    department: '信息中心',
    title: '数据质量',
    purpose:
      '人员增减平衡、团费留存守恒等恒等式的核对结果，各来源系统的数据时效，报表中隐藏的小数，以及各系统之间的比对',
    headline: ['核对 {SYS08 核对项数}，通过 {SYS08 通过项数}，差异 {SYS09}，得分 {SYS08 得分}'],
    rows: ['identity', 'children', 'source_system', 'report'],
    columns: [
      metric('SYS08', { part: 'denominator', unit: '项', title: '核对项数' }),
      metric('SYS08', { part: 'numerator', unit: '项', title: '通过项数' }),
      metric('SYS09', { title: '差异数' }),
      metric('SYS08', { title: '得分', compare: ['mom'] }),
      metric('SYS02'),
      metric('SYS10'),
      metric('SYS11', { title: '其他系统未见', group: '系统间比对：团员' }),
      metric('SYS12', { title: '仅其他系统有', group: '系统间比对：团员' }),
      metric('SYS14', { title: '同时在多个组织', group: '系统间比对：团员' }),
      metric('SYS13', { title: '合计', group: '系统间比对：信息不一致' }),
      item('SYS13', 'difference', 'status', '团员状态', '系统间比对：信息不一致'),
      item('SYS13', 'difference', 'branch', '所在支部', '系统间比对：信息不一致'),
      item('SYS13', 'difference', 'birth_month', '出生年月', '系统间比对：信息不一致'),
      item('SYS13', 'difference', 'joined_on', '入团日期', '系统间比对：信息不一致'),
      metric('SYS15', { title: '组织合计', group: '系统间比对：未对应组织' }),
      item('SYS15', 'unmapped_cause', 'no_alias', '未设别名', '系统间比对：未对应组织'),
      item('SYS15', 'unmapped_cause', 'no_counterpart', '别名无对应', '系统间比对：未对应组织'),
      item('SYS15', 'unmapped_cause', 'unused_alias', '别名失效', '系统间比对：未对应组织'),
      metric('SYS16', { title: '其中团员', group: '系统间比对：未对应组织' }),
    ],
    chart: 3,
    grains: ['month'],
  },
})
