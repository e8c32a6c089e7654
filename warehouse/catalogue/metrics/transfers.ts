import { those } from './figures.ts'
import { defineMetrics, type Measure } from './metric.ts'
import type { Predicate } from './predicate.ts'

const DONE: Predicate = { field: 'status', in: ['done_manual', 'done_auto'] }
/** An attempt that arrears blocked was never started. */
const STARTED: Predicate = { field: 'status', notIn: ['blocked_by_dues'] }

const BY_START: Measure = {
  entity: 'transfer',
  aggregate: 'count',
  where: [STARTED],
  basis: { kind: 'business', field: 'started_on' },
}
/** What ended in the period; without a condition of its own also what came to nothing. */
const BY_END: Measure = { ...BY_START, basis: { kind: 'business', field: 'ended_on' } }
/** Within the province, at the organisation that is joined. */
const INTO: Measure = { ...those(BY_END, { field: 'to_org_id', is: 'known' }), place: 'to_org_id' }
const UNDER_WAY: Measure = {
  ...BY_START,
  where: [{ field: 'status', in: ['open'] }],
  basis: { kind: 'state' },
}
const STEPS: Measure = {
  entity: 'transfer_step',
  aggregate: 'count',
  where: [
    { field: 'step', in: ['in_branch', 'in_superior'] },
    { field: 'status', in: ['approved', 'returned'] },
  ],
  basis: { kind: 'business', field: 'decided_on' },
}
const APPEALS: Measure = {
  entity: 'transfer_appeal',
  aggregate: 'count',
  where: [],
  basis: { kind: 'business', field: 'submitted_on' },
}
const DECIDED_APPEALS: Measure = {
  ...APPEALS,
  where: [{ field: 'status', in: ['upheld', 'refused'] }],
  basis: { kind: 'business', field: 'decided_on' },
}

const THIS_YEAR = { last: '01-01' } as const
const COHORT: readonly Predicate[] = [
  DONE,
  { field: 'is_graduate', in: ['1'] },
  { field: 'cohort_year', op: '=', than: THIS_YEAR },
]
/** Leavers of the year whose relation has moved on, at the school that they left. */
const MOVED_ON: Measure = {
  entity: 'transfer',
  aggregate: { distinct: 'member_id' },
  where: COHORT,
  basis: { kind: 'state' },
}
/** Leavers of the year whose relation still stands at their school. */
const STILL_THERE: Measure = {
  entity: 'member',
  aggregate: 'count',
  where: [
    { field: 'status', in: ['active', 'transferring'] },
    { field: 'grad_year', op: '=', than: THIS_YEAR },
    { field: 'moved_on', op: '=', than: { const: 0 } },
  ],
  with: {
    moved_on: { of: { entity: 'transfer', where: COHORT, basis: { kind: 'state' } }, by: 'member_id' },
  },
  basis: { kind: 'state' },
}
const STUDIES_ON = ['progression']
const DOES_NOT = ['employment', 'army', 'awaiting_employment', 'abroad', 'other']
const leaversFor = (reasons: readonly string[]) => ({
  moved: those(MOVED_ON, { field: 'reason', in: reasons }),
  waiting: those(STILL_THERE, { field: 'destination', in: reasons }),
})
const leavers = leaversFor(DOES_NOT)
const pupils = leaversFor(STUDIES_ON)
const LEAVERS_NOTE = '毕业年份为期末所在年份；在原学校计，转出后仍计在原学校'

/** Transfers of the organisational relation. */
export const TRANSFER_METRICS = defineMetrics({
  TRF01: {
    title: '转接发起数',
    unit: '件',
    measure: BY_START,
    definition: '期内发起的转接数，含以后退回、撤回的，计在转出支部，按发起日期计；因欠费未能发起的不计。',
    breakdowns: ['transfer_reason', 'started_by'],
  },
  TRF02: {
    title: '转接办结数',
    unit: '件',
    measure: those(INTO, DONE),
    definition: '期内办结的省内转接数，计入转入组织，按办结日期计；转往外省的不计。',
    breakdowns: ['transfer_reason'],
  },
  TRF03: {
    title: '转接净流入数',
    unit: '人',
    formula: {
      numerator: [{ of: those(INTO, DONE) }, { of: those(BY_END, DONE), times: -1 }],
    },
    definition:
      '期内办结的转入数减转出数，按办结日期计；本组织范围内的转接相互抵消，转往外省的计为转出，自外省转来的以报到计入，不在此数内。',
    breakdowns: [],
  },
  TRF04: {
    title: '在途转接数',
    unit: '件',
    measure: UNDER_WAY,
    definition: '期末尚未办结的转接数，计在转出支部。',
    breakdowns: ['current_step'],
  },
  TRF05: {
    title: '转接退回率',
    unit: '%',
    ratio: {
      numerator: those(INTO, { field: 'status', in: ['returned'] }),
      denominator: those(INTO, { field: 'status', in: ['done_manual', 'done_auto', 'returned'] }),
    },
    definition:
      '期内退回的转接数 ÷ 期内办结与退回的转接数，计入转入组织，按结束日期计；申诉成功的计为办结，撤回的不计。',
    breakdowns: [],
  },
  TRF06: {
    title: '转接办结时长（中位数）',
    unit: '天',
    measure: {
      ...those(BY_END, DONE),
      place: 'to_org_id',
      aggregate: { quantile: 0.5, of: { days: ['started_on', 'ended_on'] } },
    },
    definition: '期内办结的转接从发起到办结的天数的中位数，计入转入组织，按办结日期计。',
    breakdowns: [],
  },
  TRF06P90: {
    title: '转接办结时长（90分位）',
    unit: '天',
    measure: {
      ...those(BY_END, DONE),
      place: 'to_org_id',
      aggregate: { quantile: 0.9, of: { days: ['started_on', 'ended_on'] } },
    },
    definition: '期内办结的转接中，九成在这么多天内办结；计入转入组织，按办结日期计。',
    breakdowns: [],
  },
  TRF07: {
    title: '系统自动通过率',
    unit: '%',
    ratio: { numerator: those(STEPS, { field: 'decided_by', in: ['system'] }), denominator: STEPS },
    definition:
      '期内转入支部、转入上级办理的环节中，逾期（30 个自然日、72 小时）由系统自动通过的数 ÷ 全部办理数，计在办理组织，按办理日期计。',
    breakdowns: ['transfer_step'],
  },
  TRF08: {
    title: '转接超时与将超时数',
    unit: '件',
    measure: {
      entity: 'transfer_step',
      aggregate: 'count',
      where: [
        { field: 'status', in: ['open'] },
        {
          any: [
            {
              all: [
                { field: 'step', in: ['out_branch', 'out_superior'] },
                { field: 'opened_at', op: '<=', than: { day: 'to', plus: { days: -7 } } },
              ],
            },
            {
              all: [
                { field: 'step', in: ['in_branch'] },
                { field: 'due_at', op: '<=', than: { day: 'to', plus: { days: 3 } } },
              ],
            },
            {
              all: [
                { field: 'step', in: ['in_superior'] },
                { field: 'due_at', op: '<=', than: { day: 'to', plus: { days: 1 } } },
              ],
            },
          ],
        },
      ],
      basis: { kind: 'state' },
    },
    definition:
      '期末待办的转接环节中，转出支部、转出上级已满 7 日的，转入支部 3 日内、转入上级次日内将由系统自动通过的件数，计在办理组织。',
    breakdowns: ['transfer_step'],
  },
  TRF09: {
    title: '转接申诉数',
    unit: '件',
    measure: APPEALS,
    definition: '期内提交的转接申诉数，含以后撤回的，计在裁决的共同上级，按申诉日期计。',
    breakdowns: [],
  },
  TRF10: {
    title: '申诉成功率',
    unit: '%',
    ratio: {
      numerator: those(DECIDED_APPEALS, { field: 'status', in: ['upheld'] }),
      denominator: DECIDED_APPEALS,
    },
    definition: '期内裁决成立的申诉数 ÷ 期内裁决的申诉数，计在裁决的共同上级，按裁决日期计；撤回的不计。',
    breakdowns: [],
  },
  TRF11: {
    title: '申诉窗口逾期数',
    unit: '件',
    measure: {
      entity: 'transfer',
      aggregate: 'count',
      where: [STARTED],
      with: {
        appeals: {
          of: { entity: 'transfer_appeal', where: [], basis: { kind: 'state' } },
          by: 'transfer_id',
        },
      },
      per: {
        by: 'member_id',
        figures: {},
        where: [],
        last: ['started_on', 'id'],
        lastIs: [
          { field: 'status', in: ['returned'] },
          { field: 'ended_on', op: '<', than: { day: 'to', plus: { days: -30 } } },
          { field: 'appeals', op: '=', than: { const: 0 } },
        ],
      },
      basis: { kind: 'state' },
    },
    definition:
      '团员最近一次转接在期末 30 个自然日以前被退回，此后既未申诉、也未重新发起的件数，计在转出支部。',
    breakdowns: [],
  },
  TRF12: {
    title: '跨省转接数',
    unit: '件',
    measure: those(BY_START, { field: 'to_org_id', is: 'unknown' }),
    definition:
      '期内发起的转往外省的转接数，计在转出支部，按发起日期计；自外省转来的由对方省份发起，不在此数内。',
    breakdowns: ['to_province'],
  },
  TRF13: {
    title: '毕业生团员转接完成率',
    unit: '%',
    formula: { numerator: [{ of: MOVED_ON }], denominator: [{ of: MOVED_ON }, { of: STILL_THERE }] },
    definition: `期末已办结转接的毕业生团员数 ÷ 当年毕业生团员数。${LEAVERS_NOTE}。`,
    breakdowns: [],
  },
  TRF14: {
    title: '学社衔接率',
    unit: '%',
    formula: {
      numerator: [{ of: leavers.moved }],
      denominator: [{ of: leavers.moved }, { of: leavers.waiting }],
    },
    definition: `期末已办结转接的不升学毕业生团员数 ÷ 当年不升学毕业生团员数，去向未登记的不计。${LEAVERS_NOTE}。`,
    breakdowns: [],
  },
  TRF15: {
    title: '升学衔接率',
    unit: '%',
    formula: {
      numerator: [{ of: pupils.moved }],
      denominator: [{ of: pupils.moved }, { of: pupils.waiting }],
    },
    definition: `期末已办结转接的升学毕业生团员数 ÷ 当年升学毕业生团员数，去向未登记的不计。${LEAVERS_NOTE}。`,
    breakdowns: [],
  },
  TRF16: {
    title: '单位团组织转接率',
    unit: '%',
    formula: {
      numerator: [{ of: those(MOVED_ON, { field: 'reason', in: ['employment'] }) }],
      denominator: [{ of: leavers.moved }, { of: leavers.waiting }],
    },
    definition: `期末以就业为由办结转接的毕业生团员数 ÷ 当年不升学毕业生团员数，去向未登记的不计。${LEAVERS_NOTE}。`,
    breakdowns: [],
  },
  TRF17: {
    title: '代发起未确认数',
    unit: '件',
    measure: those(
      UNDER_WAY,
      { field: 'started_by', in: ['branch'] },
      { field: 'current_step', in: ['confirm'] },
    ),
    definition:
      '期末由支部代为发起、团员本人尚未确认的转接数，计在转出支部；中小学组织代发起的无须确认，不计。',
    breakdowns: [],
  },
  TRF18: {
    title: '因欠费受阻团员数',
    unit: '人',
    measure: {
      ...BY_START,
      where: [{ field: 'status', in: ['blocked_by_dues'] }],
      aggregate: { distinct: 'member_id' },
    },
    definition: '期内因欠交团费而未能发起转接的团员数，一人在整个期内只计一次，计在所在支部，按申请日期计。',
    breakdowns: [],
  },
  TRF19: {
    title: '转接撤回数',
    unit: '件',
    measure: those(BY_END, { field: 'status', in: ['withdrawn'] }),
    definition: '期内由发起方撤回的转接数，计在转出支部，按撤回日期计；未获本人确认而终止的不计。',
    breakdowns: [],
  },
})
