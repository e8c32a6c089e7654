import { CHECKINS, those } from './figures.ts'
import { defineMetrics, type Measure } from './metric.ts'
import type { Predicate } from './predicate.ts'

const HOMES: Measure = {
  entity: 'youth_home',
  aggregate: 'count',
  where: [{ field: 'status', in: ['active'] }],
  basis: { kind: 'state' },
}
const STEPS: Measure = {
  entity: 'youth_home_approval',
  aggregate: 'count',
  where: [],
  basis: { kind: 'business', field: 'decided_on' },
}
const OF_ACTIVITIES: Predicate = { field: 'flow_kind', in: ['approval_activity'] }
const PASSED: Predicate = {
  all: [
    { field: 'step', in: ['league'] },
    { field: 'status', in: ['approved'] },
  ],
}
const WORKERS: Measure = {
  entity: 'social_worker',
  aggregate: 'count',
  where: [{ field: 'status', in: ['active'] }],
  basis: { kind: 'state' },
}
/** Decided applications; who was accepted may have left since. */
const workersDecided = (...status: string[]): Measure => ({
  ...WORKERS,
  where: [{ field: 'status', in: status }],
  basis: { kind: 'business', field: 'decided_on' },
})
const OF_HOMES: Predicate = { field: 'host_kind', in: ['youth_home'] }

/** 青年之家 and their social workers. */
export const YOUTH_HOME_METRICS = defineMetrics({
  YHM01: {
    title: '青年之家数',
    unit: '家',
    measure: HOMES,
    definition: '期末运行中的青年之家数，计入主管组织，按建成日期起计。',
    breakdowns: ['region_code'],
  },
  YHM02: {
    title: '青年之家活动申请数',
    unit: '件',
    measure: {
      ...those(STEPS, OF_ACTIVITIES, { field: 'step', in: ['agency'] }),
      basis: { kind: 'business', field: 'opened_on' },
    },
    definition: '期内社工提交到事务所的活动申请数，按提交日期计；退回后重新提交的另计一件。',
    breakdowns: [],
  },
  YHM03: {
    title: '青年之家活动审批通过率',
    unit: '%',
    ratio: {
      numerator: those(STEPS, OF_ACTIVITIES, PASSED),
      denominator: those(STEPS, OF_ACTIVITIES, { any: [PASSED, { field: 'status', in: ['returned'] }] }),
    },
    definition:
      '期内由团委最终通过的活动申请数 ÷ 期内有最终结果的活动申请数（团委通过的与在任一环节退回的），按办理日期计。',
    breakdowns: [],
  },
  YHM04: {
    title: '青年之家分环节审批时长（中位数）',
    unit: '小时',
    measure: {
      ...those(STEPS, { field: 'status', in: ['approved', 'returned'] }),
      aggregate: { quantile: 0.5, of: { minutes: ['opened_at', 'decided_at'] } },
    },
    definition:
      '期内办结的审批环节（事务所、督导、团委；活动与项目）从到达到办结的时长的中位数，按办理日期计；时间不详的不计。',
    breakdowns: ['step'],
  },
  YHM05: {
    title: '青年之家审批在途数',
    unit: '件',
    measure: { ...those(STEPS, { field: 'status', in: ['open'] }), basis: { kind: 'state' } },
    definition: '期末停在某一环节、尚未办理的活动与项目申请数。',
    breakdowns: ['step'],
  },
  YHM06: {
    title: '青年之家项目申请数',
    unit: '件',
    measure: {
      entity: 'youth_home_project',
      aggregate: 'count',
      where: [],
      basis: { kind: 'business', field: 'submitted_on' },
    },
    definition: '期内提交的青年之家项目申请数，按申请日期计。',
    breakdowns: [],
  },
  YHM07: {
    title: '青年之家服务青年人次',
    unit: '人次',
    measure: {
      ...those(CHECKINS, { field: 'activities', op: '>', than: { const: 0 } }),
      with: {
        activities: {
          of: { entity: 'activity', where: [OF_HOMES], basis: { kind: 'state' } },
          by: 'id',
          key: 'activity_id',
        },
      },
    },
    definition: '期内在青年之家主办的活动中的签到人次，计入主办组织，按签到日期计；已删除的活动不计。',
    breakdowns: [],
  },
  YHM08: {
    title: '青年之家会员数',
    unit: '人',
    measure: {
      entity: 'youth_home_member',
      aggregate: 'count',
      where: [{ field: 'status', in: ['active'] }],
      basis: { kind: 'state' },
    },
    definition: '期末青年之家的在册会员数；一人是几家的会员即计几次。',
    breakdowns: [],
  },
  YHM09: {
    title: '青年之家活跃率',
    unit: '%',
    ratio: {
      numerator: {
        ...those(HOMES, { field: 'activities', op: '>', than: { const: 0 } }),
        with: {
          activities: {
            of: {
              entity: 'activity',
              where: [OF_HOMES, { field: 'status', notIn: ['draft', 'cancelled'] }],
              basis: { kind: 'business', field: 'published_on' },
            },
            by: 'host_id',
          },
        },
      },
      denominator: HOMES,
    },
    definition: '期内至少发布一场活动的青年之家数 ÷ 期末运行中的青年之家数；已取消的活动不算。',
    breakdowns: [],
  },
  YHM10: {
    title: '社工数',
    unit: '人',
    measure: WORKERS,
    definition: '期末在岗的青年之家社工数。',
    breakdowns: [],
  },
  YHM11: {
    title: '社工申请通过率',
    unit: '%',
    ratio: {
      numerator: workersDecided('active', 'left'),
      denominator: workersDecided('active', 'left', 'rejected'),
    },
    definition: '期内审批通过的社工申请数 ÷ 期内审批的社工申请数，按审批日期计；通过后已离任的照计。',
    breakdowns: [],
  },
  YHM12: {
    title: '青年之家项目通过数',
    unit: '件',
    measure: {
      entity: 'youth_home_project',
      aggregate: 'count',
      where: [{ field: 'status', in: ['approved', 'finished'] }],
      basis: { kind: 'business', field: 'decided_on' },
    },
    definition: '期内审批通过的青年之家项目数，已结项的照计，按审批日期计。',
    breakdowns: [],
  },
})
