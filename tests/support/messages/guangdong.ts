import type { SpoolMessage } from '../../../ingest/source/spool/segment.ts'

/** Small Debezium messages of the guangdong tables, for tests that write their own history. */
const COLUMNS = {
  tb_org: {
    org_id: 1,
    parent_id: 0,
    org_full_name: '共青团广东省委员会',
    org_short_name: '团省委',
    org_type: 1,
    region_code: '440000',
    industry_code: '30',
    school_stage: 0,
    org_status: 1,
    create_time: Date.UTC(2000, 0, 1),
    is_logged_in: 1,
    is_info_complete: 1,
    is_children_created: 1,
    retention_right: 1,
    sub_account_state: 1,
    is_deleted: 0,
  },
  tb_member: {
    member_id: 1,
    branch_id: 1,
    name: '测试甲',
    mobile: '13800000000',
    id_card_no: '440101200501019999',
    member_status: 2,
    report_state: 2,
    gender: 2,
    birth_date: 12784,
    education: 2,
    political_status: '03',
    payer_class: 1,
    join_date: 18000,
    is_floating: 0,
    is_deleted: 0,
  },
  tb_dues_bill: {
    bill_id: 1,
    branch_id: 1,
    member_id: 1,
    bill_month: '202605',
    payer_class: 1,
    amount_due: '0.20',
    bill_status: 0,
    is_reduced: 0,
    income_level: 0,
  },
  tb_dues_payment: {
    payment_id: 1,
    bill_id: 1,
    branch_id: 1,
    bill_month: '202605',
    payer_member_id: 1,
    amount: '0.20',
    pay_channel: 1,
    pay_status: 1,
    is_proxy: 0,
    is_backpay: 0,
    paid_at: Date.UTC(2026, 4, 3, 9, 30),
  },
} as const

const KEYS = {
  tb_org: 'org_id',
  tb_member: 'member_id',
  tb_dues_bill: 'bill_id',
  tb_dues_payment: 'payment_id',
} as const

export type GuangdongTable = keyof typeof COLUMNS

export function topicOf(table: GuangdongTable): string {
  return `gd.zhtj.${table}`
}

/** A Debezium message: the table's sample row with these columns changed; `null` deletes the row of `key`. */
export function debezium(
  table: GuangdongTable,
  at: string,
  columns: Record<string, unknown>,
  op: 'c' | 'u' | 'd' | 'r' = 'u',
): SpoolMessage {
  const row = { ...COLUMNS[table], ...columns }
  const ms = Date.parse(`${at.length > 10 ? at.replace(' ', 'T') : `${at}T12:00:00`}+08:00`)
  const key = KEYS[table]
  const id = Object.entries(row).find(([name]) => name === key)?.[1]
  return {
    timestamp: ms,
    key: Buffer.from(JSON.stringify({ [key]: id })),
    value: Buffer.from(
      JSON.stringify({
        before: op === 'd' ? row : null,
        after: op === 'd' ? null : row,
        op,
        ts_ms: ms,
        source: {
          connector: 'mysql',
          name: 'gd',
          ts_ms: ms,
          snapshot: op === 'r' ? 'true' : 'false',
          db: 'zhtj',
          table,
          server_id: 1,
          file: '',
          pos: 0,
          row: 0,
        },
      }),
    ),
    headers: {},
  }
}
