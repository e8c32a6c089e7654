import { MEMBERS, membersWith, ORGS, those } from './figures.ts'
import { defineMetrics, type Measure } from './metric.ts'
import { reference } from './predicate.ts'

// a number has been given to every member since then
const NUMBERED = those(MEMBERS, { field: 'joined_on', op: '>=', than: { const: '2017-01-01' } })

/** What organisations report of themselves, in systems that do not send each recommendation. */
const REPORTED: Measure = {
  entity: 'org',
  aggregate: { sum: 'party_recommendation_count' },
  where: [{ field: 'status', in: ['active'] }],
  basis: { kind: 'state' },
}

/** Whether the records of members hold together, and who became a member of the Party. */
export const MEMBER_QUALITY_METRICS = defineMetrics({
  MEM11: {
    title: '团青比',
    unit: '%',
    ratio: {
      numerator: those(
        MEMBERS,
        { field: 'birth_month', op: '<=', than: { day: 'to', plus: { months: -14 * 12 } } },
        { field: 'birth_month', op: '>', than: { day: 'to', plus: { months: -29 * 12 } } },
      ),
      denominator: { ...ORGS, aggregate: { sum: reference('youths') }, reach: 'itself' },
    },
    definition:
      '期末 14 至 28 周岁的团员数 ÷ 该地区 14 至 28 周岁青年数（见参考值，没有数的地区不计算）；出生只知年月，按该月 1 日计，不详的不计入。',
    breakdowns: [],
  },
  MEM14: {
    title: '实名认证率',
    unit: '%',
    comparable: 'more',
    ratio: { numerator: membersWith('real_name_status', 'passed', 'passed_offline'), denominator: MEMBERS },
    definition: '实名认证已通过（含线下核实通过）的团员数 ÷ 团员总数。',
    breakdowns: [],
  },
  MEM15: {
    title: '团员编号合规率',
    unit: '%',
    comparable: 'more',
    ratio: {
      numerator: {
        ...those(
          NUMBERED,
          { field: 'member_no_year', op: '=', than: { yearOf: 'joined_on' } },
          { field: 'same_number', op: '=', than: { const: 1 } },
        ),
        with: { same_number: { of: MEMBERS, by: 'member_no_key', key: 'member_no_key' } },
      },
      denominator: NUMBERED,
    },
    definition:
      '2017 年起入团的团员中，团员编号为 12 位、前四位等于入团年份且不与其他团员重复的人数 ÷ 2017 年起入团的团员数；入团日期不详的不计。',
    breakdowns: [],
  },
  MEM16: {
    title: '入团年龄异常数',
    unit: '人',
    measure: those(MEMBERS, {
      any: [
        {
          all: [
            { field: 'joined_on', op: '>=', than: { const: '2016-09-01' } },
            { field: 'joined_on', op: '<', than: { field: 'birth_month', plus: { months: 13 * 12 } } },
          ],
        },
        { field: 'joined_on', op: '<', than: { field: 'birth_month', plus: { months: 12 * 12 } } },
        { field: 'joined_on', op: '>=', than: { field: 'birth_month', plus: { months: 29 * 12 + 1 } } },
      ],
    }),
    definition:
      '团员总数中入团时不满 13 周岁（2016 年 9 月 1 日前入团的不满 12 周岁）或超过 28 周岁的人数；出生只知年月，只计必定不符的，日期不详的不计。',
    breakdowns: [],
  },
  MEM20: {
    title: '年度经推优入党团员数',
    unit: '人',
    formula: {
      numerator: [
        {
          of: {
            entity: 'party_recommendation',
            aggregate: 'count',
            where: [{ field: 'status', in: ['admitted'] }],
            basis: { kind: 'business', field: 'admitted_on', window: 'year' },
          },
        },
        { of: REPORTED },
      ],
    },
    definition: '期末所在年度经推优入党的团员数，按入党日期计；只在组织信息表中填报年度数的系统，取填报数。',
    breakdowns: [],
  },
})
