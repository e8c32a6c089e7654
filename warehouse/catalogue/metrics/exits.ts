import { those } from './figures.ts'
import { defineMetrics, type FormulaTerm, type Measure } from './metric.ts'

const GONE: Measure = {
  entity: 'member',
  aggregate: 'count',
  where: [],
  basis: { kind: 'movement', transitions: ['gone'] },
}
const AGED_OUT = those(GONE, { field: 'status', in: ['aged_out'] })
const RESTORED: Measure = {
  entity: 'membership_change',
  aggregate: 'count',
  where: [{ field: 'kind', in: ['membership_restore'] }],
  basis: { kind: 'business', field: 'happened_on' },
}
const AGE_OUTS: Measure = { ...RESTORED, where: [{ field: 'kind', in: ['age_out'] }] }
/** 28 completed; only the month of birth is known, and counts from its first day. */
const OVER_28: Measure = {
  entity: 'member',
  aggregate: 'count',
  where: [
    { field: 'status', in: ['active', 'transferring'] },
    { field: 'birth_month', op: '<=', than: { day: 'to', plus: { months: -28 * 12 } } },
  ],
  basis: { kind: 'state' },
}
const year = (of: Measure): FormulaTerm => ({ of, at: { rolling: 12 } })

/** Ends of membership, and who stays beyond 28. */
export const EXIT_METRICS = defineMetrics({
  AGE01: {
    title: '满28岁自动离团数',
    unit: '人',
    measure: AGED_OUT,
    definition: '期内因年满 28 周岁离团的人数，按离团日期计，计在离团时所在支部；此后恢复团籍的照计。',
    breakdowns: [],
  },
  AGE02: {
    title: '恢复团籍数',
    unit: '人',
    measure: RESTORED,
    definition: '期内恢复团籍的人次，按恢复日期计，计在恢复到的支部。',
    breakdowns: [],
  },
  AGE03: {
    title: '超龄未离团（欠费）数',
    unit: '人',
    measure: {
      ...those(
        OVER_28,
        { field: 'is_cadre', notIn: ['1'] },
        { field: 'unpaid_bills', op: '>', than: { const: 0 } },
      ),
      with: {
        unpaid_bills: {
          of: {
            entity: 'dues_bill',
            where: [
              { field: 'status', in: ['open', 'overdue'] },
              { field: 'bill_month', op: '<', than: { day: 'from' } },
            ],
            basis: { kind: 'state' },
          },
          by: 'member_id',
        },
      },
    },
    definition:
      '期末年满 28 周岁、不任团干部、有以前月份（不含当月）未交账单而仍在册的团员数；出生只知年月，按该月 1 日计，账单以来源系统的状态为准。',
    breakdowns: [],
  },
  AGE04: {
    title: '超龄保留（团干）数',
    unit: '人',
    measure: those(OVER_28, { field: 'is_cadre', in: ['1'] }),
    definition: '期末年满 28 周岁、因任团干部保留团籍的团员数；出生只知年月，按该月 1 日计。',
    breakdowns: [],
  },
  AGE05: {
    title: '退团、脱团、停止团籍、除名数',
    unit: '人',
    measure: those(GONE, {
      field: 'status',
      in: ['exit_withdraw', 'exit_self_left', 'exit_suspended', 'exit_expelled'],
    }),
    definition:
      '期内退团、自行脱团、停止团籍、开除团籍的人数，按离团日期计，计在离团时所在支部；转往外省的不计。',
    breakdowns: ['exit_kind'],
  },
  AGE06: {
    title: '恢复团籍率',
    unit: '%',
    formula: { numerator: [year(RESTORED)], denominator: [year(AGE_OUTS)] },
    definition:
      '截至期末 12 个月内恢复团籍的人次 ÷ 同期年满 28 周岁离团的人次，均按来源系统的离团与恢复记录计。',
    breakdowns: [],
  },
})
