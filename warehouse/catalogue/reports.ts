import type { MetricUnit } from '../contract/unit.ts'
import type { Comparison, Grain } from '../platform/time/comparison.ts'
import type { BreakdownName, MetricId } from './metrics.ts'

/**
 * Catalogue, list 3: reports. One entry is at once a page, an API answer and a sheet of a workbook: rows by columns, for an
 * organisation and a period.
 */

export const REPORT_NAMES = [
  'org_entry',
  'org_structure',
  'member_growth',
  'member_composition',
  'dues_collection',
  'dues_arrears',
  'dues_retention',
  'activity',
  'city_ranking',
  'data_quality',
] as const
export type ReportId = (typeof REPORT_NAMES)[number]

export const DEPARTMENTS = ['组织部', '学校部', '宣传部', '权益部', '办公室', '信息中心'] as const
export type Department = (typeof DEPARTMENTS)[number]

/** What the rows are: the direct children of the organisation, or the values of a breakdown. */
export type RowKind = 'children' | BreakdownName

/**
 * Which part of a metric a column shows: its `value`, of a ratio also the `numerator`, the `denominator` or the `rest`
 * (denominator − numerator).
 */
export type Part = 'value' | 'numerator' | 'denominator' | 'rest'

export interface MetricColumn {
  kind: 'metric'
  metric: MetricId
  /** Heading; the metric's title by default. */
  title?: string
  /** Heading above several columns. */
  group?: string
  part?: Part
  /** Unit of the part; the metric's by default. */
  unit?: MetricUnit
  /** One value of a breakdown as a column of its own. */
  by?: { breakdown: BreakdownName; item: string }
  /** `ytd`: from the first of January to the end of the period. */
  span?: 'period' | 'ytd'
  /** Changes shown beside the figure. */
  compare?: readonly Comparison[]
  /** The last months as a small line. */
  trend?: true
  /** The place of each row among its siblings instead of the figure: who has `more` or `less` of it is first. */
  rank?: 'more' | 'less'
}

/** Weighted score and rank among the rows. */
export interface ScoreColumn {
  kind: 'score' | 'rank'
  title: string
  group?: string
}

export type Column = MetricColumn | ScoreColumn

/** One indicator of a score: rows are ranked by it, the best gets all of its weight and the last none. */
export interface Indicator {
  metric: MetricId
  part?: Part
  /** Per unit of another metric, so that large and small organisations compare. */
  per?: MetricId
  weight: number
  better: 'more' | 'less'
}

export interface Report {
  id: ReportId
  department: Department
  title: string
  /** What question it answers, for the list. */
  purpose: string
  /** Kinds of rows it can show; the first is the default. */
  rows: readonly RowKind[]
  columns: readonly Column[]
  /** The column that the chart beside the table draws. */
  chart: number
  grains: readonly Grain[]
  /** Of the column of kind `score`. */
  score?: readonly Indicator[]
  /** A remark that belongs under every copy of it. */
  remark?: string
}

const metric = (id: MetricId, rest: Omit<MetricColumn, 'kind' | 'metric'> = {}): MetricColumn => ({
  kind: 'metric',
  metric: id,
  ...rest,
})
const item = (
  id: MetricId,
  breakdown: BreakdownName,
  value: string,
  title: string,
  group: string,
): MetricColumn => metric(id, { by: { breakdown, item: value }, title, group })

const ALL_GRAINS: readonly Grain[] = ['month', 'quarter', 'year', 'week', 'day']
/** Figures of jobs exist per month, and for a quarter or a year as their sum or the last of them. */
const MONTHLY: readonly Grain[] = ['month', 'quarter', 'year']

export const REPORTS: Readonly<Record<ReportId, Report>> = {
  org_entry: {
    id: 'org_entry',
    department: '组织部',
    title: '组织录入情况',
    purpose: '各层级、各下级组织登录系统、完善信息、创建下级的进度',
    rows: ['level', 'children'],
    columns: [
      metric('ORG01', { title: '组织总数' }),
      metric('TRE01', { part: 'numerator', unit: '个', title: '已登录', group: '登录系统' }),
      metric('TRE01', { part: 'rest', unit: '个', title: '未登录', group: '登录系统' }),
      metric('TRE01', { title: '登录率', group: '登录系统' }),
      metric('TRE02', { part: 'numerator', unit: '个', title: '已完整', group: '组织信息' }),
      metric('TRE02', { part: 'rest', unit: '个', title: '未完整', group: '组织信息' }),
      metric('TRE02', { title: '完整率', group: '组织信息' }),
      metric('TRE03', { part: 'numerator', unit: '个', title: '已创建', group: '直属下级' }),
      metric('TRE03', { part: 'rest', unit: '个', title: '未创建', group: '直属下级' }),
      metric('TRE03', { title: '创建率', group: '直属下级' }),
      metric('TRE05'),
    ],
    chart: 3,
    grains: ALL_GRAINS,
    remark: '团支部没有下级组织，不计入“直属下级”。',
  },
  org_structure: {
    id: 'org_structure',
    department: '组织部',
    title: '组织与支部结构',
    purpose: '团组织、团支部的数量、类别与空心、过小、过大的团支部',
    rows: ['children', 'industry_code'],
    columns: [
      metric('ORG01', { compare: ['mom', 'yoy'], trend: true }),
      metric('ORG02', { compare: ['yoy'] }),
      metric('ORG05'),
      item('ORG03', 'org_type', 'committee', '团委', '团委、团工委、团总支'),
      item('ORG03', 'org_type', 'work_committee', '团工委', '团委、团工委、团总支'),
      item('ORG03', 'org_type', 'general_branch', '团总支', '团委、团工委、团总支'),
      metric('ORG08', { title: '空心', group: '须关注的团支部' }),
      metric('ORG11', { title: '空心占比', group: '须关注的团支部', compare: ['yoy'] }),
      metric('ORG09', { title: '不足3人', group: '须关注的团支部' }),
      metric('ORG10', { title: '超50人', group: '须关注的团支部' }),
      metric('ORG14'),
    ],
    chart: 1,
    grains: ALL_GRAINS,
  },
  member_growth: {
    id: 'member_growth',
    department: '组织部',
    title: '团员发展',
    purpose: '团员总数、新发展团员与净增的变化',
    rows: ['children', 'industry_code'],
    columns: [
      metric('MEM01', { compare: ['mom', 'yoy'], trend: true }),
      metric('MEM08'),
      metric('MEM07', { compare: ['mom', 'yoy'], trend: true, group: '新发展团员', title: '本期' }),
      metric('MEM07', { span: 'ytd', compare: ['yoy'], group: '新发展团员', title: '本年累计' }),
      metric('MEM21'),
      metric('MEM02'),
      metric('MEM13'),
    ],
    chart: 0,
    grains: ALL_GRAINS,
  },
  member_composition: {
    id: 'member_composition',
    department: '学校部',
    title: '团员构成',
    purpose: '团员的性别、年龄、学历与职业构成',
    rows: ['children', 'gender', 'age_band', 'education'],
    columns: [
      metric('MEM01'),
      item('MEM01', 'gender', 'male', '男', '性别'),
      item('MEM01', 'gender', 'female', '女', '性别'),
      item('MEM01', 'age_band', '<14', '14岁以下', '年龄'),
      item('MEM01', 'age_band', '14-17', '14–17岁', '年龄'),
      item('MEM01', 'age_band', '18-22', '18–22岁', '年龄'),
      item('MEM01', 'age_band', '23-27', '23–27岁', '年龄'),
      item('MEM01', 'age_band', '≥28', '28岁及以上', '年龄'),
      item('MEM01', 'status_class', 'student', '学生', '职业'),
      item('MEM01', 'status_class', 'working', '在职', '职业'),
      item('MEM01', 'status_class', 'other', '其他', '职业'),
      metric('MEM12', { compare: ['yoy'] }),
      metric('MEM18'),
    ],
    chart: 0,
    grains: ALL_GRAINS,
  },
  dues_collection: {
    id: 'dues_collection',
    department: '组织部',
    title: '团费收缴',
    purpose: '应交、实收与收缴率',
    rows: ['children'],
    columns: [
      metric('DUE01', { title: '应交' }),
      metric('DUE03', { title: '账单已收' }),
      metric('DUE04', { compare: ['mom', 'yoy'], trend: true }),
      metric('DUE02', { title: '实收', compare: ['mom', 'yoy'], trend: true, group: '实收（收付实现制）' }),
      metric('DUE02', { title: '本年累计', span: 'ytd', compare: ['yoy'], group: '实收（收付实现制）' }),
      metric('DUE10', { title: '其中补交', group: '实收（收付实现制）' }),
      metric('DUE11'),
      metric('DUE05', { compare: ['mom'] }),
      metric('DUE04', { rank: 'more', title: '收缴率名次' }),
    ],
    chart: 2,
    grains: MONTHLY,
  },
  dues_arrears: {
    id: 'dues_arrears',
    department: '组织部',
    title: '欠缴账龄',
    purpose: '以前月份未交清的团费欠了多久、涉及多少团员',
    rows: ['children'],
    columns: [
      metric('DUE07', { compare: ['mom'], trend: true }),
      item('DUE07', 'arrears_age', '1', '1个月', '按账龄'),
      item('DUE07', 'arrears_age', '2', '2个月', '按账龄'),
      item('DUE07', 'arrears_age', '3-5', '3–5个月', '按账龄'),
      item('DUE07', 'arrears_age', '6-11', '6–11个月', '按账龄'),
      item('DUE07', 'arrears_age', '≥12', '12个月及以上', '按账龄'),
      metric('DUE06', { compare: ['mom'], group: '团员' }),
      metric('DUE08', { title: '连续欠交3个月', group: '团员' }),
      metric('DUE09', { title: '连续欠交6个月', group: '团员' }),
    ],
    chart: 0,
    grains: MONTHLY,
  },
  dues_retention: {
    id: 'dues_retention',
    department: '组织部',
    title: '团费留存',
    purpose: '各级组织当月留存的团费、代收部分与未分配金额',
    rows: ['children'],
    columns: [
      metric('DUE02', { title: '实收团费', compare: ['yoy'] }),
      metric('RET01', { compare: ['mom', 'yoy'], trend: true, group: '本级留存', title: '合计' }),
      metric('RET02', { group: '本级留存', title: '自身部分' }),
      metric('RET03', { group: '本级留存', title: '代收下级' }),
      metric('RET01', { span: 'ytd', compare: ['yoy'], group: '本级留存', title: '本年累计' }),
      metric('RET04'),
      metric('RET05'),
      metric('RET06', { group: '未分配', title: '合计' }),
      item('RET06', 'unallocated_cause', 'no_right', '无留存权限', '未分配'),
      item('RET06', 'unallocated_cause', 'accounts_invalid', '子账户均无效', '未分配'),
      item('RET06', 'unallocated_cause', 'missing_level', '缺少层级', '未分配'),
      item('RET06', 'unallocated_cause', 'unclaimed', '比例不足', '未分配'),
      item('RET06', 'unallocated_cause', 'rounding', '取整', '未分配'),
    ],
    chart: 1,
    grains: MONTHLY,
    remark: '留存比例为配置值。留存金额按组织分别计算，各下级之和不等于本级。',
  },
  activity: {
    id: 'activity',
    department: '宣传部',
    title: '活动与参与',
    purpose: '活动场次、报名、签到、时长与团员参与率',
    rows: ['children'],
    columns: [
      metric('ACT01', { compare: ['mom', 'yoy'], trend: true }),
      metric('ACT01', { span: 'ytd', compare: ['yoy'], title: '本年累计活动数' }),
      metric('ACT03', { compare: ['yoy'] }),
      metric('ACT05', { compare: ['mom', 'yoy'], trend: true }),
      metric('ACT10'),
      metric('ACT07', { compare: ['mom'] }),
      metric('ACT08', { compare: ['mom', 'yoy'] }),
      metric('ACT12'),
      metric('ACT18', { compare: ['mom'] }),
    ],
    chart: 0,
    grains: MONTHLY,
  },
  city_ranking: {
    id: 'city_ranking',
    department: '办公室',
    title: '城市综合排名',
    purpose: '各市与直属单位按团费收缴、活动、组织健全与团员发展的综合得分，在同类组织中排名',
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
    id: 'data_quality',
    department: '信息中心',
    title: '数据质量',
    purpose: '人员增减平衡、团费留存守恒等恒等式的核对结果，以及各系统之间的比对',
    rows: ['identity', 'children'],
    columns: [
      metric('SYS08', { part: 'denominator', unit: '项', title: '核对项数' }),
      metric('SYS08', { part: 'numerator', unit: '项', title: '通过项数' }),
      metric('SYS09', { title: '差异数' }),
      metric('SYS08', { title: '得分', compare: ['mom'] }),
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
}

/** The report of this id, or undefined for an unknown one. */
export function findReport(id: string): Report | undefined {
  return Object.values(REPORTS).find(report => report.id === id)
}
