import { ABOVE_BRANCHES, ACTIVE_BRANCHES, branchesWith, MEMBERS, ORGS, orgsOfType, those } from './figures.ts'
import { defineMetrics } from './metric.ts'

// a branch has nothing to create below itself
const TREE_DONE = those(
  ORGS,
  {
    all: [
      { field: 'is_logged_in', in: ['1'] },
      { field: 'is_info_complete', in: ['1'] },
    ],
  },
  {
    any: [
      { field: 'org_type', in: ['branch'] },
      { field: 'is_children_created', in: ['1'] },
    ],
  },
)

/** Organisations, and how far they are entered. */
export const ORGANISATION_METRICS = defineMetrics({
  ORG01: {
    title: '团组织总数',
    unit: '个',
    measure: ORGS,
    definition: '期末状态为正常的团组织数，含本级及全部下级。',
    breakdowns: ['level', 'org_type', 'industry_code', 'region_code'],
  },
  ORG02: {
    title: '已建团支部数',
    unit: '个',
    measure: orgsOfType('branch'),
    definition: '团组织总数中组织类别为团支部的数量。',
    breakdowns: ['industry_code', 'region_code'],
  },
  ORG03: {
    title: '团委、团工委、团总支数',
    unit: '个',
    measure: orgsOfType('committee', 'work_committee', 'general_branch'),
    definition: '团组织总数中组织类别为团委、团工委或团总支的数量，可按类别分列。',
    breakdowns: ['org_type'],
  },
  ORG04: {
    title: '直属下级组织数',
    unit: '个',
    measure: { ...ORGS, reach: 'children' },
    definition: '上级组织为本组织、状态正常的团组织数，不含更下级。',
    breakdowns: ['org_type'],
  },
  ORG05: {
    title: '新建团组织数',
    unit: '个',
    measure: {
      entity: 'org',
      aggregate: 'count',
      where: [],
      basis: { kind: 'movement', transitions: ['enter'] },
    },
    definition: '期内成立的团组织数，按成立日期计；成立日期不详的不计入。',
    breakdowns: ['org_type'],
  },
  ORG08: {
    title: '空心团支部数',
    unit: '个',
    measure: branchesWith({ op: '=', than: 0 }),
    definition: '期末没有一名在册团员的团支部数。',
    breakdowns: ['industry_code'],
  },
  ORG09: {
    title: '不足3人团支部数',
    unit: '个',
    measure: branchesWith({ op: '<', than: 3 }),
    definition: '期末在册团员不足 3 人的团支部数，含空心团支部。',
    breakdowns: ['industry_code'],
  },
  ORG10: {
    title: '超50人团支部数',
    unit: '个',
    measure: branchesWith({ op: '>', than: 50 }),
    definition: '期末在册团员超过 50 人的团支部数。',
    breakdowns: ['industry_code'],
  },
  ORG11: {
    title: '空心团支部占比',
    unit: '%',
    ratio: { numerator: branchesWith({ op: '=', than: 0 }), denominator: ACTIVE_BRANCHES },
    definition: '空心团支部数 ÷ 已建团支部数。',
    breakdowns: [],
  },
  ORG14: {
    title: '支部平均团员数',
    unit: '人/个',
    ratio: { numerator: MEMBERS, denominator: ACTIVE_BRANCHES },
    definition: '团员总数 ÷ 已建团支部数。',
    breakdowns: [],
  },
  TRE01: {
    title: '已登录系统组织率',
    unit: '%',
    ratio: { numerator: those(ORGS, { field: 'is_logged_in', in: ['1'] }), denominator: ORGS },
    definition: '管理员登录过系统的团组织数 ÷ 团组织总数。',
    breakdowns: ['level', 'org_type', 'industry_code'],
  },
  TRE02: {
    title: '组织信息完整率',
    unit: '%',
    ratio: { numerator: those(ORGS, { field: 'is_info_complete', in: ['1'] }), denominator: ORGS },
    definition: '组织信息完整（必填项、书记及其手机号均已录入）的团组织数 ÷ 团组织总数。',
    breakdowns: ['level', 'org_type', 'industry_code'],
  },
  TRE03: {
    title: '已创建直属下级率',
    unit: '%',
    ratio: {
      numerator: those(ABOVE_BRANCHES, { field: 'is_children_created', in: ['1'] }),
      denominator: ABOVE_BRANCHES,
    },
    definition: '已创建直属下级组织的团组织数 ÷ 团组织总数；团支部没有下级，不计。',
    breakdowns: ['level', 'org_type', 'industry_code'],
  },
  TRE05: {
    title: '组织树任务完成率',
    unit: '%',
    ratio: { numerator: TREE_DONE, denominator: ORGS },
    definition:
      '已完成本级各项建树任务的团组织数 ÷ 团组织总数：团支部为登录系统、信息完整两项，其他组织还包括创建直属下级。',
    breakdowns: ['level', 'org_type', 'industry_code'],
  },
})
