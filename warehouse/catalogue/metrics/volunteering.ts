import { MEMBERS, those } from './figures.ts'
import { defineMetrics, type Measure } from './metric.ts'

const VOLUNTEERS: Measure = {
  entity: 'volunteer',
  aggregate: 'count',
  where: [{ field: 'status', in: ['active'] }],
  basis: { kind: 'state' },
}
const HOURS: Measure = {
  entity: 'volunteer_hours',
  aggregate: { sum: 'volunteer_minutes' },
  where: [],
  basis: { kind: 'business', field: 'served_on' },
}

/** Volunteers and their service. */
export const VOLUNTEER_METRICS = defineMetrics({
  VOL01: {
    title: '志愿服务时长',
    unit: '小时',
    measure: HOURS,
    definition: '服务日期在期内的志愿服务时长合计。',
    breakdowns: [],
  },
  VOL02: {
    title: '团员注册志愿者率',
    unit: '%',
    ratio: {
      numerator: {
        ...those(MEMBERS, { field: 'volunteer_records', op: '>', than: { const: 0 } }),
        with: { volunteer_records: { of: VOLUNTEERS, by: 'person_key', key: 'person_key' } },
      },
      denominator: MEMBERS,
    },
    definition:
      '团员总数中期末为注册志愿者的人数 ÷ 团员总数，按人员假名对应，不论注册在哪个组织；没有人员假名的团员计入分母。',
    breakdowns: [],
  },
  VOL03: {
    title: '人均志愿时长',
    unit: '小时/人',
    ratio: { numerator: HOURS, denominator: VOLUNTEERS },
    definition: '期内志愿服务时长 ÷ 期末注册志愿者数（含非团员）。',
    breakdowns: [],
  },
})
