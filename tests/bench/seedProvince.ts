import { refreshTree } from '../../warehouse/orgs/refresh.ts'
import type { Warehouse } from '../../warehouse/platform/clickhouse/client.ts'
import { createLog } from '../../warehouse/platform/log.ts'
import { addMonths, formatDay, monthOf } from '../../warehouse/platform/time/day.ts'

export interface ProvinceSize {
  orgs: number
  members: number
  /** Months with a bill of every member; the last of them is the running one. */
  months: number
  /** The business day on which it is made: nothing lies after the day before. */
  today: number
}

/** Organisations of a layer of the tree stand below those of the layer above, in turns. The rest are branches. */
const LAYERS = [
  { size: 1, type: 'leading_organ' },
  { size: 21, type: 'leading_organ' },
  { size: 122, type: 'leading_organ' },
  { size: 3_000, type: 'committee' },
  { size: 27_000, type: 'committee' },
] as const
/** One in so many members has left by now. */
const LEFT = 12
const ACTIVITIES = 20_000
/** Members who sign up, and check in, in a month: one in so many. */
const TAKES_PART = 8

/** What every statement starts with: a version as the writer leaves it, told of in one snapshot. */
const VERSION = `1 as ev, 1 as system, number + 1 as id, number + 1 as ver, 'seed' as source, 1 as key_id, 1 as alive,
    toUInt64(65535) as sent, toInt8(1) as sign, 'enter' as transition, {told: Date32} as changed_on, toDateTime64({told: Date32}, 3) as changed_at, 1 as batch`
const VERSION_COLUMNS =
  'ev, system, id, ver, source, key_id, alive, sent, sign, transition, changed_on, changed_at, batch'

/** The organisation at a place of the tree, counted from the top: keys are hashes, as those of the mapping. */
const orgAt = (place: string) => `sipHash64('org', ${place})`
/** Members sit in branches, some fuller than others. */
const branchOf = (member: string) =>
  orgAt(
    `{above: UInt64} + toUInt64(pow(sipHash64(${member}) / 18446744073709551616., 1.3) * ({orgs: UInt64} - {above: UInt64}))`,
  )

/**
 * Fills the logs with a province made inside the engine: the tree, members, their bills and payments, activities with
 * sign-ups and check-ins. As the writer would leave it, but for one version per row and the last status of a bill.
 * `tell` is called before each step.
 */
export async function seedProvince(
  { app }: Warehouse,
  { orgs, members, months, today }: ProvinceSize,
  tell: (text: string) => void,
): Promise<void> {
  const above = LAYERS.reduce((sum, { size }) => sum + size, 0)
  if (orgs <= above) throw new Error(`a province has more than ${above} organisations`)
  const first = addMonths(monthOf(today), 1 - months)
  const run = (query: string) =>
    app.command({
      query,
      query_params: {
        orgs,
        above,
        members,
        told: formatDay(addMonths(today, -40)),
        first: formatDay(first),
        today: formatDay(today),
      },
      clickhouse_settings: { ...SEED_SETTINGS },
    })

  tell(`${orgs.toLocaleString('en')} organisations`)
  await run(orgsSql(orgs))
  await refreshTree(app, createLog('bench'))
  tell(`${members.toLocaleString('en')} members`)
  await run(membersSql)
  await run(leaversSql)
  for (let i = 0; i < months; i++) {
    const month = formatDay(addMonths(first, i))
    tell(`bills and payments of ${month.slice(0, 7)}`)
    const isRunning = i === months - 1
    await run(billsSql(month, i))
    await run(paymentsSql(month, i, isRunning))
    await run(factsSql('signup', 'submitted_on', month, i))
    await run(factsSql('checkin', 'checked_on', month, i))
  }
  await run(activitiesSql)
}

const SEED_SETTINGS = {
  send_progress_in_http_headers: 1,
  http_headers_progress_interval_ms: '20000',
  max_insert_block_size: '1000000',
  insert_deduplicate: 0,
  log_comment: 'seed',
} as const

function orgsSql(orgs: number): string {
  const sizes = [...LAYERS.map(({ size }) => size), orgs - LAYERS.reduce((sum, { size }) => sum + size, 0)]
  const starts = sizes.map((_, i) => sizes.slice(0, i).reduce((sum, size) => sum + size, 0))
  const types = [...LAYERS.map(({ type }) => type), 'branch']
  return `insert into app.dwd_org_log (${VERSION_COLUMNS}, day, org_id, parent_org_id, org_full_name, org_short_name, org_type,
      region_code, industry_code, school_stage, status, created_on, is_logged_in, is_info_complete, is_children_created,
      has_retention_right, sub_account_status)
    with
        [${starts}] as starts,
        arrayCount(start -> start <= number, starts) as layer,
        if(layer = 1, 0, starts[layer - 1] + (number - starts[layer]) % [${sizes}][layer - 1]) as parent
    select ${VERSION}, toDate32('2012-01-01') + number % 3000 as day, ${orgAt('number')} as org_id, if(layer = 1, 0, ${orgAt('parent')}) as parent_org_id,
        concat('共青团', toString(layer), '级第', toString(number), '号组织委员会'), concat('第', toString(number), '组织'), [${types.map(type => `'${type}'`)}][layer],
        if(layer <= 3, toString(440000 + number), ''), ['school', 'enterprise', 'village', 'urban_community'][1 + number % 4], if(number % 4 = 0, 'university', 'none'),
        'active', day, 1, number % 7 != 0, number % 5 != 0,
        layer <= 3 or (layer = 5 and number % 3 = 0) or (layer = 6 and number % 5 = 0), ['valid', 'valid', 'valid', 'valid', 'invalid'][1 + number % 5]
    from numbers({orgs: UInt64})`
}

const MEMBER_FIELDS = `${branchOf('number')} as org_id, sipHash64('person', number) as person_key,
    'approved' as report_status, ['male', 'female'][1 + number % 2] as gender, toDate32('1998-01-01') + 30 * (number % 170) as birth_month,
    ['senior_high', 'bachelor', 'college'][1 + number % 3] as education, 'league_member' as political_status, ['student', 'student', 'wage'][1 + number % 3] as payer_class,
    toDate32('2014-01-01') + sipHash64(number) % 4500 as joined_on`
const MEMBER_COLUMNS =
  'org_id, person_key, report_status, gender, birth_month, education, political_status, payer_class, joined_on'

const membersSql = `insert into app.dwd_member_log (${VERSION_COLUMNS}, ${MEMBER_COLUMNS}, day, status)
  select ${VERSION}, ${MEMBER_FIELDS}, joined_on as day, 'active' as status
  from numbers({members: UInt64})`

/** Who left: the state that ends, and the one in which the row is still there. */
const leaversSql = `insert into app.dwd_member_log (${VERSION_COLUMNS}, ${MEMBER_COLUMNS}, day, status)
  select 0 as ev, system, id, ver, source, key_id, alive, sent, how.1 as sign, how.2 as transition, changed_on, changed_at, batch, ${MEMBER_COLUMNS},
      {today: Date32} - 1 - id % 720 as day, how.3 as status
  from (
      select ${VERSION}, ${MEMBER_FIELDS}
      from numbers({members: UInt64})
      where number % ${LEFT} = 0
  )
  array join [(toInt8(-1), 'leave', 'active'), (toInt8(1), 'gone', 'aged_out')] as how`

function billsSql(month: string, place: number): string {
  return `insert into app.dwd_dues_bill_log (${VERSION_COLUMNS}, day, org_id, member_id, bill_month, payer_class, amount_due_fen, status)
    select ${numbered(place)}, toDate32('${month}') as day, ${branchOf('number')}, number + 1, day, ['student', 'student', 'wage'][1 + number % 3],
        if(number % 3 = 2, 300 + 100 * (number % 17), 20), if(sipHash64(number, ${place}) % 100 < 94, 'paid', 'open')
    from numbers({members: UInt64})`
}

function paymentsSql(month: string, place: number, isRunning: boolean): string {
  const days = isRunning ? `greatest(1, dateDiff('day', toDate32('${month}'), {today: Date32}))` : '28'
  return `insert into app.dwd_dues_payment_log (${VERSION_COLUMNS}, day, org_id, bill_id, bill_month, member_id, amount_fen, channel, paid_on)
    select ${numbered(place)}, toDate32('${month}') + sipHash64(number) % ${days} as day, ${branchOf('number')}, id, toDate32('${month}'), number + 1,
        if(number % 3 = 2, 300 + 100 * (number % 17), 20), ['wechat', 'alipay', 'unionpay', 'cash'][1 + number % 4], day
    from numbers({members: UInt64})
    where sipHash64(number, ${place}) % 100 < ${isRunning ? 10 : 94}`
}

/** Rows of the months have ids of their own. */
function numbered(place: number): string {
  return VERSION.replaceAll('number + 1', `number + 1 + ${place} * {members: UInt64}`)
}

function factsSql(entity: 'signup' | 'checkin', on: string, month: string, place: number): string {
  const own = entity === 'signup' ? 'status' : 'method, activity_minutes'
  const values = entity === 'signup' ? `'approved'` : `['geo', 'qr'][1 + number % 2], 90`
  return `insert into app.dwd_${entity}_log (${VERSION_COLUMNS}, day, org_id, member_org_id, activity_id, member_id, ${on}, ${own})
    select ${numbered(place)}, least(toDate32('${month}') + sipHash64(number) % 28, {today: Date32} - 1) as day, ${orgAt(`activity_id % 30000`)}, ${branchOf('number')}, 1 + sipHash64(number, ${place}) % ${ACTIVITIES} as activity_id,
        number + 1, day, ${values}
    from numbers({members: UInt64})
    where (number + ${place}) % ${TAKES_PART} = 0`
}

const activitiesSql = `insert into app.dwd_activity_log (${VERSION_COLUMNS}, day, org_id, category, kind, status, published_on)
  select ${VERSION}, {first: Date32} - 365 + number % (365 + dateDiff('day', {first: Date32}, {today: Date32})) as day, ${orgAt('number % 30000')},
      ['ideological', 'public_service', 'innovation', 'training'][1 + number % 4], ['offline', 'online'][1 + number % 2], 'ended', day
  from numbers(${ACTIVITIES})`
