import { field, group, text } from './entity.ts'

export const PAYER_CLASSES = [
  'student',
  'wage',
  'farmer',
  'self_employed',
  'relief',
  'party_member',
  'cadre_over_28',
] as const

/** After-tax income of a month in yuan: 3 yuan below 2,000, then 2 ‰, at most 20 yuan. */
export const INCOME_BANDS = ['none', 'below_2000', '2000_to_4999', '5000_to_9999', 'from_10000'] as const

/** Dues: bills, payments, and what each level keeps by the source's own account. */
export const DUES_ENTITIES = group('dues', 'dues', {
  dues_bill: {
    title: '团费账单',
    noun: 'monthly dues bill',
    bit: 2,
    fields: [
      field('org_id', 'id', '出账支部'),
      field('member_id', 'id', '团员'),
      field('bill_month', 'month', '账单月份'),
      text('payer_class', '交费类别', PAYER_CLASSES),
      field('amount_due_fen', 'fen', '应交金额'),
      text('status', '账单状态', ['open', 'paid', 'overdue', 'exempt', 'void']),
      field('is_reduced', 'flag', '减交'),
      text('income_band', '收入档次', INCOME_BANDS),
    ],
    org: 'org_id',
    present: 'always',
    startDate: 'bill_month',
    required: ['org_id', 'bill_month', 'amount_due_fen'],
    projections: {
      by_month: { by: ['bill_month', 'status', 'payer_class', 'org_id'], sums: ['amount_due_fen'] },
    },
  },
  dues_payment: {
    title: '团费交纳',
    noun: 'dues payment',
    bit: 3,
    fields: [
      field('org_id', 'id', '出账支部'),
      field('bill_id', 'id', '账单'),
      field('bill_month', 'month', '账单月份'),
      field('member_id', 'id', '交费人'),
      field('amount_fen', 'fen', '实收金额'),
      text('channel', '交费渠道', ['wechat', 'alipay', 'unionpay', 'cash']),
      field('is_proxy', 'flag', '代交'),
      field('is_backpay', 'flag', '补交'),
      field('paid_on', 'date', '交费日期'),
      field('is_voluntary', 'flag', '自愿交纳'),
    ],
    org: 'org_id',
    present: 'always',
    required: ['org_id', 'bill_month', 'amount_fen', 'paid_on'],
    projections: {
      by_day: { by: ['paid_on', 'channel', 'org_id'], sums: ['amount_fen'], note: 'cash basis' },
      by_month: {
        by: ['bill_month', 'is_voluntary', 'org_id'],
        sums: ['amount_fen'],
        note: 'by the bill that was paid',
      },
    },
    recent: ['org_id', 'amount_fen'],
    parents: { bill_id: 'dues_bill' },
  },
  dues_retention: {
    title: '团费留存（来源系统口径）',
    noun: 'month of what a level keeps, as the source computed it',
    note: "Stands beside the product's own statement (`ads_dues_retention`), for comparison.",
    bit: 21,
    fields: [
      field('org_id', 'id', '组织'),
      field('retention_month', 'month', '月份'),
      field('amount_collected_fen', 'fen', '当月实收'),
      field('own_retained_fen', 'fen', '本级留存'),
      field('children_retained_fen', 'fen', '代收下级留存'),
      field('remittance_fen', 'fen', '上缴'),
    ],
    org: 'org_id',
    present: 'always',
    required: ['org_id', 'retention_month'],
    projections: {
      by_month: {
        by: ['retention_month', 'org_id'],
        sums: ['amount_collected_fen', 'own_retained_fen', 'children_retained_fen', 'remittance_fen'],
      },
    },
  },
})
