import { MEMBERS, membersWith, those } from './figures.ts'
import { defineMetrics } from './metric.ts'

/** Members. */
export const MEMBER_METRICS = defineMetrics({
  MEM01: {
    title: '团员总数',
    unit: '人',
    measure: MEMBERS,
    definition: '期末状态为正常或转接中的团员数，转接中的计在记录所在的团支部；所在团支部已注销的照计。',
    breakdowns: ['gender', 'age_band', 'education', 'status_class', 'industry_code', 'region_code'],
  },
  MEM02: {
    title: '已报到团员数',
    unit: '人',
    measure: membersWith('report_status', 'approved'),
    definition: '团员总数中报到审核通过的人数。',
    breakdowns: ['region_code'],
  },
  MEM07: {
    title: '新发展团员数',
    unit: '人',
    measure: {
      entity: 'member',
      aggregate: 'count',
      where: [],
      basis: { kind: 'movement', transitions: ['enter'] },
    },
    definition:
      '期内首次成为团员的人数，按入团日期计，此后转出或离团的照计；入团日期不详、首次采集时已离团的和恢复团籍的不计入。',
    breakdowns: ['industry_code', 'school_stage'],
  },
  MEM08: {
    title: '团员净增数',
    unit: '人',
    measure: { ...MEMBERS, basis: { kind: 'change' } },
    definition: '期末团员总数减期初团员总数，含转接中的团员，与人员增减平衡的核对同一口径。',
    breakdowns: [],
  },
  MEM12: {
    title: '学生团员占比',
    unit: '%',
    ratio: { numerator: membersWith('payer_class', 'student'), denominator: MEMBERS },
    definition: '交费类别为学生的团员数 ÷ 团员总数。',
    breakdowns: [],
  },
  MEM13: {
    title: '流动团员数',
    unit: '人',
    measure: membersWith('is_floating', '1'),
    definition: '团员总数中登记为流动团员的人数。',
    breakdowns: [],
  },
  MEM18: {
    title: '保留团籍党员数',
    unit: '人',
    measure: membersWith('political_status', 'party_member', 'probationary_party_member'),
    definition: '团员总数中政治面貌为中共党员或预备党员的人数。',
    breakdowns: [],
  },
  MEM19: {
    title: '90日内将满28岁团员数',
    unit: '人',
    measure: those(
      MEMBERS,
      { field: 'is_cadre', notIn: ['1'] },
      { field: 'birth_month', op: '>', than: { day: 'to', plus: { months: -28 * 12 } } },
      { field: 'birth_month', op: '<=', than: { day: 'to', plus: { months: -28 * 12, days: 90 } } },
    ),
    definition:
      '团员总数中不任团干部、自期末次日起 90 日内年满 28 周岁的人数；出生只知年月，按该月 1 日计，不详的不计入。',
    breakdowns: [],
  },
  MEM21: {
    title: '入团日期不详团员数',
    unit: '人',
    measure: those(MEMBERS, { field: 'joined_on', is: 'unknown' }),
    definition: '团员总数中入团日期不详的人数；其入团不计入任何一期的新发展团员数。',
    breakdowns: [],
  },
})
