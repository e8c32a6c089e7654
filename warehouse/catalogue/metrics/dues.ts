import {
  BILLED,
  COLLECTED,
  COLLECTED_ON_BILLS,
  OPEN_BILLS,
  OWED_BILLS,
  owingFor,
  PAYMENTS,
  paidInTime,
  those,
} from './figures.ts'
import { defineMetrics, type Measure } from './metric.ts'

const BILLED_MEMBERS: Measure = { ...OWED_BILLS, aggregate: { distinct: 'member_id' } }
const REMINDERS: Measure = {
  entity: 'message',
  aggregate: 'count',
  where: [{ field: 'kind', in: ['dues_reminder'] }],
  basis: { kind: 'business', field: 'sent_on' },
}
/** Dues: billed, collected, owed. */
export const DUES_METRICS = defineMetrics({
  DUE01: {
    title: '当月应交团费',
    unit: '元',
    measure: BILLED,
    definition: '账单月份在期内的应交金额合计，含已免交的账单，按出账时所在团支部计；作废账单不计。',
    breakdowns: ['payer_class'],
  },
  DUE02: {
    title: '当月实收团费',
    unit: '元',
    measure: COLLECTED,
    definition: '期内实际交纳的团费合计（收付实现制，含补交以前月份）；退款不计。',
    breakdowns: ['channel'],
  },
  DUE03: {
    title: '当月账单已收',
    unit: '元',
    measure: COLLECTED_ON_BILLS,
    definition: '账单月份在期内的账单截至目前已收的金额，不论何时交纳；自愿交纳不对应账单，不计。',
    breakdowns: [],
  },
  DUE04: {
    title: '团费收缴率',
    unit: '%',
    comparable: 'more',
    ratio: { numerator: COLLECTED_ON_BILLS, denominator: BILLED },
    definition: '当月账单已收 ÷ 当月应交团费；自愿交纳的金额不计在内。',
    breakdowns: [],
  },
  DUE05: {
    title: '按时交纳人数率',
    unit: '%',
    comparable: 'more',
    ratio: {
      numerator: paidInTime(BILLED_MEMBERS),
      denominator: BILLED_MEMBERS,
    },
    definition:
      '账单月份在期内、应交金额在账单当月交清的团员数 ÷ 账单月份在期内有应交金额的团员数，一人在整个期内只计一次；免交和作废的账单不计，自愿交纳不抵应交。',
    breakdowns: [],
  },
  DUE06: {
    title: '欠交团员数',
    unit: '人',
    measure: { ...OPEN_BILLS, aggregate: { distinct: 'member_id' } },
    definition:
      '期末有以前月份（不含当月）未交清账单的团员数，一人只计一次；免交和作废的账单不计，自愿交纳不抵应交，账单与退款按期末时的情况，按出账时所在团支部计。',
    breakdowns: ['arrears_age'],
  },
  DUE07: {
    title: '欠交金额',
    unit: '元',
    measure: { ...OPEN_BILLS, aggregate: { sum: { minus: ['amount_due_fen', 'paid_fen'] } } },
    definition:
      '期末以前月份（不含当月）账单的应交减已收；免交和作废的账单不计，自愿交纳不抵应交，账单与退款按期末时的情况，按出账时所在团支部计。',
    breakdowns: ['arrears_age'],
  },
  DUE08: {
    title: '连续欠交3个月团员数',
    unit: '人',
    measure: owingFor(3),
    definition:
      '期末前最近 3 个月的账单均未交清的团员数，免交和作废的账单不计，自愿交纳不抵应交；按其中最近一个月出账时所在团支部计。',
    breakdowns: [],
  },
  DUE09: {
    title: '连续欠交6个月团员数',
    unit: '人',
    measure: owingFor(6),
    definition:
      '期末前最近 6 个月的账单均未交清的团员数（团章：连续六个月不交团费，视为自行脱团），免交和作废的账单不计，自愿交纳不抵应交；按其中最近一个月出账时所在团支部计。',
    breakdowns: [],
  },
  DUE10: {
    title: '补交金额',
    unit: '元',
    measure: those(COLLECTED, { field: 'is_backpay', in: ['1'] }),
    definition: '期内实收团费中补交以前月份账单的金额。',
    breakdowns: [],
  },
  DUE11: {
    title: '代交笔数占比',
    unit: '%',
    ratio: { numerator: those(PAYMENTS, { field: 'is_proxy', in: ['1'] }), denominator: PAYMENTS },
    definition: '期内由同支部其他团员代交的笔数 ÷ 交费笔数。',
    breakdowns: [],
  },
  DUE12: {
    title: '自愿交纳金额',
    unit: '元',
    measure: those(COLLECTED, { field: 'is_voluntary', in: ['1'] }),
    definition: '期内实收团费中自愿交纳的金额，按交费日期计。',
    breakdowns: [],
  },
  DUE13: {
    title: '免交与减交人数',
    unit: '人',
    measure: {
      ...BILLED_MEMBERS,
      where: [
        { field: 'status', in: ['open', 'paid', 'overdue', 'exempt'] },
        {
          any: [
            { field: 'status', in: ['exempt'] },
            { field: 'is_reduced', in: ['1'] },
          ],
        },
      ],
    },
    definition:
      '账单月份在期内、有免交或减交账单的团员数，一人在整个期内只计一次，按出账时所在团支部计；作废的账单不计。',
    breakdowns: [],
  },
  DUE14: {
    title: '人均月团费',
    unit: '元/人',
    ratio: { numerator: BILLED, denominator: { ...BILLED, aggregate: 'count' } },
    definition: '账单月份在期内的应交金额 ÷ 账单数（每人每月一张），含免交的账单；作废的账单不计。',
    breakdowns: ['payer_class'],
  },
  DUE15: {
    title: '团费提醒送达率',
    unit: '%',
    ratio: {
      numerator: those(REMINDERS, { field: 'status', in: ['delivered', 'read'] }),
      denominator: REMINDERS,
    },
    definition: '期内发送的团费提醒中送达（含已读）的条数 ÷ 发送的条数，计在接收组织，按发送日期计。',
    breakdowns: [],
  },
})
