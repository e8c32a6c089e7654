import { MEMBERS, those } from './figures.ts'
import { defineMetrics, type Measure } from './metric.ts'

const FINISHED: Measure = {
  entity: 'study_record',
  aggregate: 'count',
  where: [{ field: 'course_kind', in: ['youth_study'] }],
  basis: { kind: 'business', field: 'finished_on' },
}
const BY_MEMBERS = those(FINISHED, { field: 'learner_kind', in: ['member'] })
const LEARNERS: Measure = { ...BY_MEMBERS, aggregate: { distinct: 'member_id' } }
const PERSONS: Measure = { ...FINISHED, aggregate: { distinct: 'person_key' } }
/** Four issues come out in four weeks outside the holidays. */
const STEADY = { issues: 4, days: 28 }

/** 青年大学习: who finishes its weekly issues. */
export const STUDY_METRICS = defineMetrics({
  STU01: {
    title: '本期参学人数',
    unit: '人',
    measure: PERSONS,
    definition:
      '期内至少学完一期“青年大学习”的人数，团员与非团员青年都计，一人在整个期内（月、季、年）只计一次；计入学习人所在支部，身份不详的不计。',
    breakdowns: ['learner_kind'],
  },
  STU02: {
    title: '青年大学习参学率',
    unit: '%',
    comparable: 'more',
    ratio: { numerator: LEARNERS, denominator: MEMBERS },
    definition:
      '期内至少学完一期“青年大学习”的团员数 ÷ 期末团员总数；一人在整个期内（月、季、年）只计一次，按学习时所在团支部计。',
    breakdowns: [],
  },
  STU03: {
    title: '学习人次',
    unit: '人次',
    measure: FINISHED,
    definition: '期内学完“青年大学习”的人次，团员与非团员青年都计，一人学完一期计一次，按完成日期计。',
    breakdowns: ['learner_kind'],
  },
  STU04: {
    title: '参学率环比',
    unit: '%',
    formula: {
      numerator: [{ of: LEARNERS }, { of: LEARNERS, at: 'previous', times: -1 }],
      denominator: [{ of: MEMBERS }],
    },
    definition:
      '（本期参学团员数 − 上期参学团员数）÷ 期末团员总数，即按期末团员总数算的参学率升降（百分点）；上期是此前等长的一期。',
    breakdowns: [],
  },
  STU05: {
    title: '连续参学团员占比',
    unit: '%',
    ratio: {
      numerator: {
        ...those(MEMBERS, { field: 'issues', op: '>=', than: { const: STEADY.issues } }),
        with: {
          issues: {
            of: {
              ...those(BY_MEMBERS, {
                field: 'finished_on',
                op: '>',
                than: { day: 'to', plus: { days: -STEADY.days } },
              }),
              basis: { kind: 'since', field: 'finished_on' },
            },
            by: 'member_id',
          },
        },
      },
      denominator: MEMBERS,
    },
    definition: `期末团员中截至期末${STEADY.days}天内学完不少于${STEADY.issues}期“青年大学习”的人数 ÷ 期末团员总数；寒暑假停更期间自然降低。`,
    breakdowns: [],
  },
  STU07: {
    title: '非团员青年参学数',
    unit: '人',
    measure: those(PERSONS, { field: 'learner_kind', in: ['youth'] }),
    definition:
      '期内至少学完一期“青年大学习”的非团员青年人数，一人在整个期内（月、季、年）只计一次；身份不详的不计。',
    breakdowns: [],
  },
})
