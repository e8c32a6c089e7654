import { dayOf } from '../../../warehouse/platform/time/day.ts'
import { big, code, column, datetime, decimal, flag, month, updated } from '../columns.ts'
import type { BillRow, PaymentRow } from '../rows.ts'
import type { Table } from '../table.ts'

/** `payer_class`, in bills and in members. */
export const PAYER = {
  student: 1,
  wage: 2,
  farmer: 3,
  self_employed: 4,
  relief: 5,
  party_member: 6,
  cadre_over_28: 7,
}

export const BILL: Table<BillRow> = {
  name: 'tb_dues_bill',
  schema: 'zhtj',
  topic: 'gd.zhtj.tb_dues_bill',
  entity: 'dues_bill',
  key: ['bill_id'],
  isMarked: true,
  hasSchema: false,
  columns: [
    big('bill_id', row => row.id),
    big('branch_id', row => row.branchId),
    big('member_id', row => row.memberId),
    month('bill_month', row => row.month),
    code('payer_class', PAYER, row => row.payer),
    decimal('amount_due', row => row.due),
    code('bill_status', { open: 0, paid: 1, overdue: 2, exempt: 3, void: 4 }, row => row.status),
    flag('is_reduced', row => row.isReduced),
    code(
      'income_level',
      { none: 0, below_2000: 1, '2000_to_4999': 2, '5000_to_9999': 3, from_10000: 4 },
      row => row.income,
    ),
    updated(),
  ],
  state: row => ({
    org_id: row.branchId,
    member_id: row.memberId,
    bill_month: row.month,
    payer_class: row.payer,
    amount_due_fen: row.due,
    status: row.status,
    is_reduced: Number(row.isReduced),
    income_band: row.income,
  }),
}

export const PAYMENT: Table<PaymentRow> = {
  name: 'tb_dues_payment',
  schema: 'zhtj',
  topic: 'gd.zhtj.tb_dues_payment',
  entity: 'dues_payment',
  key: ['payment_id'],
  isMarked: true,
  hasSchema: false,
  columns: [
    big('payment_id', row => row.id),
    { ...column<PaymentRow>('bill_id', 'int64', row => row.billId), optional: true },
    big('branch_id', row => row.branchId),
    month('bill_month', row => row.month),
    big('payer_member_id', row => row.memberId),
    decimal('amount', row => row.amount),
    code('pay_channel', { wechat: 1, alipay: 2, unionpay: 3, cash: 4 }, row => row.channel),
    flag('is_proxy', row => row.isProxy),
    flag('is_backpay', row => row.isBackpay),
    flag('is_voluntary', row => row.isVoluntary),
    code('pay_status', { paid: 1, refunded: 2, voided: 3 }, row => row.status),
    datetime('paid_at', row => row.paidAt),
    updated(),
  ],
  isGone: row => row.status !== 'paid',
  state: row => ({
    org_id: row.branchId,
    bill_id: row.billId ?? '0',
    bill_month: row.month,
    member_id: row.memberId,
    amount_fen: row.amount,
    channel: row.channel,
    is_proxy: Number(row.isProxy),
    is_backpay: Number(row.isBackpay),
    paid_on: dayOf(row.paidAt),
    is_voluntary: Number(row.isVoluntary),
  }),
}
