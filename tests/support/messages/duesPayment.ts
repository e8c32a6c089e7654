/** A whole row of guangdong's tb_dues_payment: 12.50 yuan, paid on 20 May 2026. */
export const DUES_PAYMENT = {
  payment_id: 901,
  branch_id: 44,
  bill_id: 77,
  bill_month: '202605',
  payer_member_id: 12,
  amount: '12.50',
  pay_channel: 1,
  is_proxy: 0,
  is_backpay: 0,
  paid_at: '2026-05-20 16:30:00',
  is_voluntary: 0,
  pay_status: 1,
}
