import { defineMetrics } from './metric.ts'

/** How far the figures can be trusted. */
export const DATA_QUALITY_METRICS = defineMetrics({
  SYS02: {
    title: '数据时效',
    unit: '小时',
    procedure: { job: 'quality', over: 'last', isRatio: true },
    definition:
      '期末与已入库的最新业务变更的时间差，期末为最后一日24时；合计为各来源系统中最久的。变更补到后按补到的重算。',
    breakdowns: ['source_system'],
  },
  SYS08: {
    title: '数据质量得分',
    unit: '%',
    procedure: { job: 'quality', over: 'last', isRatio: true },
    definition: '通过的核对项数 ÷ 核对项数。',
    breakdowns: ['identity'],
  },
  SYS09: {
    title: '对账差异数',
    unit: '项',
    procedure: { job: 'quality', over: 'last', isRatio: false },
    definition: '核对恒等式（人员增减平衡、团费留存守恒等）中左右两边不等的项数。',
    breakdowns: ['identity'],
  },
  SYS10: {
    title: '小数抑制单元格数',
    unit: '格',
    procedure: { job: 'suppression', over: 'sum', isRatio: false },
    definition:
      '各张月报表（全省，按默认的行）中因人数过少而不显示的单元格数，连同为防推算而一并隐藏的；只计本期数，不计同比、环比和走势。',
    breakdowns: ['report'],
  },
  SYS11: {
    title: '其他系统未见团员数',
    unit: '人',
    procedure: { job: 'quality', over: 'last', isRatio: false },
    definition: '期末计数系统有、其他系统没有的团员数，按身份证号假名对应；只比对其他系统也有的团组织。',
    breakdowns: [],
  },
  SYS12: {
    title: '仅其他系统有的团员数',
    unit: '人',
    procedure: { job: 'quality', over: 'last', isRatio: false },
    definition: '期末不计数的系统有、计数系统没有的团员数，按身份证号假名对应；这些团员不计入团员总数。',
    breakdowns: [],
  },
  SYS13: {
    title: '系统间信息不一致团员数',
    unit: '人',
    procedure: { job: 'quality', over: 'last', isRatio: false },
    definition: '期末两边系统都有，但团员状态、所在团支部、出生年月或入团日期不同的团员数，一人只计一次。',
    breakdowns: ['difference'],
  },
  SYS14: {
    title: '同时在多个组织团员数',
    unit: '人',
    procedure: { job: 'quality', over: 'last', isRatio: false },
    definition:
      '期末在两个及以上团组织同时计为在册的团员数，按身份证号假名对应；同一身份证号在各组织各计一次，在上级只计一次。',
    breakdowns: [],
  },
  SYS15: {
    title: '未对应团组织数',
    unit: '个',
    procedure: { job: 'quality', over: 'last', isRatio: false },
    definition:
      '不计数的系统有、而计数系统没有对应组织的团组织数（未设别名、别名无对应、别名失效），其数据不计入任何指标。',
    breakdowns: ['unmapped_cause'],
  },
  SYS16: {
    title: '未对应组织团员数',
    unit: '人',
    procedure: { job: 'quality', over: 'last', isRatio: false },
    definition: '期末未对应团组织中的团员数；这些团员不计入团员总数。',
    breakdowns: ['unmapped_cause'],
  },
})
