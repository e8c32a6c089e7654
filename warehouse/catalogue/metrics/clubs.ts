import { those } from './figures.ts'
import { defineMetrics, type Measure } from './metric.ts'

const CLUBS: Measure = {
  entity: 'club',
  aggregate: 'count',
  where: [{ field: 'status', in: ['formal'] }],
  basis: { kind: 'state' },
}
const registrationsDecided = (...status: string[]): Measure => ({
  entity: 'club_registration',
  aggregate: 'count',
  where: [{ field: 'status', in: status }],
  basis: { kind: 'business', field: 'decided_on' },
})
/** Reviews whose window opened this year: one of each club that was formal on its first day. */
const REVIEWS: Measure = {
  entity: 'club_annual_review',
  aggregate: 'count',
  where: [],
  basis: { kind: 'business', field: 'window_starts_on', window: 'year' },
}
const ACTIVITIES: Measure = {
  entity: 'activity',
  aggregate: 'count',
  where: [{ field: 'host_kind', in: ['club'] }],
  basis: { kind: 'business', field: 'published_on' },
}
const APPLICATIONS: Measure = {
  entity: 'club_recruit',
  aggregate: 'count',
  where: [],
  basis: { kind: 'business', field: 'applied_on' },
}
const WHILE_SUSPENDED = { field: 'while_suspended', in: ['1'] }
const MEMBERSHIPS: Measure = {
  entity: 'club_member',
  aggregate: 'count',
  where: [{ field: 'status', in: ['active'] }],
  basis: { kind: 'state' },
}

/** University clubs. */
export const CLUB_METRICS = defineMetrics({
  CLB01: {
    title: '正式社团数',
    unit: '个',
    measure: CLUBS,
    definition: '期末登记通过且未停权、未注销的高校社团数，计入校团委。',
    breakdowns: ['club_kind'],
  },
  CLB02: {
    title: '社团登记待审数',
    unit: '个',
    measure: {
      entity: 'club_registration',
      aggregate: 'count',
      where: [{ field: 'status', in: ['submitted'] }],
      basis: { kind: 'state' },
    },
    definition: '期末已提交、校团委尚未审批的社团登记数。',
    breakdowns: [],
  },
  CLB03: {
    title: '社团登记通过率',
    unit: '%',
    ratio: {
      numerator: registrationsDecided('approved'),
      denominator: registrationsDecided('approved', 'returned', 'refused'),
    },
    definition: '期内审批通过的社团登记数 ÷ 期内审批的社团登记数，按审批日期计；退回后重新提交的另计一件。',
    breakdowns: [],
  },
  CLB04: {
    title: '社团年审完成率',
    unit: '%',
    comparable: 'more',
    ratio: {
      numerator: those(
        REVIEWS,
        { field: 'status', in: ['passed'] },
        { field: 'decided_on', op: '<=', than: { field: 'window_ends_on' } },
        { field: 'decided_on', op: '<=', than: { day: 'to' } },
      ),
      denominator: REVIEWS,
    },
    definition:
      '本年内已开始的年审中，至期末已在截止日期前通过的社团数 ÷ 年审开始时的正式社团数；年审时段由学校确定。',
    breakdowns: [],
  },
  CLB05: {
    title: '逾期未年审（停权）社团数',
    unit: '个',
    measure: { ...CLUBS, where: [{ field: 'status', in: ['suspended_overdue'] }] },
    definition: '期末因逾期未通过年审而停止发布活动和招新的社团数。',
    breakdowns: ['club_kind'],
  },
  CLB06: {
    title: '社团活动数',
    unit: '场',
    measure: ACTIVITIES,
    definition: '期内由高校社团发布的活动场次，按发布日期计；此后取消的照计。',
    breakdowns: ['category', 'kind'],
  },
  CLB07: {
    title: '社团招新申请人数',
    unit: '人',
    measure: APPLICATIONS,
    definition: '期内提交的入社申请数，按申请日期计；一人申请几个社团即计几次。',
    breakdowns: [],
  },
  CLB08: {
    title: '社团成员数',
    unit: '人',
    measure: MEMBERSHIPS,
    definition: '期末高校社团的在册成员数，一人参加几个社团即计几次；去重后的人数见“社团参加人数”。',
    breakdowns: [],
  },
  CLB09: {
    title: '停权期间违规发布数',
    unit: '件',
    formula: {
      numerator: [{ of: those(ACTIVITIES, WHILE_SUSPENDED) }, { of: those(APPLICATIONS, WHILE_SUSPENDED) }],
    },
    definition: '期内社团在停权期间发布的活动数与收到的入社申请数之和，按发布、申请日期计。',
    breakdowns: [],
  },
  CLB10: {
    title: '社团登记驳回率',
    unit: '%',
    ratio: {
      numerator: registrationsDecided('returned', 'refused'),
      denominator: registrationsDecided('approved', 'returned', 'refused'),
    },
    definition: '期内退回或不予通过的社团登记数 ÷ 期内审批的社团登记数，按审批日期计。',
    breakdowns: [],
  },
  CLB11: {
    title: '社团招新录取人数',
    unit: '人',
    measure: {
      ...those(APPLICATIONS, { field: 'status', in: ['approved'] }),
      basis: { kind: 'business', field: 'decided_on' },
    },
    definition: '期内通过的入社申请数，按审批日期计。',
    breakdowns: [],
  },
  CLB12: {
    title: '社团参加人数',
    unit: '人',
    measure: { ...MEMBERSHIPS, aggregate: { distinct: 'person_key' } },
    definition: '期末至少参加一个社团的人数，一人只计一次；身份不详的不计。',
    breakdowns: [],
  },
})
