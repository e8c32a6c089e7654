import { MEMBERS, MINUTES_OF_YEAR, OWED_BILLS, paidInTime, those } from './figures.ts'
import { defineMetrics, type Measure, type Rows } from './metric.ts'
import { reference } from './predicate.ts'

const BILLS_OF_YEAR: Rows = {
  ...OWED_BILLS,
  basis: { kind: 'business', field: 'bill_month', window: 'year' },
}
/** Members with the points that the year so far gives them. */
const ASSESSED: Measure = {
  ...MEMBERS,
  with: {
    minutes: MINUTES_OF_YEAR,
    bills: { of: BILLS_OF_YEAR, by: 'member_id' },
    timely_bills: { of: paidInTime(BILLS_OF_YEAR), by: 'member_id' },
  },
  points: [
    { weight: 'assessment_hours_weight', of: 'minutes', outOf: reference('activity_hours_least') },
    {
      weight: 'assessment_report_weight',
      holds: {
        any: [
          { field: 'report_status', in: ['approved'] },
          // who joined a short while ago still has time to report
          { field: 'joined_on', op: '>', than: { day: 'to', less: 'report_due_after' } },
        ],
      },
    },
    { weight: 'assessment_dues_weight', of: 'timely_bills', outOf: 'bills' },
  ],
}

const RULE =
  '得分为当年至期末的三项按权重（见参考值）的平均，满分100：活动时长÷年度下限（最多按1计）、已报到或仍在报到期限内、账单在当月交清的份数÷应交账单份数；没有应交账单的不计该项，其余两项平均'

/** 团员考评: how members took part, reported and paid in the year. The points of one member are never told. */
export const ASSESSMENT_METRICS = defineMetrics({
  APP01: {
    title: '团员考评得分',
    unit: '人',
    measure: ASSESSED,
    definition: `期末团员中有考评得分的人数，可按得分段分列。${RULE}。个人得分不显示。`,
    breakdowns: ['score_band'],
  },
  APP02: {
    title: '支部考评均分',
    unit: '分',
    ratio: { numerator: { ...ASSESSED, aggregate: { sum: 'points' } }, denominator: ASSESSED },
    definition: `期末有考评得分的团员的平均得分。${RULE}。`,
    breakdowns: [],
  },
  APP03: {
    title: '考评优良率',
    unit: '%',
    ratio: {
      numerator: those(ASSESSED, {
        field: 'points',
        op: '>=',
        than: { field: reference('assessment_good_from') },
      }),
      denominator: ASSESSED,
    },
    definition: `期末有考评得分的团员中得分达到优良线（见参考值）的人数 ÷ 有考评得分的人数。${RULE}。`,
    breakdowns: [],
  },
})
