import { MEMBERS, membersWith } from './figures.ts'
import { defineMetrics } from './metric.ts'

/** Members. */
export const MEMBER_METRICS = defineMetrics({
  MEM01: {
    title: '团员总数',
    unit: '人',
    kind: 'stock',
    figure: MEMBERS,
    definition: '期末状态为正常或转接中的团员数，转接中的计在记录所在的团支部；所在团支部已注销的照计。',
    breakdowns: ['gender', 'age_band', 'education', 'status_class', 'industry_code', 'region_code'],
    suppression: 'person',
  },
  MEM02: {
    title: '已报到团员数',
    unit: '人',
    kind: 'stock',
    figure: membersWith('report_status', 'approved'),
    definition: '团员总数中报到审核通过的人数。',
    breakdowns: ['region_code'],
    suppression: 'person',
  },
  MEM07: {
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
  MEM08: {
    title: '团员净增数',
    unit: '人',
    kind: 'flow',
    figure: { ...MEMBERS, basis: { kind: 'change' } },
    definition: '期末团员总数减期初团员总数，含转接中的团员，与人员增减平衡的核对同一口径。',
    breakdowns: [],
    suppression: 'person',
  },
  MEM12: {
    title: '学生团员占比',
    unit: '%',
    kind: 'ratio',
    numerator: membersWith('payer_class', 'student'),
    denominator: MEMBERS,
    definition: '交费类别为学生的团员数 ÷ 团员总数。',
    breakdowns: [],
    suppression: 'person',
  },
  MEM13: {
    title: '流动团员数',
    unit: '人',
    kind: 'stock',
    figure: membersWith('is_floating', '1'),
    definition: '团员总数中登记为流动团员的人数。',
    breakdowns: [],
    suppression: 'person',
  },
  MEM18: {
    title: '保留团籍党员数',
    unit: '人',
    kind: 'stock',
    figure: membersWith('political_status', 'party_member', 'probationary_party_member'),
    definition: '团员总数中政治面貌为中共党员或预备党员的人数。',
    breakdowns: [],
    suppression: 'person',
  },
})
