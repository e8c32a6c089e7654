import { CHECKINS, MEMBERS, ORGS, PARTICIPANTS, those } from './figures.ts'
import { defineMetrics, type Measure, type Rows } from './metric.ts'

const PUBLISHED: Measure = {
  entity: 'activity',
  aggregate: 'count',
  where: [],
  basis: { kind: 'business', field: 'published_on' },
}
const CHECKINS_OF_YEAR: Rows = {
  ...CHECKINS,
  basis: { kind: 'business', field: 'checked_on', window: 'year' },
}

/** Activities and who takes part. */
export const ACTIVITY_METRICS = defineMetrics({
  ACT01: {
    title: '发布活动数',
    unit: '场',
    measure: PUBLISHED,
    definition: '期内发布的活动场次，按发布日期计；此后取消的照计。',
    breakdowns: ['category', 'kind'],
  },
  ACT02: {
    title: '进行中活动数',
    unit: '场',
    measure: {
      entity: 'activity',
      aggregate: 'count',
      where: [{ field: 'status', in: ['signing_up', 'running'] }],
      basis: { kind: 'state' },
    },
    definition: '期末处于报名中或进行中的活动场次。',
    breakdowns: ['category'],
  },
  ACT03: {
    title: '报名人次',
    unit: '人次',
    measure: {
      entity: 'signup',
      aggregate: 'count',
      where: [],
      basis: { kind: 'business', field: 'submitted_on' },
    },
    definition: '期内提交的活动报名人次，未通过和已取消的照计，计入主办组织。',
    breakdowns: [],
  },
  ACT05: {
    title: '签到人次',
    unit: '人次',
    measure: CHECKINS,
    definition: '期内活动签到人次，计入主办组织。',
    breakdowns: ['method'],
  },
  ACT07: {
    title: '参与活动团员数',
    unit: '人',
    measure: PARTICIPANTS,
    definition: '期内至少签到一次的团员数，一人在整个期内（月、季、年）只计一次；按签到时所在团支部计。',
    breakdowns: [],
  },
  ACT08: {
    title: '团员活动参与率',
    unit: '%',
    ratio: { numerator: PARTICIPANTS, denominator: MEMBERS },
    definition: '期内参与活动团员数 ÷ 期末团员总数。',
    breakdowns: [],
  },
  ACT10: {
    title: '活动时长总计',
    unit: '小时',
    measure: { ...CHECKINS, aggregate: { sum: 'activity_minutes' } },
    definition: '期内活动签到记录的活动时长合计，计入主办组织。',
    breakdowns: [],
  },
  ACT12: {
    title: '时长达标率',
    unit: '%',
    ratio: {
      numerator: {
        ...those(MEMBERS, { field: 'minutes', op: '>=', than: { const: 600 } }),
        with: { minutes: { of: CHECKINS_OF_YEAR, by: 'member_id', sum: 'activity_minutes' } },
      },
      denominator: MEMBERS,
    },
    definition: '期末团员中当年至期末活动时长累计不少于 10 小时的人数 ÷ 期末团员总数。',
    breakdowns: [],
  },
  ACT18: {
    title: '开展活动组织覆盖率',
    unit: '%',
    ratio: {
      numerator: {
        ...those(ORGS, { field: 'activities', op: '>', than: { const: 0 } }),
        with: { activities: { of: PUBLISHED, by: 'org_id' } },
      },
      denominator: ORGS,
    },
    definition: '期末团组织中期内至少发布一场活动（此后取消的照计）的组织数 ÷ 期末团组织总数。',
    breakdowns: ['org_type'],
  },
})
