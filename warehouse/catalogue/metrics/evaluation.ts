import { ACTIVE_BRANCHES, MEMBERS, those } from './figures.ts'
import { defineMetrics, type Measure, type Rows } from './metric.ts'
import type { Predicate } from './predicate.ts'

/** The season of evaluation and registration begins on this day; its year is the year of both. */
const SEASON = '11-01'

const BEFORE_THE_SEASON: Predicate = {
  any: [
    { field: 'joined_on', op: '<', than: { last: SEASON } },
    { field: 'joined_on', is: 'unknown' },
  ],
}
/** Who is to be registered: every member who was one when the season began. */
const TO_REGISTER: Measure = those(MEMBERS, BEFORE_THE_SEASON)
/** Who is to be evaluated: not the members of the Party, who are evaluated there. */
const TO_EVALUATE: Measure = those(TO_REGISTER, {
  field: 'political_status',
  notIn: ['party_member', 'probationary_party_member'],
})

/** Evaluations of the season that began last, in place at the end of the period. */
const evaluatedAs = (...grades: string[]): Rows => ({
  entity: 'education_evaluation',
  where: [
    { field: 'eval_year', op: '=', than: { last: SEASON } },
    { field: 'grade', in: grades },
  ],
  basis: { kind: 'since', field: 'entered_on' },
})
const EVALUATED = evaluatedAs('grade_excellent', 'grade_qualified', 'grade_basic', 'grade_unqualified')
const EXCELLENT = evaluatedAs('grade_excellent')
const REGISTERED: Rows = {
  entity: 'annual_registration',
  where: [
    { field: 'reg_year', op: '=', than: { last: SEASON } },
    { field: 'status', in: ['registered'] },
  ],
  basis: { kind: 'since', field: 'confirmed_on' },
}
const SHARE_OF_EXCELLENT = 30

const DUE_BRANCHES: Measure = {
  ...those(ACTIVE_BRANCHES, { field: 'due', op: '>', than: { const: 0 } }),
  with: { due: { of: TO_EVALUATE, by: 'org_id' } },
}

/** Evaluation and yearly registration of members. */
export const EVALUATION_METRICS = defineMetrics({
  EDU01: {
    title: '评议完成支部率',
    unit: '%',
    comparable: 'more',
    ratio: {
      numerator: {
        ...those(DUE_BRANCHES, { field: 'evaluated', op: '>=', than: { field: 'due' } }),
        with: { ...DUE_BRANCHES.with, evaluated: { of: EVALUATED, by: 'org_id' } },
      },
      denominator: DUE_BRANCHES,
    },
    definition:
      '期末已录入评议结果数不少于应评团员数的团支部数 ÷ 有应评团员的团支部数。评议年度自每年11月1日起，取期末前最近一个；应评团员为该日前入团（或入团日期不详）的在册团员，不含中共党员（含预备）。',
    breakdowns: [],
  },
  EDU02: {
    title: '团员参评率',
    unit: '%',
    comparable: 'more',
    ratio: {
      numerator: {
        ...those(TO_EVALUATE, { field: 'evaluated', op: '>', than: { const: 0 } }),
        with: { evaluated: { of: EVALUATED, by: 'member_id' } },
      },
      denominator: TO_EVALUATE,
    },
    definition:
      '期末已有本评议年度评议结果的应评团员数 ÷ 应评团员数。评议年度自每年11月1日起，取期末前最近一个；应评团员为该日前入团（或入团日期不详）的在册团员，不含中共党员（含预备）。',
    breakdowns: [],
  },
  EDU03: {
    title: '优秀团员占比',
    unit: '%',
    ratio: {
      numerator: { ...EXCELLENT, aggregate: 'count' },
      denominator: { ...EVALUATED, aggregate: 'count' },
    },
    definition:
      '本评议年度评为优秀的人次 ÷ 已录入评议结果的人次，按评议时所在团支部计；评议年度自每年11月1日起，取期末前最近一个。规定不超过30%。',
    breakdowns: [],
  },
  EDU04: {
    title: '优秀超30%支部数',
    unit: '个',
    measure: {
      ...those(ACTIVE_BRANCHES, {
        field: 'excellent',
        op: '>',
        than: { field: 'evaluated', percent: SHARE_OF_EXCELLENT },
      }),
      with: {
        excellent: { of: EXCELLENT, by: 'org_id' },
        evaluated: { of: EVALUATED, by: 'org_id' },
      },
    },
    definition:
      '本评议年度评为优秀的超过已录入评议结果30%的团支部数；评议年度自每年11月1日起，取期末前最近一个。',
    breakdowns: [],
  },
  EDU05: {
    title: '基本合格与不合格人数',
    unit: '人',
    measure: { ...evaluatedAs('grade_basic', 'grade_unqualified'), aggregate: { distinct: 'member_id' } },
    definition:
      '本评议年度评为基本合格或不合格的团员数，按评议时所在团支部计，一人只计一次；评议年度自每年11月1日起，取期末前最近一个。不足10人不显示。',
    breakdowns: ['grade'],
  },
  EDU06: {
    title: '年度团籍注册率',
    unit: '%',
    comparable: 'more',
    ratio: {
      numerator: {
        ...those(TO_REGISTER, { field: 'registered', op: '>', than: { const: 0 } }),
        with: { registered: { of: REGISTERED, by: 'member_id' } },
      },
      denominator: TO_REGISTER,
    },
    definition:
      '期末已完成本年度团籍注册的应注册团员数 ÷ 应注册团员数。注册年度自每年11月1日起，取期末前最近一个；应注册团员为该日前入团（或入团日期不详）的在册团员，含保留团籍的党员和团干部；暂缓、不予注册的计入分母。',
    breakdowns: [],
  },
  EDU07: {
    title: '待注册团员数',
    unit: '人',
    measure: {
      entity: 'annual_registration',
      aggregate: 'count',
      where: [{ field: 'status', in: ['pushed'] }],
      basis: { kind: 'state' },
    },
    definition: '期末已推送年度团籍注册、本人尚未确认的团员数，按推送时所在团支部计；已逾期的不计。',
    breakdowns: [],
  },
})
