import { FOLLOWERS, OF_U_PLUS, ORGS, orgsOfType, those } from './figures.ts'
import { defineMetrics, type Measure } from './metric.ts'
import { type Predicate, reference } from './predicate.ts'

const ACTIVITIES: Measure = {
  entity: 'activity',
  aggregate: 'count',
  where: [OF_U_PLUS],
  basis: { kind: 'business', field: 'published_on' },
}
/** Who passed and did not come is `absent`. */
const PASSED: Measure = {
  entity: 'signup',
  aggregate: 'count',
  where: [{ field: 'status', in: ['approved', 'absent'] }],
  basis: { kind: 'business', field: 'submitted_on' },
}
const YOUTHS: Measure = { ...PASSED, aggregate: { distinct: 'person_key' } }
const YOUTHS_OF_KNOWN_SEX = those(YOUTHS, { field: 'gender', in: ['male', 'female'] })
const RECEIVED: Measure = {
  entity: 'feedback',
  aggregate: 'count',
  where: [],
  basis: { kind: 'business', field: 'received_on' },
}
/** In the days of the campaign, by whoever holds the activity. */
const inCampaign = (field: string): Predicate => ({
  all: [
    { field, op: '>=', than: { field: reference('activities_from') } },
    { field, op: '<=', than: { field: reference('activities_due') } },
  ],
})
const LEADING_ORGANS = orgsOfType('leading_organ')
/** Committees with a target of the campaign, and what is done below them. */
const CAMPAIGNING: Measure = {
  ...those(LEADING_ORGANS, { field: reference('activities_target'), op: '>', than: { const: 0 } }),
  with: {
    activities: {
      of: {
        ...those(ACTIVITIES, inCampaign('published_on')),
        basis: { kind: 'since', field: 'published_on' },
      },
      by: 'org_id',
      reach: 'subtree',
    },
    youths: {
      of: {
        ...those(PASSED, inCampaign('submitted_on')),
        basis: { kind: 'since', field: 'submitted_on' },
      },
      by: 'org_id',
      distinct: 'person_key',
      reach: 'subtree',
    },
  },
}

/** 苏青U+: activities, young people, followers, workers, supervision, concerns. */
export const U_PLUS_METRICS = defineMetrics({
  SQU01: {
    title: 'U+活动数',
    unit: '场',
    measure: ACTIVITIES,
    definition: '期内发布的七类活动场次（培训不在七类之内），按发布日期计；此后取消的照计。',
    breakdowns: ['category', 'activity_status'],
  },
  SQU02: {
    title: 'U+参与青年数',
    unit: '人',
    measure: YOUTHS,
    definition:
      '期内提交并通过审核的活动报名人数，一人在整个期内（月、季、年）只计一次，通过后缺席的照计；按提交日期计，计入主办组织，身份不详的不计。',
    breakdowns: ['gender', 'age_band'],
  },
  SQU03: {
    title: '11月3日达标市率',
    unit: '%',
    ratio: {
      numerator: those(
        CAMPAIGNING,
        { field: 'activities', op: '>=', than: { field: reference('activities_target') } },
        { field: 'youths', op: '>=', than: { field: reference('activity_youths_target') } },
      ),
      denominator: CAMPAIGNING,
    },
    definition:
      '有特色活动目标的市级团委中，连同下属组织在目标期限内（至期末）发布的七类活动场次、提交并通过审核的报名人数（一人只计一次）都达到目标的个数 ÷ 有目标的市级团委数；目标与期限见参考值。',
    breakdowns: [],
  },
  SQU04: {
    title: '组织粉丝数',
    unit: '人',
    measure: FOLLOWERS,
    definition: '期末关注各组织的人数之和；一人关注几个组织计几次。',
    breakdowns: [],
  },
  SQU05: {
    title: '新增关注数',
    unit: '人次',
    // who has left is no row that counts any more: only the moves still tell that he came
    measure: { ...FOLLOWERS, basis: { kind: 'change' } },
    definition: '期内关注次数 − 期内取消关注次数，即粉丝数在期内的净增，取消多于关注的为负。',
    breakdowns: [],
  },
  SQU08: {
    title: '工作人员配备率',
    unit: '%',
    ratio: {
      numerator: {
        ...those(ORGS, { field: 'workers', op: '>=', than: { const: 1 } }),
        with: {
          workers: {
            of: {
              entity: 'account',
              where: [
                { field: 'account_kind', in: ['platform_worker'] },
                { field: 'status', in: ['registered', 'active'] },
              ],
              basis: { kind: 'state' },
            },
            by: 'org_id',
          },
        },
      },
      denominator: ORGS,
    },
    definition: '期末至少有一名在用的平台工作人员的团组织数 ÷ 期末团组织总数。',
    breakdowns: ['org_type'],
  },
  SQU09: {
    title: '推进会与督查完成率',
    unit: '%',
    ratio: {
      numerator: {
        ...those(LEADING_ORGANS, { field: 'records', op: '>', than: { const: 0 } }),
        with: {
          records: {
            of: {
              entity: 'supervision_record',
              where: [],
              basis: { kind: 'business', field: 'held_on', window: 'year' },
            },
            by: 'org_id',
          },
        },
      },
      denominator: LEADING_ORGANS,
    },
    definition: '期末团的领导机关中当年至期末有推进会、督查或年终考核记录的个数 ÷ 期末团的领导机关总数。',
    breakdowns: [],
  },
  SQU10: {
    title: '活动状态分布',
    unit: '场',
    measure: { ...ACTIVITIES, basis: { kind: 'state' } },
    definition: '期末七类活动按状态（未开始、报名中、进行中、已结束等）的场次，历年的照计。',
    breakdowns: ['activity_status', 'category'],
  },
  SQU11: {
    title: '参与青年画像：女性占比',
    unit: '%',
    ratio: {
      numerator: those(YOUTHS_OF_KNOWN_SEX, { field: 'gender', in: ['female'] }),
      denominator: YOUTHS_OF_KNOWN_SEX,
    },
    definition:
      'U+参与青年中的女性人数 ÷ 性别已知的人数，一人在整个期内（月、季、年）只计一次；性别取自身份证号，号码不详的不计。年龄段见U+参与青年数的分列。',
    breakdowns: ['age_band'],
  },
  SQU12: {
    title: '反馈归档率',
    unit: '%',
    ratio: {
      numerator: those(RECEIVED, { field: 'status', in: ['archived'] }),
      denominator: RECEIVED,
    },
    definition: '期内收集的诉求中至今已归档的件数 ÷ 期内收集的件数，按收集日期计。',
    breakdowns: ['feedback_kind'],
  },
})
