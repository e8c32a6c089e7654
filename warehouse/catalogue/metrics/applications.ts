import { membersWith, ORGS, those } from './figures.ts'
import { defineMetrics, type Measure } from './metric.ts'

const DECIDED: Measure = {
  entity: 'report_application',
  aggregate: 'count',
  where: [{ field: 'status', in: ['approved', 'rejected'] }],
  basis: { kind: 'business', field: 'decided_on' },
}

/** How members register and report, and what waits for their branch. */
export const APPLICATION_METRICS = defineMetrics({
  MEM03: {
    title: '报到率',
    unit: '%',
    comparable: 'more',
    ratio: {
      numerator: membersWith('report_status', 'approved'),
      denominator: { ...ORGS, aggregate: { sum: 'expected_members' } },
    },
    definition:
      '已报到团员数 ÷ 应报到团员数；应报到数以团支部填报的基数为准，未填报的支部没有基数，其已报到团员照计在分子中。',
    breakdowns: [],
  },
  MEM04: {
    title: '待审核报到数',
    unit: '人',
    measure: {
      entity: 'report_application',
      aggregate: 'count',
      where: [{ field: 'status', in: ['submitted'] }],
      basis: { kind: 'state' },
    },
    definition: '期末已提交、支部尚未审核的注册与报到申请数。',
    breakdowns: ['report_kind'],
  },
  MEM05: {
    title: '报到审核时长（中位数）',
    unit: '小时',
    measure: {
      ...DECIDED,
      aggregate: { quantile: 0.5, of: { minutes: ['submitted_at', 'decided_at'] } },
    },
    definition:
      '期内审核的注册与报到申请从提交到审核的时长的中位数，按审核日期计；提交或审核时间不详的不计。',
    breakdowns: [],
  },
  MEM06: {
    title: '报到退回率',
    unit: '%',
    ratio: { numerator: those(DECIDED, { field: 'status', in: ['rejected'] }), denominator: DECIDED },
    definition:
      '期内退回的注册与报到申请数 ÷ 期内审核的申请数，按审核日期计；撤回的不计，重新提交的另计一件。',
    breakdowns: ['report_kind'],
  },
  MEM17: {
    title: '资料修改待审数',
    unit: '件',
    measure: {
      entity: 'profile_change',
      aggregate: 'count',
      where: [{ field: 'status', in: ['submitted'] }],
      basis: { kind: 'state' },
    },
    definition: '期末团员已提交、支部尚未审核的资料修改数。',
    breakdowns: ['change_kind'],
  },
})
