/**
 * Catalogue, list 1: what a change can be about. One entity is one signed log `app.dwd_<entity>_log`
 * (docs in `sql/dwd`). The order of an entity's fields is fixed for ever: `sent` stores them as bits, so a new field is
 * appended (with a migration) and an old one is never removed or moved.
 */

/**
 * How a field is stored and what "unknown" is. No field is nullable: an unknown text is `''`, an unknown id or number `0`,
 * an unknown date 1900-01-01 (`UNKNOWN_DAY`), so that a group by needs no special case.
 *
 * - `text`: short text or an identifier of the glossary, `LowCardinality(String)`
 * - `name`: free text that is no personal data (names of organisations), `String`
 * - `id`: UInt64 as a decimal string (a source row id or a 64-bit hash)
 * - `date`: `Date32`, in TypeScript days since 1970-01-01
 * - `month`: `Date32`, the first of the month
 * - `fen`: money in integer fen, `Int64`
 * - `count`: whole number, `UInt32`
 * - `flag`: 0 or 1, `UInt8`
 */
export type FieldType = 'text' | 'name' | 'id' | 'date' | 'month' | 'fen' | 'count' | 'flag'

export type Value = string | number

export interface Field {
  name: string
  type: FieldType
  title: string
  /** Allowed values of a `text` field; a mapping that yields another one dead-letters the message. */
  values?: readonly string[]
}

export interface Entity {
  name: EntityName
  title: string
  fields: readonly Field[]
  /** The field that holds the owning organisation of a state, as of the event. */
  org: string
  /** When a state counts. A state that exists but is not present is neither in a stock nor moved by edits. */
  present: 'always' | { field: string; in: readonly string[] }
  /** The field with the day from which the first presence counts, when it lies before the first change. */
  startDate?: string
  /** Fields without which a row is only a patch and waits for the rest. */
  required: readonly string[]
  /** Columns that the projection `recent` holds, for the ticker; empty when the entity has none. */
  recent: readonly string[]
}

// the order is fixed for ever, new ones are appended: trees of past months store places in it as bits (`uncounted`)
export const ENTITY_NAMES = [
  'org',
  'member',
  'dues_bill',
  'dues_payment',
  'activity',
  'signup',
  'checkin',
] as const
export type EntityName = (typeof ENTITY_NAMES)[number]

/** Days since 1970-01-01 of 1900-01-01, the first day of `Date32`: stands for "not known". */
export const UNKNOWN_DAY = -25567

/**
 * Number of the rules that turn a timeline into signed rows. It stands in the comment of every log; a writer with other
 * rules refuses to write and asks for a rebuild. Raise it when `rows` or the meaning of a field changes.
 */
export const RULES = 2

const text = (name: string, title: string, values?: readonly string[]): Field =>
  values ? { name, type: 'text', title, values } : { name, type: 'text', title }
const field = (name: string, type: FieldType, title: string): Field => ({ name, type, title })

const PAYER_CLASSES = [
  'student',
  'wage',
  'farmer',
  'self_employed',
  'relief',
  'party_member',
  'cadre_over_28',
] as const
const ACTIVITY_CATEGORIES = [
  'ideological',
  'innovation',
  'public_service',
  'internship',
  'rights',
  'friendship',
  'culture_sports',
  'training',
] as const

export const ENTITIES: Readonly<Record<EntityName, Entity>> = {
  org: {
    name: 'org',
    title: '团组织',
    fields: [
      field('org_id', 'id', '组织'),
      field('parent_org_id', 'id', '上级组织'),
      field('org_full_name', 'name', '组织全称'),
      field('org_short_name', 'name', '组织简称'),
      text('org_type', '组织类别', [
        'leading_organ',
        'committee',
        'work_committee',
        'general_branch',
        'branch',
      ]),
      text('region_code', '行政区划代码'),
      text('industry_code', '行业类别', [
        'school',
        'enterprise',
        'government',
        'institution',
        'urban_community',
        'village',
        'social_org',
        'other',
      ]),
      text('school_stage', '学段', ['none', 'junior_high', 'senior_high', 'vocational', 'university']),
      text('status', '状态', ['active', 'deregistered', 'merged']),
      field('created_on', 'date', '成立日期'),
      field('is_logged_in', 'flag', '已登录系统'),
      field('is_info_complete', 'flag', '组织信息完整'),
      field('is_children_created', 'flag', '已创建直属下级'),
      field('has_retention_right', 'flag', '留存团费权限'),
      text('sub_account_status', '团费子账户', ['none', 'valid', 'invalid']),
    ],
    org: 'org_id',
    present: { field: 'status', in: ['active'] },
    startDate: 'created_on',
    required: ['org_id', 'org_type', 'status'],
    recent: [],
  },
  member: {
    name: 'member',
    title: '团员',
    fields: [
      field('org_id', 'id', '所在团支部'),
      field('person_key', 'id', '人员假名'),
      text('status', '团员状态', [
        'registering',
        'report_pending',
        'active',
        'transferring',
        'aged_out',
        'exit_withdraw',
        'exit_self_left',
        'exit_suspended',
        'exit_expelled',
        'moved_out_of_province',
      ]),
      text('report_status', '报到状态', ['none', 'submitted', 'approved', 'rejected']),
      text('gender', '性别', ['male', 'female', 'unknown']),
      field('birth_month', 'month', '出生年月'),
      text('education', '学历', [
        'junior_high',
        'senior_high',
        'vocational',
        'college',
        'bachelor',
        'postgraduate',
        'unknown',
      ]),
      text('political_status', '政治面貌', ['league_member', 'party_member', 'probationary_party_member']),
      text('payer_class', '交费类别', PAYER_CLASSES),
      field('joined_on', 'date', '入团日期'),
      field('is_floating', 'flag', '流动团员'),
    ],
    org: 'org_id',
    present: { field: 'status', in: ['active', 'transferring'] },
    startDate: 'joined_on',
    required: ['org_id', 'status'],
    recent: ['org_id', 'status'],
  },
  dues_bill: {
    name: 'dues_bill',
    title: '团费账单',
    fields: [
      field('org_id', 'id', '出账支部'),
      field('member_id', 'id', '团员'),
      field('bill_month', 'month', '账单月份'),
      text('payer_class', '交费类别', PAYER_CLASSES),
      field('amount_due_fen', 'fen', '应交金额'),
      text('status', '账单状态', ['open', 'paid', 'overdue', 'exempt', 'void']),
    ],
    org: 'org_id',
    present: 'always',
    startDate: 'bill_month',
    required: ['org_id', 'bill_month', 'amount_due_fen'],
    recent: [],
  },
  dues_payment: {
    name: 'dues_payment',
    title: '团费交纳',
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
    ],
    org: 'org_id',
    present: 'always',
    required: ['org_id', 'bill_month', 'amount_fen', 'paid_on'],
    recent: ['org_id', 'amount_fen'],
  },
  activity: {
    name: 'activity',
    title: '活动',
    fields: [
      field('org_id', 'id', '主办组织'),
      text('category', '活动类别', ACTIVITY_CATEGORIES),
      text('kind', '活动形式', ['offline', 'online']),
      text('status', '活动状态', ['draft', 'published', 'signing_up', 'running', 'ended', 'cancelled']),
      field('published_on', 'date', '发布日期'),
      field('is_cross_city', 'flag', '跨市活动'),
    ],
    org: 'org_id',
    present: 'always',
    required: ['org_id', 'status'],
    recent: ['org_id', 'status', 'category'],
  },
  signup: {
    name: 'signup',
    title: '活动报名',
    fields: [
      field('org_id', 'id', '主办组织'),
      field('member_org_id', 'id', '报名人所在支部'),
      field('activity_id', 'id', '活动'),
      field('member_id', 'id', '报名人'),
      text('status', '报名状态', ['submitted', 'approved', 'rejected', 'cancelled', 'absent']),
      field('submitted_on', 'date', '报名日期'),
    ],
    org: 'org_id',
    present: 'always',
    required: ['org_id', 'submitted_on'],
    recent: [],
  },
  checkin: {
    name: 'checkin',
    title: '活动签到',
    fields: [
      field('org_id', 'id', '主办组织'),
      field('member_org_id', 'id', '签到人所在支部'),
      field('activity_id', 'id', '活动'),
      field('member_id', 'id', '签到人'),
      text('method', '签到方式', ['geo', 'qr']),
      field('checked_on', 'date', '签到日期'),
      field('activity_minutes', 'count', '活动时长（分钟）'),
    ],
    org: 'org_id',
    present: 'always',
    required: ['org_id', 'checked_on'],
    recent: ['org_id', 'method'],
  },
}

/** The entity's log table, with its database. */
export function logTable(entity: EntityName): string {
  return `app.dwd_${entity}_log`
}

/** The value that stands for "not known" in a field of this type. */
export function unknownOf(type: FieldType): Value {
  if (type === 'date' || type === 'month') return UNKNOWN_DAY
  if (type === 'id') return '0'
  if (type === 'text' || type === 'name') return ''
  return 0
}
