import { ACTIVE_BRANCHES, branchesWith, MEMBERS, ORGS, orgsOfType, those } from './figures.ts'
import { defineMetrics, type Measure } from './metric.ts'

const SCHOOL_BRANCHES = those(ACTIVE_BRANCHES, { field: 'is_school_org', in: ['1'] })
const RATED_BRANCHES = those(ACTIVE_BRANCHES, {
  field: 'star_rating',
  in: ['five', 'four', 'three', 'two', 'ungraded'],
})
/** 编制 of the leading organs that filled in both how many there are and how many are taken. */
const staffing = (kind: 'admin' | 'inst', what: 'quota' | 'filled'): Measure => ({
  ...those(
    orgsOfType('leading_organ'),
    { field: `has_${kind}_quota`, in: ['1'] },
    { field: `has_${kind}_filled`, in: ['1'] },
  ),
  aggregate: { sum: `${kind}_${what}` },
})

/** Organisations: how many, of which shape, who leads them. */
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
    lists: ['created_on'],
    definition: '期末没有一名在册团员的团支部数。',
    breakdowns: ['industry_code'],
  },
  ORG09: {
    title: '不足3人团支部数',
    unit: '个',
    measure: branchesWith({ op: '<', than: 3 }),
    lists: ['created_on'],
    definition: '期末在册团员不足 3 人的团支部数，含空心团支部。',
    breakdowns: ['industry_code'],
  },
  ORG10: {
    title: '超50人团支部数',
    unit: '个',
    measure: branchesWith({ op: '>', than: 50 }),
    lists: ['created_on'],
    definition: '期末在册团员超过 50 人的团支部数。',
    breakdowns: ['industry_code'],
  },
  ORG11: {
    title: '空心团支部占比',
    unit: '%',
    comparable: 'less',
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
  ORG06: {
    title: '撤并团组织数',
    unit: '个',
    measure: {
      entity: 'org',
      aggregate: 'count',
      where: [{ field: 'status', in: ['deregistered', 'merged'] }],
      basis: { kind: 'movement', transitions: ['gone'] },
    },
    definition: '期内由正常转为撤销或合并的团组织数，按变更日期计；误录后删除的不计。',
    breakdowns: ['org_type'],
  },
  ORG07: {
    title: '架构不完整组织数',
    unit: '个',
    measure: {
      ...those(orgsOfType('committee', 'work_committee', 'general_branch'), {
        field: 'branches',
        op: '=',
        than: { const: 0 },
      }),
      with: { branches: { of: ACTIVE_BRANCHES, by: 'org_id', reach: 'subtree' } },
    },
    lists: ['created_on'],
    definition: '期末本级及全部下级中没有一个正常团支部的团委、团工委、团总支数。',
    breakdowns: ['org_type', 'level'],
  },
  ORG12: {
    title: '未配书记组织数',
    unit: '个',
    measure: those(ORGS, { field: 'secretary_key', is: 'unknown' }),
    definition: '团组织总数中没有登记书记的数量。',
    breakdowns: ['org_type'],
  },
  ORG15: {
    title: '学校领域团组织占比',
    unit: '%',
    ratio: { numerator: those(ORGS, { field: 'is_school_org', in: ['1'] }), denominator: ORGS },
    definition: '登记为学校组织的团组织数 ÷ 团组织总数。',
    breakdowns: [],
  },
  ORG16: {
    title: '行政编制配备率',
    unit: '%',
    ratio: { numerator: staffing('admin', 'filled'), denominator: staffing('admin', 'quota') },
    definition:
      '团的领导机关行政编制实际配备数之和 ÷ 行政编制数之和；两个数有一个未填报的不计，填报为 0 的照计。',
    breakdowns: ['level'],
  },
  ORG17: {
    title: '事业编制配备率',
    unit: '%',
    ratio: { numerator: staffing('inst', 'filled'), denominator: staffing('inst', 'quota') },
    definition:
      '团的领导机关事业编制实际配备数之和 ÷ 事业编制数之和；两个数有一个未填报的不计，填报为 0 的照计。',
    breakdowns: ['level'],
  },
  ORG18: {
    title: '学校支部毕业年份填报率',
    unit: '%',
    ratio: {
      numerator: those(SCHOOL_BRANCHES, { field: 'grad_year', notIn: ['0'] }),
      denominator: SCHOOL_BRANCHES,
    },
    definition: '填报了毕业年份的学校团支部数 ÷ 学校团支部数（登记为学校组织的团支部）。',
    breakdowns: [],
  },
  ORG19: {
    title: '五星、四星支部占比',
    unit: '%',
    ratio: {
      numerator: those(ACTIVE_BRANCHES, { field: 'star_rating', in: ['five', 'four'] }),
      denominator: RATED_BRANCHES,
    },
    definition: '最近一次对标定级为五星或四星的团支部数 ÷ 已定级的团支部数。',
    breakdowns: [],
  },
})
