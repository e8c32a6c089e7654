import { describe, expect, it } from 'vitest'
import type { Change } from '../../../ingest/change.ts'
import { listSystems } from '../../../ingest/mapping/directories.ts'
import { describeChange } from '../../../ingest/mapping/explain.ts'
import { loadMappings } from '../../../ingest/mapping/load.ts'
import type { Mapping } from '../../../ingest/mapping/mapping.ts'
import { createPseudonyms } from '../../../ingest/mapping/pseudonyms.ts'
import { decodeMessage } from '../../../ingest/pipeline/decode.ts'
import { ENTITIES } from '../../../warehouse/catalogue/entities.ts'
import { formatDay, formatInstant } from '../../../warehouse/platform/time/day.ts'
import { DUES_PAYMENT } from '../../support/messages/duesPayment.ts'
import { canal, envelope, maxwell, ogg } from '../../support/messages/formats.ts'

const pseudonyms = createPseudonyms(Buffer.alloc(32, 1))
const mappings = loadMappings(listSystems())
const AT = Date.parse('2026-05-20T12:00:01+08:00')

const PAYMENT = { ...DUES_PAYMENT, paid_at: 1_779_265_800_000 }
const MEMBER = {
  member_id: 12,
  branch_id: 44,
  id_card_no: '44010120080101001X',
  member_status: 2,
  gender: 1,
  birth_date: 13_879,
  join_date: 19_844,
  is_floating: 0,
  is_deleted: 0,
}
const APPLICATION = {
  id: '31',
  zbid: '7',
  tyid: '12',
  sqlb: '报到',
  jrfs: '微信',
  sqzt: '通过',
  tjsj: '2026-05-19 10:00:00',
  shsj: '2026-05-20 00:30:00',
  txcs: '2',
}
const CLOCK_RECORD = {
  clock_id: 5,
  org_id: 44,
  id_card: '32010120010203001X',
  project_id: 4,
  hours: 1.5,
  clock_date: '2026-05-20',
}

function mappingOf(table: string): Mapping {
  const mapping = mappings.all.find(one => one.table === table)
  if (!mapping) throw new Error(`no mapping for ${table}`)
  return mapping
}

function decode(table: string, value: object, mapping = mappingOf(table)) {
  const [topic = ''] = mapping.topics
  return decodeMessage(
    { mappings: { ...mappings, find: () => mapping }, pseudonyms, maxBytes: 1 << 20 },
    { key: null, value: Buffer.from(JSON.stringify(value)), offset: 5n, timestamp: AT, headers: {} },
    { source: `spool:c/${topic}/0@1`, topic, epoch: 1, offset: 5n },
  )
}
type Outcome = ReturnType<typeof decode>

function changeOf(outcome: Outcome): Change {
  const change = 'changes' in outcome ? outcome.changes[0] : undefined
  if (!change) throw new Error('refusal' in outcome ? outcome.refusal.detail : 'no change')
  return change
}
function detailOf(outcome: Outcome): string {
  if (!('refusal' in outcome)) throw new Error('not refused')
  expect(outcome.refusal.reason).toBe('bad_value')
  return outcome.refusal.detail
}
function fieldOf(outcome: Outcome, name: string) {
  const { entity, version } = changeOf(outcome)
  return version.fields[ENTITIES[entity].fields.findIndex(field => field.name === name)]
}
const dayOf = (outcome: Outcome, name: string) => formatDay(Number(fieldOf(outcome, name)))

const inZhtj = (table: string, after: object) => envelope('c', { after }, { db: 'zhtj', table })
const payment = (columns: object) =>
  decode('zhtj.tb_dues_payment', inZhtj('tb_dues_payment', { ...PAYMENT, ...columns }))
const member = (columns: object) => decode('zhtj.tb_member', inZhtj('tb_member', { ...MEMBER, ...columns }))
const application = (columns: object, mysqlType: object = {}) =>
  decode(
    'twt.t_bdsq',
    canal('INSERT', [{ ...APPLICATION, ...columns }], { database: 'twt', table: 't_bdsq', mysqlType }),
  )
const clockRecord = (columns: object) =>
  decode(
    'suqingu.u_clock_record',
    maxwell('insert', { ...CLOCK_RECORD, ...columns }, { database: 'suqingu', table: 'u_clock_record' }),
  )

describe('a zone that stands in a time', () => {
  it('counts in a column that the mapping reads as wall clock or as a date', () => {
    expect(dayOf(payment({ paid_at: '2026-05-19T16:30:00Z' }), 'paid_on')).toBe('2026-05-20')
    expect(dayOf(member({ join_date: '2024-04-30T16:00:00Z' }), 'joined_on')).toBe('2024-05-01')
  })

  it.each([
    ['of Huawei, in seconds', '1779208200.000', 'timestamp(3)'],
    ['of Tencent, with its zone', '2026-05-19 16:30:00 +00:00', 'timestamp'],
    ['of PostgreSQL', '2026-05-20 00:30:00+08', 'timestamptz'],
  ])('counts in a TIMESTAMP %s', (_, shsj, type) => {
    const outcome = application({ shsj }, { shsj: type })
    expect(dayOf(outcome, 'decided_on')).toBe('2026-05-20')
    expect(formatInstant(Number(fieldOf(outcome, 'decided_at')) * 1_000)).toBe('2026-05-20 00:30:00.000')
  })

  it('is that of the column’s type where a TIMESTAMP of Maxwell has none', () => {
    const mapping = mappingOf('suqingu.u_activity_signup')
    const signup = {
      activity_id: 3,
      user_id: 9,
      org_id: 44,
      state: 1,
      signup_time: '2026-05-19 16:30:00',
      id_card: '32010120010203001X',
    }
    const message = maxwell('insert', signup, { database: 'suqingu', table: 'u_activity_signup' })
    const fields = mapping.fields.map(one =>
      one.name === 'submitted_on'
        ? { ...one, conversion: { as: 'date', type: 'datetime_utc' } as const }
        : one,
    )
    expect(dayOf(decode(mapping.table, message), 'submitted_on')).toBe('2026-05-19')
    expect(dayOf(decode(mapping.table, message, { ...mapping, fields }), 'submitted_on')).toBe('2026-05-20')
  })
})

describe('a mark of deletion', () => {
  it.each(['true', '1 ', ' 1', 't', true, 'AQ==', '\u0001'])('%j hides the row', is_deleted => {
    expect(changeOf(member({ is_deleted })).version.life).toBe('hidden')
  })

  it.each(['Y', '2', '删除'])('%j is on neither side, and refused', is_deleted => {
    expect(detailOf(member({ is_deleted }))).toMatch(/^zhtj\.tb_member\.is_deleted: neither yes/)
  })

  it.each([0, '0', false, 'false', 'AA==', '\u0000', '', null])('%j leaves the row', is_deleted => {
    expect(changeOf(member({ is_deleted })).version.life).toBe('shown')
  })

  it.each([
    ['Y ', 'hidden'],
    ['y', 'hidden'],
    ['N ', 'shown'],
    ['', 'shown'],
  ])('%j of a CHAR column is %s', (IS_DELETED, life) => {
    const after = { ORG_GUID: 'G1', IS_DELETED }
    const outcome = decode('ZHTJ.T_ORG', ogg('U', { after }, { table: 'ZHTJ.T_ORG' }))
    expect(changeOf(outcome).version.life).toBe(life)
  })

  it('in the words of the source knows no others', () => {
    const row = { tyid: '5', szzbid: '7', tyzt: '正常' }
    const marked = (sfsc: string) =>
      decode('twt.t_tyxx', canal('INSERT', [{ ...row, sfsc }], { database: 'twt', table: 't_tyxx' }))
    expect(changeOf(marked('是 ')).version.life).toBe('hidden')
    for (const word of ['1', '删除'])
      expect(detailOf(marked(word))).toMatch(/^twt\.t_tyxx\.sfsc: neither yes/)
  })

  it('of a payment that waits, was refunded or voided is no money', () => {
    const lives = [0, 1, 2, 3].map(pay_status => changeOf(payment({ pay_status })).version.life)
    expect(lives).toEqual(['hidden', 'shown', 'hidden', 'hidden'])
    expect(detailOf(payment({ pay_status: 9 }))).toMatch(/^zhtj\.tb_dues_payment\.pay_status: neither/)
  })
})

describe('digits in a date', () => {
  it('are a date of the calendar as text, and a count in the units of the type as a number', () => {
    expect(dayOf(payment({ paid_at: '20260520' }), 'paid_on')).toBe('2026-05-20')
    expect(dayOf(member({ birth_date: -6_000 }), 'birth_month')).toBe('1953-07-01')
  })

  it.each<[object, string]>([
    [{ paid_at: 1_779_265_800 }, 'seconds: type: epoch_s in the mapping'],
    [
      { paid_at: 1_779_265_800_000_000 },
      'microseconds: type: datetime_us in the mapping, or time.precision.mode=connect at Debezium',
    ],
    [{ paid_at: '1779265800000000000' }, 'nanoseconds: time.precision.mode=connect at Debezium'],
    [{ paid_at: 20_260_520 }, 'a date in digits: type: yyyymmdd in the mapping'],
    [{ paid_at: '202605' }, 'a month: type: yyyymm in the mapping'],
    [{ paid_at: 20_593 }, 'days: type: date in the mapping'],
    [{ paid_at: '2026年5月' }, 'a date in Chinese: type: chinese in the mapping'],
    [{ bill_month: 1_779_265_800_000 }, 'milliseconds: type: datetime or type: timestamp in the mapping'],
    [
      { bill_month: '2026-05-01 00:00:00' },
      'a date and time: type: datetime or type: timestamp in the mapping',
    ],
  ])('that fit no date are refused with what they look like: %j', (columns, remedy) => {
    const [column] = Object.keys(columns)
    const detail = detailOf(payment(columns))
    expect(detail).toContain(`zhtj.tb_dues_payment.${column}: no `)
    expect(detail).toMatch(/\. It looks like /)
    expect(detail.split('. It looks like ')[1]).toBe(remedy)
  })

  it('that are a year are no day', () => {
    expect(detailOf(member({ join_date: '2024' }))).toBe(
      'zhtj.tb_member.join_date: no date: expected a date between 1900 and 2299. It looks like a year: as: count, where the field is one',
    )
  })
})

describe('what the source does not know', () => {
  it.each<object>([
    { paid_at: '0000-00-00 00:00:00' },
    { paid_at: '' },
    { paid_at: 0 },
    { paid_at: '1970-01-01T00:00:00Z' },
    { bill_month: '' },
    { bill_month: '0000-00-00' },
    { bill_month: 0 },
    { paid_at: '9999-12-31 00:00:00' },
  ])('is refused like null in a column that must have a value: %j', columns => {
    const [column] = Object.keys(columns)
    expect(detailOf(payment(columns))).toBe(
      `zhtj.tb_dues_payment.${column}: not known in a column that must have a value`,
    )
  })

  it('is not known where it need not be, also what stands for no end, and costs no row', () => {
    for (const join_date of ['', '0000-00-00', 0, '9999-12-31', 2_932_896])
      expect(dayOf(member({ join_date }), 'joined_on')).toBe('1900-01-01')
    expect(detailOf(member({ join_date: '2999-12-31' }))).toContain('between 1900 and 2299')
  })

  it('is shown as such, and not as the value that stands for it', () => {
    const mapping = mappingOf('zhtj.tb_member')
    const change = changeOf(member({ join_date: '0000-00-00', id_card_no: '无', birth_date: null }))
    const row = { op: 'upsert', after: MEMBER, before: null, key: null, snapshot: false } as const
    const lines = describeChange(
      mapping,
      { ...row, opRaw: 'c', table: mapping.table, at: AT, lineage: '', sourcePos: 0n },
      change,
    ).map(line => line.trim().replace(/ {2,}/g, ' | '))
    expect(lines).toContain('joined_on | (not known) | from join_date')
    expect(lines).toContain('person_key | (not known) | from id_card_no, a pseudonym')
    expect(lines).toContain('birth_month | (null: not known) | from birth_date')
    expect(lines).toContain('is_floating | 0 | from is_floating')
  })
})

describe('a number', () => {
  it.each(['', ' ', '0x10', '1e3'])('%j is no count', txcs => {
    expect(detailOf(application({ txcs }))).toBe('twt.t_bdsq.txcs: no count: expected a whole number')
  })

  it('may begin with its point', () => {
    expect(fieldOf(payment({ amount: '.50' }), 'amount_fen')).toBe(50)
    expect(fieldOf(clockRecord({ hours: '.5' }), 'volunteer_minutes')).toBe(30)
  })

  it('that is a decimal in base64 is refused with the setting that sends it as text', () => {
    expect(detailOf(payment({ amount: 'BOI=' }))).toBe(
      'zhtj.tb_dues_payment.amount: no amount: expected a decimal number. It may be a decimal in base64: set decimal.handling.mode=string at Debezium, or schemas.enable=true at its converter',
    )
  })

  it('that was sent as a truth has lost its codes', () => {
    expect(detailOf(member({ member_status: true }))).toContain(
      'zhtj.tb_member.member_status: true or false, where the mapping lists other codes for status. TINYINT(1) holds more',
    )
  })
})

describe('a person', () => {
  const keyOf = (id_card: string) => fieldOf(clockRecord({ id_card }), 'person_key')

  it('is not known by what is no identity number', () => {
    for (const text of ['无', '-', 'NULL', '0', '320***********001X', '111111111111111111'])
      expect(keyOf(text)).toBe('0')
  })

  it('is one however the number was typed, and of whichever generation it is', () => {
    const key = keyOf('32010120010203001X')
    expect(key).toBe(pseudonyms.person('32010120010203001X'))
    for (const text of [
      '３２０１０１２００１０２０３００１Ｘ',
      '320101 20010203 001x',
      '320101\u200b20010203001X',
    ])
      expect(keyOf(text)).toBe(key)
    expect(keyOf('110105491231002')).toBe(keyOf('11010519491231002X'))
  })
})

it('a column of any name is read from the row alone', () => {
  const mapping = mappingOf('suqingu.u_clock_record')
  const fields = mapping.fields.map(one =>
    one.name === 'project_id' ? { ...one, column: 'constructor' } : one,
  )
  const added = { column: 'constructor', name: 'constructor', label: '"constructor":', field: null }
  const kept = [...mapping.kept, added]
  const renamed = { ...mapping, fields, kept }
  const ofRow = (columns: object) =>
    decode(
      mapping.table,
      maxwell('insert', { ...CLOCK_RECORD, ...columns }, { database: 'suqingu', table: 'u_clock_record' }),
      renamed,
    )
  const { version, ods } = changeOf(ofRow({}))
  const index = ENTITIES.volunteer_hours.fields.findIndex(field => field.name === 'project_id')
  expect((version.sent >> BigInt(index)) & 1n).toBe(0n)
  expect(JSON.parse(ods.data)).not.toHaveProperty('constructor.name')
  expect(fieldOf(ofRow({ constructor: 4 }), 'project_id')).toBe('4')
})
