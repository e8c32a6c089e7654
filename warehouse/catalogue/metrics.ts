import type { MetricUnit } from '../contract/unit.ts'
import type { EntityName } from './entities.ts'

/**
 * Catalogue, list 2: every number the product shows. One entry is the only definition of its number; wall, API, workbook
 * and mail all ask the query builder for it by id.
 */

export type MetricId =
  | 'ORG01'
  | 'ORG02'
  | 'ORG03'
  | 'ORG04'
  | 'ORG05'
  | 'ORG08'
  | 'ORG09'
  | 'ORG10'
  | 'ORG11'
  | 'ORG14'
  | 'TRE01'
  | 'TRE02'
  | 'TRE03'
  | 'MEM01'
  | 'MEM02'
  | 'MEM07'
  | 'MEM08'
  | 'MEM12'
  | 'MEM13'
  | 'MEM18'
  | 'DUE01'
  | 'DUE02'
  | 'DUE03'
  | 'DUE04'
  | 'DUE06'
  | 'DUE07'
  | 'DUE08'
  | 'DUE09'
  | 'DUE10'
  | 'DUE11'
  | 'RET01'
  | 'RET02'
  | 'RET03'
  | 'RET04'
  | 'RET05'
  | 'RET06'
  | 'ACT01'
  | 'ACT02'
  | 'ACT03'
  | 'ACT05'
  | 'ACT07'
  | 'ACT08'
  | 'ACT10'
  | 'SYS08'
  | 'SYS09'
  | 'SYS11'
  | 'SYS12'
  | 'SYS13'
  | 'SYS14'
  | 'SYS15'
  | 'SYS16'

/**
 * Attributes a figure may be broken down by. `field` is a column of the log, `org` an attribute of the owning
 * organisation in `dim_org`, `age` the band of completed years on the day asked about.
 */
export const BREAKDOWN_NAMES = [
  'org_type',
  'industry_code',
  'region_code',
  'school_stage',
  'level',
  'gender',
  'age_band',
  'education',
  'status_class',
  'payer_class',
  'channel',
  'category',
  'kind',
  'method',
  'arrears_age',
  'unallocated_cause',
  'identity',
  'difference',
  'unmapped_cause',
] as const
export type BreakdownName = (typeof BREAKDOWN_NAMES)[number]

export interface Condition {
  field: string
  in: readonly string[]
}

/** Which rows of a log a figure sums, and by which date. */
export interface Figure {
  entity: EntityName
  /** `count`: sum(sign). A field name: sum(sign × field). */
  measure: 'count' | 'amount_due_fen' | 'amount_fen' | 'activity_minutes'
  where: readonly Condition[]
  /**
   * - `state`: a stock; everything whose effective day is not after the day asked about
   * - `change`: what a stock gained in the period, by effective day
   * - `movement`: transitions in the period, by effective day
   * - `business`: facts in the period, by a date field of theirs; a deleted fact is gone as if it never was
   */
  basis:
    | { kind: 'state' }
    | { kind: 'change' }
    | { kind: 'movement'; transitions: readonly string[] }
    | { kind: 'business'; field: string }
  /** `subtree` (default): everything below an organisation. `children`: only its direct children. */
  reach?: 'children'
}

/** Organisations counted by a figure of their own: those of `of` for which the sum of `inner` is from `least` to `most`. */
export interface GroupFigure {
  of: Figure
  inner: Figure
  least: number
  most: number
}

interface MetricBase {
  id: MetricId
  title: string
  unit: MetricUnit
  /** How it is computed, for the people who read it. */
  definition: string
  breakdowns: readonly BreakdownName[]
  /** `person`: a count of persons; a breakdown by a personal attribute is suppressed below the channel's k. */
  suppression: 'none' | 'person'
}

export interface StockOrFlow extends MetricBase {
  kind: 'stock' | 'flow'
  figure: Figure
}
export interface Ratio extends MetricBase {
  kind: 'ratio'
  numerator: Figure | GroupFigure
  denominator: Figure
}
export interface GroupCount extends MetricBase {
  kind: 'group'
  groups: GroupFigure
}
/**
 * What no sum of signed rows can tell (distinct people, the state of single bills, the split of the dues): a job writes it
 * per organisation and month into `app.ads_org_measure`, at the end of the month or, while it runs, of the day before.
 */
export interface Computed extends MetricBase {
  kind: 'computed'
  job: MeasureJob
  /**
   * What several months are: the sum of them, the last one, or of persons who count once a figure of its own, which the job
   * writes with the last month for its quarter and its year so far.
   */
  over: 'sum' | 'last' | 'distinct'
  /** Its value is numerator ÷ denominator; otherwise the numerator alone. */
  isRatio: boolean
}
export type Metric = StockOrFlow | Ratio | GroupCount | Computed

/** Jobs that write computed metrics. */
export type MeasureJob = 'arrears' | 'retention' | 'participation' | 'quality'

const ORGS: Figure = {
  entity: 'org',
  measure: 'count',
  where: [{ field: 'status', in: ['active'] }],
  basis: { kind: 'state' },
}
const orgsOfType = (...types: string[]): Figure => ({
  ...ORGS,
  where: [...ORGS.where, { field: 'org_type', in: types }],
})
const MEMBERS: Figure = {
  entity: 'member',
  measure: 'count',
  // who is being transferred has left nowhere yet: without him the stock would not be what came and went
  where: [{ field: 'status', in: ['active', 'transferring'] }],
  basis: { kind: 'state' },
}
const membersWith = (field: string, ...values: string[]): Figure => ({
  ...MEMBERS,
  where: [...MEMBERS.where, { field, in: values }],
})
const BILLED: Figure = {
  entity: 'dues_bill',
  measure: 'amount_due_fen',
  where: [{ field: 'status', in: ['open', 'paid', 'overdue', 'exempt'] }],
  basis: { kind: 'business', field: 'bill_month' },
}
const ACTIVE_BRANCHES: Figure = orgsOfType('branch')
const membersPerBranch = (least: number, most: number): GroupFigure => ({
  of: ACTIVE_BRANCHES,
  inner: MEMBERS,
  least,
  most,
})
const ENTERED = (flag: string, of: Figure = ORGS): Figure => ({
  ...of,
  where: [...of.where, { field: flag, in: ['1'] }],
})
// whoever may have organisations below itself
const ABOVE_BRANCHES = orgsOfType('leading_organ', 'committee', 'work_committee', 'general_branch')
const PAYMENTS: Figure = {
  entity: 'dues_payment',
  measure: 'count',
  where: [],
  basis: { kind: 'business', field: 'paid_on' },
}
const COLLECTED_ON_BILLS: Figure = {
  entity: 'dues_payment',
  measure: 'amount_fen',
  where: [],
  basis: { kind: 'business', field: 'bill_month' },
}

const LIST: readonly Metric[] = [
  {
    id: 'ORG01',
    title: '团组织总数',
    unit: '个',
    kind: 'stock',
    figure: ORGS,
    definition: '期末状态为正常的团组织数，含本级及全部下级。',
    breakdowns: ['level', 'org_type', 'industry_code', 'region_code'],
    suppression: 'none',
  },
  {
    id: 'ORG02',
    title: '已建团支部数',
    unit: '个',
    kind: 'stock',
    figure: orgsOfType('branch'),
    definition: '团组织总数中组织类别为团支部的数量。',
    breakdowns: ['industry_code', 'region_code'],
    suppression: 'none',
  },
  {
    id: 'ORG03',
    title: '团委、团工委、团总支数',
    unit: '个',
    kind: 'stock',
    figure: orgsOfType('committee', 'work_committee', 'general_branch'),
    definition: '团组织总数中组织类别为团委、团工委或团总支的数量，可按类别分列。',
    breakdowns: ['org_type'],
    suppression: 'none',
  },
  {
    id: 'ORG04',
    title: '直属下级组织数',
    unit: '个',
    kind: 'stock',
    figure: { ...ORGS, reach: 'children' },
    definition: '上级组织为本组织、状态正常的团组织数，不含更下级。',
    breakdowns: ['org_type'],
    suppression: 'none',
  },
  {
    id: 'ORG05',
    title: '新建团组织数',
    unit: '个',
    kind: 'flow',
    figure: {
      entity: 'org',
      measure: 'count',
      where: [],
      basis: { kind: 'movement', transitions: ['enter'] },
    },
    definition: '期内成立的团组织数，按成立日期计；成立日期不详的不计入。',
    breakdowns: ['org_type'],
    suppression: 'none',
  },
  {
    id: 'ORG08',
    title: '空心团支部数',
    unit: '个',
    kind: 'group',
    groups: membersPerBranch(0, 0),
    definition: '期末没有一名在册团员的团支部数。',
    breakdowns: ['industry_code'],
    suppression: 'none',
  },
  {
    id: 'ORG09',
    title: '不足3人团支部数',
    unit: '个',
    kind: 'group',
    groups: membersPerBranch(0, 2),
    definition: '期末在册团员不足 3 人的团支部数，含空心团支部。',
    breakdowns: ['industry_code'],
    suppression: 'none',
  },
  {
    id: 'ORG10',
    title: '超50人团支部数',
    unit: '个',
    kind: 'group',
    groups: membersPerBranch(51, Number.MAX_SAFE_INTEGER),
    definition: '期末在册团员超过 50 人的团支部数。',
    breakdowns: ['industry_code'],
    suppression: 'none',
  },
  {
    id: 'ORG11',
    title: '空心团支部占比',
    unit: '%',
    kind: 'ratio',
    numerator: membersPerBranch(0, 0),
    denominator: ACTIVE_BRANCHES,
    definition: '空心团支部数 ÷ 已建团支部数。',
    breakdowns: [],
    suppression: 'none',
  },
  {
    id: 'ORG14',
    title: '支部平均团员数',
    unit: '人/个',
    kind: 'ratio',
    numerator: MEMBERS,
    denominator: ACTIVE_BRANCHES,
    definition: '团员总数 ÷ 已建团支部数。',
    breakdowns: [],
    suppression: 'none',
  },
  {
    id: 'TRE01',
    title: '已登录系统组织率',
    unit: '%',
    kind: 'ratio',
    numerator: ENTERED('is_logged_in'),
    denominator: ORGS,
    definition: '管理员登录过系统的团组织数 ÷ 团组织总数。',
    breakdowns: ['level', 'org_type', 'industry_code'],
    suppression: 'none',
  },
  {
    id: 'TRE02',
    title: '组织信息完整率',
    unit: '%',
    kind: 'ratio',
    numerator: ENTERED('is_info_complete'),
    denominator: ORGS,
    definition: '组织信息完整（必填项、书记及其手机号均已录入）的团组织数 ÷ 团组织总数。',
    breakdowns: ['level', 'org_type', 'industry_code'],
    suppression: 'none',
  },
  {
    id: 'TRE03',
    title: '已创建直属下级率',
    unit: '%',
    kind: 'ratio',
    numerator: ENTERED('is_children_created', ABOVE_BRANCHES),
    denominator: ABOVE_BRANCHES,
    definition: '已创建直属下级组织的团组织数 ÷ 团组织总数；团支部没有下级，不计。',
    breakdowns: ['level', 'org_type', 'industry_code'],
    suppression: 'none',
  },
  {
    id: 'MEM01',
    title: '团员总数',
    unit: '人',
    kind: 'stock',
    figure: MEMBERS,
    definition: '期末状态为正常或转接中的团员数，转接中的计在记录所在的团支部；所在团支部已注销的照计。',
    breakdowns: ['gender', 'age_band', 'education', 'status_class', 'industry_code', 'region_code'],
    suppression: 'person',
  },
  {
    id: 'MEM02',
    title: '已报到团员数',
    unit: '人',
    kind: 'stock',
    figure: membersWith('report_status', 'approved'),
    definition: '团员总数中报到审核通过的人数。',
    breakdowns: ['region_code'],
    suppression: 'person',
  },
  {
    id: 'MEM07',
    title: '新发展团员数',
    unit: '人',
    kind: 'flow',
    figure: {
      entity: 'member',
      measure: 'count',
      where: [],
      basis: { kind: 'movement', transitions: ['enter'] },
    },
    definition:
      '期内首次成为团员的人数，按入团日期计，此后转出或离团的照计；入团日期不详、首次采集时已离团的和恢复团籍的不计入。',
    breakdowns: ['industry_code', 'school_stage'],
    suppression: 'person',
  },
  {
    id: 'MEM08',
    title: '团员净增数',
    unit: '人',
    kind: 'flow',
    figure: { ...MEMBERS, basis: { kind: 'change' } },
    definition: '期末团员总数减期初团员总数，含转接中的团员，与人员增减平衡的核对同一口径。',
    breakdowns: [],
    suppression: 'person',
  },
  {
    id: 'MEM12',
    title: '学生团员占比',
    unit: '%',
    kind: 'ratio',
    numerator: membersWith('payer_class', 'student'),
    denominator: MEMBERS,
    definition: '交费类别为学生的团员数 ÷ 团员总数。',
    breakdowns: [],
    suppression: 'person',
  },
  {
    id: 'MEM13',
    title: '流动团员数',
    unit: '人',
    kind: 'stock',
    figure: membersWith('is_floating', '1'),
    definition: '团员总数中登记为流动团员的人数。',
    breakdowns: [],
    suppression: 'person',
  },
  {
    id: 'MEM18',
    title: '保留团籍党员数',
    unit: '人',
    kind: 'stock',
    figure: membersWith('political_status', 'party_member', 'probationary_party_member'),
    definition: '团员总数中政治面貌为中共党员或预备党员的人数。',
    breakdowns: [],
    suppression: 'person',
  },
  {
    id: 'DUE01',
    title: '当月应交团费',
    unit: '元',
    kind: 'flow',
    figure: BILLED,
    definition: '账单月份在期内的应交金额合计，含已免交的账单，按出账时所在团支部计；作废账单不计。',
    breakdowns: ['payer_class'],
    suppression: 'none',
  },
  {
    id: 'DUE02',
    title: '当月实收团费',
    unit: '元',
    kind: 'flow',
    figure: {
      entity: 'dues_payment',
      measure: 'amount_fen',
      where: [],
      basis: { kind: 'business', field: 'paid_on' },
    },
    definition: '期内实际交纳的团费合计（收付实现制，含补交以前月份）；退款不计。',
    breakdowns: ['channel'],
    suppression: 'none',
  },
  {
    id: 'DUE03',
    title: '当月账单已收',
    unit: '元',
    kind: 'flow',
    figure: COLLECTED_ON_BILLS,
    definition: '账单月份在期内的账单截至目前已收的金额，不论何时交纳。',
    breakdowns: [],
    suppression: 'none',
  },
  {
    id: 'DUE04',
    title: '团费收缴率',
    unit: '%',
    kind: 'ratio',
    numerator: COLLECTED_ON_BILLS,
    denominator: BILLED,
    definition: '当月账单已收 ÷ 当月应交团费。',
    breakdowns: [],
    suppression: 'none',
  },
  {
    id: 'DUE06',
    title: '欠交团员数',
    unit: '人',
    kind: 'computed',
    job: 'arrears',
    over: 'last',
    isRatio: false,
    definition:
      '期末有以前月份（不含当月）未交清账单的团员数，一人只计一次；免交和作废的账单不计，账单与退款按期末时的情况，按出账时所在团支部计。只计组织树中的团组织。',
    breakdowns: ['arrears_age'],
    suppression: 'none',
  },
  {
    id: 'DUE07',
    title: '欠交金额',
    unit: '元',
    kind: 'computed',
    job: 'arrears',
    over: 'last',
    isRatio: false,
    definition:
      '期末以前月份（不含当月）账单的应交减已收；免交和作废的账单不计，账单与退款按期末时的情况，按出账时所在团支部计。只计组织树中的团组织。',
    breakdowns: ['arrears_age'],
    suppression: 'none',
  },
  {
    id: 'DUE08',
    title: '连续欠交3个月团员数',
    unit: '人',
    kind: 'computed',
    job: 'arrears',
    over: 'last',
    isRatio: false,
    definition:
      '期末前最近 3 个月的账单均未交清的团员数，免交和作废的账单不计；按其中最近一个月出账时所在团支部计。只计组织树中的团组织。',
    breakdowns: [],
    suppression: 'none',
  },
  {
    id: 'DUE09',
    title: '连续欠交6个月团员数',
    unit: '人',
    kind: 'computed',
    job: 'arrears',
    over: 'last',
    isRatio: false,
    definition:
      '期末前最近 6 个月的账单均未交清的团员数（团章：连续六个月不交团费，视为自行脱团），免交和作废的账单不计；按其中最近一个月出账时所在团支部计。只计组织树中的团组织。',
    breakdowns: [],
    suppression: 'none',
  },
  {
    id: 'DUE10',
    title: '补交金额',
    unit: '元',
    kind: 'flow',
    figure: { ...PAYMENTS, measure: 'amount_fen', where: [{ field: 'is_backpay', in: ['1'] }] },
    definition: '期内实收团费中补交以前月份账单的金额。',
    breakdowns: [],
    suppression: 'none',
  },
  {
    id: 'DUE11',
    title: '代交笔数占比',
    unit: '%',
    kind: 'ratio',
    numerator: { ...PAYMENTS, where: [{ field: 'is_proxy', in: ['1'] }] },
    denominator: PAYMENTS,
    definition: '期内由同支部其他团员代交的笔数 ÷ 交费笔数。',
    breakdowns: [],
    suppression: 'none',
  },
  {
    id: 'RET01',
    title: '本级团费留存金额',
    unit: '元',
    kind: 'computed',
    job: 'retention',
    over: 'sum',
    isRatio: false,
    definition:
      '本级当月实收团费 × 本级留存比例，加上有留存权限但子账户无效的直属下级当月实收团费 × 直属下级留存比例。比例为配置值。',
    breakdowns: [],
    suppression: 'none',
  },
  {
    id: 'RET02',
    title: '本级留存（自身部分）',
    unit: '元',
    kind: 'computed',
    job: 'retention',
    over: 'sum',
    isRatio: false,
    definition:
      '本级当月实收团费（含全部下级）× 本级留存比例；本级无留存权限或子账户无效时为 0。基层组织上下都有留存权限的，只由最上一级留存。',
    breakdowns: [],
    suppression: 'none',
  },
  {
    id: 'RET03',
    title: '代收下级留存部分',
    unit: '元',
    kind: 'computed',
    job: 'retention',
    over: 'sum',
    isRatio: false,
    definition:
      '有留存权限但子账户无效的直属下级，其留存记入本级的部分；本级子账户也无效时为 0，这部分未分配。',
    breakdowns: [],
    suppression: 'none',
  },
  {
    id: 'RET04',
    title: '直属下级留存合计',
    unit: '元',
    kind: 'computed',
    job: 'retention',
    over: 'sum',
    isRatio: false,
    definition: '直属下级的本级团费留存金额合计。',
    breakdowns: [],
    suppression: 'none',
  },
  {
    id: 'RET05',
    title: '子账户无效组织数',
    unit: '个',
    kind: 'stock',
    figure: {
      ...ORGS,
      where: [
        ...ORGS.where,
        { field: 'has_retention_right', in: ['1'] },
        { field: 'sub_account_status', in: ['invalid', 'none', ''] },
      ],
    },
    definition: '有留存团费权限但子账户无效（含未开立、不详）的团组织数。',
    breakdowns: [],
    suppression: 'none',
  },
  {
    id: 'RET06',
    title: '未分配团费',
    unit: '元',
    kind: 'computed',
    job: 'retention',
    over: 'sum',
    isRatio: false,
    definition:
      '实收团费中没有组织留存的部分，按原因列明：无留存权限、本级与上级子账户均无效、缺少层级、比例合计不足、取整。',
    breakdowns: ['unallocated_cause'],
    suppression: 'none',
  },
  {
    id: 'ACT01',
    title: '发布活动数',
    unit: '场',
    kind: 'flow',
    figure: {
      entity: 'activity',
      measure: 'count',
      where: [],
      basis: { kind: 'business', field: 'published_on' },
    },
    definition: '期内发布的活动场次，按发布日期计；此后取消的照计。',
    breakdowns: ['category', 'kind'],
    suppression: 'none',
  },
  {
    id: 'ACT02',
    title: '进行中活动数',
    unit: '场',
    kind: 'stock',
    figure: {
      entity: 'activity',
      measure: 'count',
      where: [{ field: 'status', in: ['signing_up', 'running'] }],
      basis: { kind: 'state' },
    },
    definition: '期末处于报名中或进行中的活动场次。',
    breakdowns: ['category'],
    suppression: 'none',
  },
  {
    id: 'ACT03',
    title: '报名人次',
    unit: '人次',
    kind: 'flow',
    figure: {
      entity: 'signup',
      measure: 'count',
      where: [],
      basis: { kind: 'business', field: 'submitted_on' },
    },
    definition: '期内提交的活动报名人次，未通过和已取消的照计，计入主办组织。',
    breakdowns: [],
    suppression: 'none',
  },
  {
    id: 'ACT05',
    title: '签到人次',
    unit: '人次',
    kind: 'flow',
    figure: {
      entity: 'checkin',
      measure: 'count',
      where: [],
      basis: { kind: 'business', field: 'checked_on' },
    },
    definition: '期内活动签到人次，计入主办组织。',
    breakdowns: ['method'],
    suppression: 'none',
  },
  {
    id: 'ACT07',
    title: '参与活动团员数',
    unit: '人',
    kind: 'computed',
    job: 'participation',
    over: 'distinct',
    isRatio: false,
    definition:
      '期内至少签到一次的团员数，一人在整个期内（月、季、年）只计一次；按签到时所在团支部计，只计组织树中的团组织。',
    breakdowns: [],
    suppression: 'none',
  },
  {
    id: 'ACT08',
    title: '团员活动参与率',
    unit: '%',
    kind: 'computed',
    job: 'participation',
    over: 'distinct',
    isRatio: true,
    definition: '期内参与活动团员数 ÷ 期末团员总数。',
    breakdowns: [],
    suppression: 'person',
  },
  {
    id: 'ACT10',
    title: '活动时长总计',
    unit: '小时',
    kind: 'flow',
    figure: {
      entity: 'checkin',
      measure: 'activity_minutes',
      where: [],
      basis: { kind: 'business', field: 'checked_on' },
    },
    definition: '期内活动签到记录的活动时长合计，计入主办组织。',
    breakdowns: [],
    suppression: 'none',
  },
  {
    id: 'SYS08',
    title: '数据质量得分',
    unit: '%',
    kind: 'computed',
    job: 'quality',
    over: 'last',
    isRatio: true,
    definition: '通过的核对项数 ÷ 核对项数。',
    breakdowns: ['identity'],
    suppression: 'none',
  },
  {
    id: 'SYS09',
    title: '对账差异数',
    unit: '项',
    kind: 'computed',
    job: 'quality',
    over: 'last',
    isRatio: false,
    definition: '核对恒等式（人员增减平衡、团费留存守恒等）中左右两边不等的项数。',
    breakdowns: ['identity'],
    suppression: 'none',
  },
  {
    id: 'SYS11',
    title: '其他系统未见团员数',
    unit: '人',
    kind: 'computed',
    job: 'quality',
    over: 'last',
    isRatio: false,
    definition: '期末计数系统有、其他系统没有的团员数，按身份证号假名对应；只比对其他系统也有的团组织。',
    breakdowns: [],
    suppression: 'none',
  },
  {
    id: 'SYS12',
    title: '仅其他系统有的团员数',
    unit: '人',
    kind: 'computed',
    job: 'quality',
    over: 'last',
    isRatio: false,
    definition: '期末不计数的系统有、计数系统没有的团员数，按身份证号假名对应；这些团员不计入团员总数。',
    breakdowns: [],
    suppression: 'none',
  },
  {
    id: 'SYS13',
    title: '系统间信息不一致团员数',
    unit: '人',
    kind: 'computed',
    job: 'quality',
    over: 'last',
    isRatio: false,
    definition: '期末两边系统都有，但团员状态、所在团支部、出生年月或入团日期不同的团员数，一人只计一次。',
    breakdowns: ['difference'],
    suppression: 'none',
  },
  {
    id: 'SYS14',
    title: '同时在多个组织团员数',
    unit: '人',
    kind: 'computed',
    job: 'quality',
    over: 'last',
    isRatio: false,
    definition:
      '期末在两个及以上团组织同时计为在册的团员数，按身份证号假名对应；同一身份证号在各组织各计一次，在上级只计一次。',
    breakdowns: [],
    suppression: 'none',
  },
  {
    id: 'SYS15',
    title: '未对应团组织数',
    unit: '个',
    kind: 'computed',
    job: 'quality',
    over: 'last',
    isRatio: false,
    definition:
      '不计数的系统有、而计数系统没有对应组织的团组织数（未设别名、别名无对应、别名失效），其数据不计入任何指标。',
    breakdowns: ['unmapped_cause'],
    suppression: 'none',
  },
  {
    id: 'SYS16',
    title: '未对应组织团员数',
    unit: '人',
    kind: 'computed',
    job: 'quality',
    over: 'last',
    isRatio: false,
    definition: '期末未对应团组织中的团员数；这些团员不计入团员总数。',
    breakdowns: ['unmapped_cause'],
    suppression: 'none',
  },
]

export const METRICS: ReadonlyMap<MetricId, Metric> = new Map(LIST.map(metric => [metric.id, metric]))

/** The metric of this id, or undefined for an unknown one. */
export function findMetric(id: string): Metric | undefined {
  return LIST.find(metric => metric.id === id)
}

/** The figures a metric sums from the logs, in a fixed order: one, numerator and denominator, or none if it is computed. */
export function figuresOf(metric: Metric): readonly (Figure | GroupFigure)[] {
  if (metric.kind === 'ratio') return [metric.numerator, metric.denominator]
  if (metric.kind === 'group') return [metric.groups]
  if (metric.kind === 'computed') return []
  return [metric.figure]
}

export function isGroupFigure(figure: Figure | GroupFigure): figure is GroupFigure {
  return 'inner' in figure
}
