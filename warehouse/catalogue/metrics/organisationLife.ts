import { those } from './figures.ts'
import { defineMetrics, type Measure } from './metric.ts'

const RECORDS: Measure = {
  entity: 'org_life_record',
  aggregate: 'count',
  where: [],
  basis: { kind: 'business', field: 'held_on' },
}

/** 三会两制一课. */
export const ORGANISATION_LIFE_METRICS = defineMetrics({
  STU06: {
    title: '团课场次',
    unit: '场',
    measure: those(RECORDS, { field: 'kind', in: ['team_lesson'] }),
    definition: '期内记录的团课场次，按开展日期计。',
    breakdowns: [],
  },
  LIF01: {
    title: '组织生活开展次数',
    unit: '次',
    measure: RECORDS,
    definition: '期内记录的“三会两制一课”、主题团日等组织生活次数，按开展日期计。',
    breakdowns: ['life_kind'],
  },
})
