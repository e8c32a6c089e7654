import { CHECKINS, CHECKINS_OF_YEAR, MEMBERS, MINUTES_OF_YEAR, ORGS, PARTICIPANTS, those } from './figures.ts'
import { defineMetrics, type Measure, type Rows } from './metric.ts'
import { reference } from './predicate.ts'

const PUBLISHED: Measure = {
  entity: 'activity',
  aggregate: 'count',
  where: [],
  basis: { kind: 'business', field: 'published_on' },
}
const SIGNUPS: Measure = {
  entity: 'signup',
  aggregate: 'count',
  where: [],
  basis: { kind: 'business', field: 'submitted_on' },
}
/** Who passed and did not come is `absent`. */
const PASSED: Rows['where'][number] = { field: 'status', in: ['approved', 'absent'] }
/** Sign-ups that were decided on. */
const REVIEWED = those(SIGNUPS, { field: 'status', in: ['approved', 'absent', 'rejected'] })
/** Activities that took place and that somebody could come to, with who signed up and who came. */
const HELD: Measure = {
  ...those(PUBLISHED, { field: 'status', in: ['ended'] }, { field: 'signups', op: '>', than: { const: 0 } }),
  with: {
    signups: {
      of: {
        entity: 'signup',
        where: [{ field: 'status', notIn: ['rejected', 'cancelled'] }],
        basis: { kind: 'ever' },
      },
      by: 'activity_id',
    },
    checkins: { of: { entity: 'checkin', where: [], basis: { kind: 'ever' } }, by: 'activity_id' },
  },
}
const QUESTIONS: Measure = {
  entity: 'consultation',
  aggregate: 'count',
  where: [{ field: 'consult_type', in: ['activity_question'] }],
  basis: { kind: 'business', field: 'asked_on' },
}

const HOURS_LEAST = reference('activity_hours_least')

/** Activities and who takes part. */
export const ACTIVITY_METRICS = defineMetrics({
  ACT01: {
    title: '发布活动数',
    unit: '场',
    measure: PUBLISHED,
    definition: '期内发布的活动场次，按发布日期计；此后取消的照计。',
    breakdowns: ['category', 'kind', 'host_kind'],
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
    measure: SIGNUPS,
    definition: '期内提交的活动报名人次，未通过和已取消的照计，计入主办组织。',
    breakdowns: [],
  },
  ACT04: {
    title: '报名通过率',
    unit: '%',
    ratio: { numerator: those(SIGNUPS, PASSED), denominator: REVIEWED },
    definition:
      '期内提交、已审核的报名中通过的人次 ÷ 已审核的人次，按提交日期计，计入主办组织；通过后缺席的算通过，待审核与本人取消的不计。',
    breakdowns: [],
  },
  ACT05: {
    title: '签到人次',
    unit: '人次',
    measure: CHECKINS,
    definition: '期内活动签到人次，计入主办组织。',
    breakdowns: ['method'],
  },
  ACT06: {
    title: '到场率',
    unit: '%',
    comparable: 'more',
    ratio: {
      numerator: { ...HELD, aggregate: { sum: 'checkins' } },
      denominator: { ...HELD, aggregate: { sum: 'signups' } },
    },
    definition:
      '期内发布、至今已结束且有人报名的活动的签到人次 ÷ 报名人次；未通过和已取消的报名不计，无须审核的照计。未报名而到场的也计入签到，故可能超过 100%。',
    breakdowns: ['category'],
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
    comparable: 'more',
    ratio: { numerator: PARTICIPANTS, denominator: MEMBERS },
    definition: '期内参与活动团员数 ÷ 期末团员总数。',
    breakdowns: [],
  },
  ACT09: {
    title: '扫码签到占比',
    unit: '%',
    ratio: { numerator: those(CHECKINS, { field: 'method', in: ['qr'] }), denominator: CHECKINS },
    definition: '期内扫码签到人次 ÷ 全部签到人次，其余为定位签到；计入主办组织。',
    breakdowns: [],
  },
  ACT10: {
    title: '活动时长总计',
    unit: '小时',
    measure: { ...CHECKINS, aggregate: { sum: 'activity_minutes' } },
    definition: '期内活动签到记录的活动时长合计，计入主办组织。',
    breakdowns: [],
  },
  ACT11: {
    title: '人均年活动时长',
    unit: '小时/人',
    ratio: {
      numerator: {
        ...CHECKINS_OF_YEAR,
        aggregate: { sum: 'activity_minutes' },
        place: 'member_org_id',
      },
      denominator: MEMBERS,
    },
    definition: '当年至期末活动签到的活动时长合计 ÷ 期末团员总数；按签到时所在团支部计。',
    breakdowns: [],
  },
  ACT12: {
    title: '时长达标率',
    unit: '%',
    ratio: {
      numerator: {
        ...those(MEMBERS, { field: 'minutes', op: '>=', than: { field: HOURS_LEAST } }),
        with: { minutes: MINUTES_OF_YEAR },
      },
      // where nothing says how much it takes, nobody is told to have failed
      denominator: those(MEMBERS, { field: HOURS_LEAST, op: '>=', than: { const: 0 } }),
    },
    definition:
      '期末团员中当年至期末活动时长累计达到年度下限（见参考值）的人数 ÷ 期末团员总数；没有下限的地方不计。',
    breakdowns: [],
  },
  ACT13: {
    title: '活动秀数',
    unit: '篇',
    measure: {
      entity: 'activity_show',
      aggregate: 'count',
      where: [{ field: 'status', in: ['published'] }],
      basis: { kind: 'business', field: 'published_on' },
    },
    definition: '期内发布的活动秀篇数，按发布日期计；此后隐藏的不计。',
    breakdowns: [],
  },
  ACT14: {
    title: '活动秀互动量',
    unit: '次',
    measure: {
      entity: 'show_reaction',
      aggregate: 'count',
      where: [],
      basis: { kind: 'business', field: 'reacted_on' },
    },
    definition: '期内对活动秀评论、收藏、分享、点赞的次数，计入活动秀所属组织；撤回的不计。',
    breakdowns: ['reaction_kind'],
  },
  ACT15: {
    title: '活动咨询回复率',
    unit: '%',
    ratio: {
      numerator: those(QUESTIONS, { field: 'status', in: ['answered', 'closed'] }),
      denominator: QUESTIONS,
    },
    definition: '期内活动页面上的提问中至今已答复的件数 ÷ 期内提问的件数，按提问日期计。',
    breakdowns: [],
  },
  ACT16: {
    title: '跨市活动数',
    unit: '场',
    measure: those(PUBLISHED, { field: 'is_cross_city', in: ['1'] }),
    definition: '期内发布的跨市活动场次，按发布日期计；此后取消的照计。',
    breakdowns: ['category'],
  },
  ACT17: {
    title: '活动取消率',
    unit: '%',
    ratio: { numerator: those(PUBLISHED, { field: 'status', in: ['cancelled'] }), denominator: PUBLISHED },
    definition: '期内发布的活动中至今已取消的场次 ÷ 期内发布的场次，按发布日期计。',
    breakdowns: ['category', 'host_kind'],
  },
  ACT18: {
    title: '开展活动组织覆盖率',
    unit: '%',
    comparable: 'more',
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
