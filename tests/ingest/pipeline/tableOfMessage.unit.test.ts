import fs from 'node:fs'
import path from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { loadMappings } from '../../../ingest/mapping/load.ts'
import { DUES_PAYMENT } from '../../support/messages/duesPayment.ts'
import { canal, envelope, maxwell, ogg } from '../../support/messages/formats.ts'
import { story, taker } from '../../support/messages/taken.ts'
import { temporaryDir } from '../../support/warehouse.ts'

const TABLE = 'zhtj.tb_dues_payment'
const payment = taker('guangdong', `gd.${TABLE}`)

/** A row, or its deletion, in each of the formats that name the table. */
const named = (db: string, table: string, isGone: boolean): [string, unknown][] => [
  [
    'Flink CDC canal-json',
    {
      old: null,
      data: [DUES_PAYMENT],
      type: isGone ? 'DELETE' : 'INSERT',
      database: db,
      table,
      pkNames: ['payment_id'],
    },
  ],
  [
    'Flink CDC debezium-json',
    {
      op: isGone ? 'd' : 'c',
      before: isGone ? DUES_PAYMENT : null,
      after: isGone ? null : DUES_PAYMENT,
      source: { db, table },
    },
  ],
  [
    'debezium-json that names its table at the top',
    {
      op: isGone ? 'd' : 'c',
      before: isGone ? DUES_PAYMENT : null,
      after: isGone ? null : DUES_PAYMENT,
      db,
      table,
    },
  ],
  [
    'Debezium',
    envelope(isGone ? 'd' : 'c', isGone ? { before: DUES_PAYMENT } : { after: DUES_PAYMENT }, { db, table }),
  ],
  ['Canal', canal(isGone ? 'DELETE' : 'INSERT', [DUES_PAYMENT], { database: db, table, mysqlType: {} })],
  ['Maxwell', maxwell(isGone ? 'delete' : 'insert', DUES_PAYMENT, { database: db, table })],
  [
    'OGG',
    ogg(isGone ? 'D' : 'I', isGone ? { before: DUES_PAYMENT } : { after: DUES_PAYMENT }, {
      table: `${db}.${table}`,
    }),
  ],
  ['SharePlex', { meta: { op: isGone ? 'del' : 'ins', table: `${db}.${table}` }, data: DUES_PAYMENT }],
  [
    'AWS DMS',
    {
      data: DUES_PAYMENT,
      metadata: {
        'record-type': 'data',
        operation: isGone ? 'delete' : 'insert',
        'schema-name': db,
        'table-name': table,
      },
    },
  ],
  [
    'OMS',
    {
      recordType: isGone ? 'DELETE' : 'INSERT',
      prevStruct: isGone ? DUES_PAYMENT : null,
      postStruct: isGone ? null : DUES_PAYMENT,
      allMetaData: { db, table_name: table, record_primary_key: 'payment_id' },
    },
  ],
]

describe('a message that names its table is of that table and of no other', () => {
  it.each(named('zhtj', 'tb_dues_payment', false))('%s of the table of the topic', (_, value) => {
    expect(story(payment(value))).toEqual(['shown 901'])
  })

  it.each([
    ...named('other', 'tb_cart', true),
    ...named('other', 'tb_dues_payment', true),
    ...named('zhtj', 'tb_dues_payment_test', false),
    ...named('zhtj', 'TB_DUES_PAYMENT', false),
  ])('%s of another table in the same topic', (_, value) => {
    expect(payment(value)).toMatchObject({
      refusal: { reason: 'unknown_table' },
      tables: [expect.any(String)],
    })
  })

  it.each<[string, unknown]>([
    ['its database', { data: [DUES_PAYMENT], type: 'DELETE', database: 'other' }],
    ['its table', { data: [DUES_PAYMENT], type: 'DELETE', table: 'tb_cart' }],
    ['its key', { data: [{ ...DUES_PAYMENT, cart_id: 1 }], type: 'DELETE', pkNames: ['cart_id'] }],
    [
      'something that is no name',
      { data: [DUES_PAYMENT], type: 'DELETE', database: 'zhtj', table: { name: 'x' } },
    ],
  ])('also when it names only %s, and that of another', (_, value) => {
    expect(story(payment(value))).toEqual(['unknown_table'])
  })

  it.each<[string, unknown]>([
    ['nothing', { data: [DUES_PAYMENT], type: 'DELETE' }],
    ['its database', { data: [DUES_PAYMENT], type: 'DELETE', database: 'zhtj' }],
    ['its table', { data: [DUES_PAYMENT], type: 'DELETE', table: 'tb_dues_payment' }],
    ['its key', { data: [DUES_PAYMENT], type: 'DELETE', pkNames: ['payment_id', 'pt'] }],
  ])('one that names %s is of the only table of its topic', (_, value) => {
    expect(story(payment(value))).toEqual(['deleted 901'])
  })
})

describe('in a topic of several tables', () => {
  const place = temporaryDir()
  afterAll(() => place.remove())
  const write = (file: string, text: string) => fs.writeFileSync(path.join(place.dir, 'testland', file), text)
  fs.mkdirSync(path.join(place.dir, 'testland'))
  write(
    'system.yaml',
    'id: 9\nname: testland\ntitle: 测试省\nzone: Asia/Shanghai\nignore: [_*_gho, s.tmp_*]\n',
  )
  for (const name of ['a', 'b'])
    write(
      `${name}.yaml`,
      `table: s.${name}\ntopics: [t]\nentity: signup\nkey: id\nspace: ${name}\nfields:\n  org_id: { column: org, as: org }\n  submitted_on: { column: at, as: date, type: datetime }\n`,
    )
  const mappings = loadMappings(['testland'], [place.dir])
  const take = taker(mappings, 't')
  const row = { id: 7, org: 1, at: '2026-05-01 10:00:00' }

  it('each row goes to the table that it names; one that names none to none', () => {
    const told = (table?: string) =>
      take({ data: [row], type: 'INSERT', ...(table ? { database: 's', table } : {}) })
    expect(told('a')).toMatchObject({ changes: [{ ods: { table: 's.a' } }] })
    expect(told('b')).toMatchObject({ changes: [{ ods: { table: 's.b' } }] })
    expect(told('c')).toMatchObject({ refusal: { reason: 'unknown_table' }, tables: ['s.c'] })
    expect(told()).toMatchObject({ refusal: { reason: 'unknown_table' }, tables: [] })
  })

  it('rows of tables that the system ignores are counted, and never letters', () => {
    for (const table of ['_a_gho', 'tmp_1']) {
      const value = canal('INSERT', [row, { ...row, id: 8 }], { database: 's', table, mysqlType: {} })
      expect(take(value)).toEqual({ changes: [], passedOver: { why: 'ignored_table', rows: 2 } })
      // also what could not be used if it were of a table that somebody wants
      const cut = canal('UPDATE', [row], { database: 's', table, _tidb: { onlyHandleKey: true } })
      expect(take(cut)).toEqual({ changes: [], passedOver: { why: 'ignored_table', rows: 1 } })
    }
    const mixed = ['_a_gho', 'a']
      .map(table => JSON.stringify(canal('INSERT', [row], { database: 's', table, mysqlType: {} })))
      .join('\n')
    expect(take(mixed)).toMatchObject({
      changes: [{ ods: { table: 's.a' } }],
      passedOver: { why: 'ignored_table', rows: 1 },
    })
  })

  it('a refused message says of which tables it is, as far as that is known', () => {
    const of = (table: string, more: object) =>
      JSON.stringify(canal('INSERT', [{ ...row, ...more }], { database: 's', table, mysqlType: {} }))
    expect(take(of('a', { at: 'May' }))).toMatchObject({ refusal: { reason: 'bad_value' }, tables: ['s.a'] })
    // what is refused keeps back the others
    expect(take(`${of('b', {})}\n${of('a', { at: 'May' })}`)).toMatchObject({ tables: ['s.b', 's.a'] })
    const cut = canal('UPDATE', [row], { database: 's', table: 'a', _tidb: { onlyHandleKey: true } })
    expect(take(`${JSON.stringify(cut)}\n${of('b', {})}`)).toMatchObject({ tables: ['s.a', 's.b'] })
    expect(take(`${of('a', {})}\n{"isDdl":false,"type":"X"}`)).toMatchObject({ tables: [] })
    expect(take('{"broken')).toMatchObject({ refusal: { reason: 'malformed_json' }, tables: [] })
  })
})

describe('bare rows', () => {
  const mappings = loadMappings(['guangdong'])
  const bare = taker(
    { ...mappings, all: mappings.all.map(mapping => ({ ...mapping, format: 'unwrapped' as const })) },
    `gd.${TABLE}`,
  )
  it.each<[string, object, string]>([
    ['no table', {}, 'shown 901'],
    ['their table', { __db: 'zhtj', __table: 'tb_dues_payment' }, 'shown 901'],
    [
      'their table by the fields of its source',
      { __source_db: 'zhtj', __source_table: 'tb_dues_payment' },
      'shown 901',
    ],
    ['their database', { __db: 'zhtj' }, 'shown 901'],
    ['another table', { __table: 'tb_cart' }, 'unknown_table'],
    ['another table by the field of its source', { __source_table: 'tb_cart' }, 'unknown_table'],
    ['another database', { __db: 'other' }, 'unknown_table'],
    ['another database with that table', { __db: 'other', __table: 'tb_dues_payment' }, 'unknown_table'],
    ['a ghost table', { __db: 'zhtj', __table: '_tb_dues_payment_gho' }, 'nothing'],
  ])('that name %s', (_, names, expected) => {
    expect(story(bare({ ...DUES_PAYMENT, ...names }))).toEqual([expected])
  })
})
