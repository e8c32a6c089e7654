import { those } from './figures.ts'
import { defineMetrics, type Measure } from './metric.ts'

/** Questions on the page of an activity are another matter (ACT15). */
const ASKED: Measure = {
  entity: 'consultation',
  aggregate: 'count',
  where: [{ field: 'consult_type', notIn: ['activity_question'] }],
  basis: { kind: 'business', field: 'asked_on' },
}
const ANSWERED = { field: 'status', in: ['answered', 'closed'] }

/** Consultations of organisations, cadres and mentors. */
export const CONSULTATION_METRICS = defineMetrics({
  CON01: {
    title: '咨询量',
    unit: '件',
    measure: ASKED,
    definition: '期内提出的咨询件数，按提问日期计，计入答复组织；活动页面上的提问不计。',
    breakdowns: ['consult_type'],
  },
  CON02: {
    title: '咨询回复率',
    unit: '%',
    comparable: 'more',
    ratio: { numerator: those(ASKED, ANSWERED), denominator: ASKED },
    definition: '期内提出的咨询中至今已答复的件数 ÷ 期内提出的件数，按提问日期计；活动页面上的提问不计。',
    breakdowns: ['consult_type'],
  },
  CON03: {
    title: '首次回复时长（中位数）',
    unit: '小时',
    measure: { ...ASKED, aggregate: { quantile: 0.5, of: { minutes: ['asked_at', 'answered_at'] } } },
    definition:
      '期内提出、至今已答复的咨询从提问到首次答复的时长的中位数，按提问日期计；尚未答复的与活动页面上的提问不计。',
    breakdowns: ['consult_type'],
  },
  CON04: {
    title: '心理咨询占比',
    unit: '%',
    ratio: {
      numerator: those(ASKED, { field: 'consult_type', in: ['psychology'] }),
      denominator: those(ASKED, { field: 'consult_type', notIn: [''] }),
    },
    definition:
      '期内提出的咨询中心理咨询的件数 ÷ 类型已知的件数，按提问日期计；活动页面上的提问不计。各类的件数见咨询量。',
    breakdowns: [],
  },
  CON05: {
    title: '超48小时未回复数',
    unit: '件',
    measure: {
      ...those(
        ASKED,
        { field: 'status', in: ['asked', 'unanswered'] },
        { field: 'asked_on', op: '<=', than: { day: 'to', plus: { days: -2 } } },
      ),
      basis: { kind: 'state' },
    },
    definition: '截至期末日终，提出已满48小时而仍未答复的咨询件数；活动页面上的提问不计。',
    breakdowns: ['consult_type'],
  },
})
