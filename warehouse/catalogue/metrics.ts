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
  | 'MEM01'
  | 'MEM02'
  | 'MEM07'
  | 'MEM08'
  | 'MEM12'
  | 'MEM18'
  | 'DUE01'
  | 'DUE02'
  | 'DUE03'
  | 'DUE04'
  | 'ACT01'
  | 'ACT02'
  | 'ACT03'
  | 'ACT05'

/**
 * Attributes a figure may be broken down by. `field` is a column of the log, `org` an attribute of the owning
 * organisation in `dim_org`, `age` the band of completed years on the day asked about.
 */
export type BreakdownName =
  | 'org_type'
  | 'industry_code'
  | 'region_code'
  | 'school_stage'
  | 'level'
  | 'gender'
  | 'age_band'
  | 'education'
  | 'status_class'
  | 'payer_class'
  | 'channel'
  | 'category'
  | 'kind'
  | 'method'

export interface Condition {
  field: string
  in: readonly string[]
}

/** Which rows of a log a figure sums, and by which date. */
export interface Figure {
  entity: EntityName
  /** `count`: sum(sign). A field name: sum(sign × field). */
  measure: 'count' | 'amount_due_fen' | 'amount_fen'
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

/** Organisations counted by a figure of their own: those of `of` for which the sum of `inner` is below `below`. */
export interface GroupFigure {
  of: Figure
  inner: Figure
  below: number
}

interface MetricBase {
  id: MetricId
  title: string
  unit: '个' | '人' | '%' | '元' | '场' | '人次'
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
  numerator: Figure
  denominator: Figure
}
export interface GroupCount extends MetricBase {
  kind: 'group'
  groups: GroupFigure
}
export type Metric = StockOrFlow | Ratio | GroupCount

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
  where: [{ field: 'status', in: ['active'] }],
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
    definition: '期内成立的团组织数，按成立日期计。',
    breakdowns: ['org_type'],
    suppression: 'none',
  },
  {
    id: 'ORG08',
    title: '空心团支部数',
    unit: '个',
    kind: 'group',
    groups: { of: orgsOfType('branch'), inner: MEMBERS, below: 1 },
    definition: '期末没有一名在册团员的团支部数。',
    breakdowns: ['industry_code'],
    suppression: 'none',
  },
  {
    id: 'MEM01',
    title: '团员总数',
    unit: '人',
    kind: 'stock',
    figure: MEMBERS,
    definition: '期末状态为正常的团员数。',
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
    definition: '期内首次成为团员的人数，按入团日期计；恢复团籍不计入。',
    breakdowns: ['industry_code', 'school_stage'],
    suppression: 'person',
  },
  {
    id: 'MEM08',
    title: '团员净增数',
    unit: '人',
    kind: 'flow',
    figure: { ...MEMBERS, basis: { kind: 'change' } },
    definition: '期末团员总数减期初团员总数。',
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
    definition: '账单月份在期内的应交金额合计，按出账时所在团支部计；作废账单不计。',
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
    definition: '期内发布的活动场次，按发布日期计。',
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
    definition: '期内提交的活动报名人次，计入主办组织。',
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
]

export const METRICS: ReadonlyMap<MetricId, Metric> = new Map(LIST.map(metric => [metric.id, metric]))

/** The metric of this id, or undefined for an unknown one. */
export function findMetric(id: string): Metric | undefined {
  return LIST.find(metric => metric.id === id)
}

/** The figures a metric is made of, in a fixed order: one, or numerator and denominator. */
export function figuresOf(metric: Metric): readonly (Figure | GroupFigure)[] {
  if (metric.kind === 'ratio') return [metric.numerator, metric.denominator]
  if (metric.kind === 'group') return [metric.groups]
  return [metric.figure]
}

export function isGroupFigure(figure: Figure | GroupFigure): figure is GroupFigure {
  return 'inner' in figure
}
