import { describe, expect, it } from 'vitest'
import { spelledLike } from '../../../ingest/mapping/missingColumns.ts'
import { DUES_PAYMENT } from '../../support/messages/duesPayment.ts'
import { canal, envelope, maxwell, ogg } from '../../support/messages/formats.ts'
import { story, taker } from '../../support/messages/taken.ts'

const ROW = { ...DUES_PAYMENT, is_backpay: null }
const without = (...columns: string[]) =>
  Object.fromEntries(Object.entries(ROW).filter(([name]) => !columns.includes(name)))
const at = { db: 'zhtj', table: 'tb_dues_payment' }
const named = { database: 'zhtj', table: 'tb_dues_payment' }
const table = 'zhtj.tb_dues_payment'
const dms = (operation: string, data: object) => ({
  data,
  metadata: { 'record-type': 'data', operation, 'schema-name': 'zhtj', 'table-name': 'tb_dues_payment' },
})
const take = taker('guangdong', `gd.${table}`)
const missing = (value: unknown) =>
  take(value).missing?.map(({ column, row, isRequired }) => [
    column,
    spelledLike({ column, row }),
    isRequired,
  ])

/** A row in each of the formats whose rows are whole. */
const WHOLE: [string, (row: object) => unknown][] = [
  ['Debezium, created', after => envelope('c', { after }, at)],
  ['Debezium, changed', after => envelope('u', { after }, at)],
  ['Debezium, read', after => envelope('r', { after }, at)],
  ['Canal', row => canal('INSERT', [row], { ...named, mysqlType: null })],
  [
    'Canal, changed',
    row => canal('UPDATE', [row], { ...named, mysqlType: null, old: [{ pay_status: '0' }] }),
  ],
  ['TiCDC simple', data => ({ ...named, type: 'INSERT', commitTs: 5, buildTs: 1, data })],
  ['Maxwell', data => maxwell('insert', data, named)],
  ['OGG, inserted', after => ogg('I', { after }, { table })],
  [
    'DataWorks',
    row => ({
      schema: { dataColumn: [], source: { dbName: 'zhtj', tableName: 'tb_dues_payment' } },
      payload: { op: 'INSERT', after: { dataColumn: row } },
    }),
  ],
  [
    'OMS',
    row => ({
      recordType: 'INSERT',
      postStruct: row,
      allMetaData: { db: 'zhtj', table_name: 'tb_dues_payment' },
    }),
  ],
  ['SharePlex, inserted', data => ({ meta: { op: 'ins', table }, data })],
  ['AWS DMS, inserted', data => dms('insert', data)],
  ['Flink', row => ({ type: 'INSERT', data: [row] })],
]

describe('a column that the mapping names and a whole row lacks', () => {
  it.each(WHOLE)('%s: refuses the row when it never counts without', (_, written) => {
    const outcome = take(written(without('amount')))
    expect(outcome).toMatchObject({
      refusal: { reason: 'missing_column', detail: expect.stringContaining(`${table} has no column amount`) },
      tables: [table],
      missing: [{ column: 'amount', isRequired: true }],
    })
    expect(outcome).toMatchObject({
      refusal: { detail: expect.stringContaining('ingest/mapping/guangdong/tb_dues_payment.yaml') },
    })
  })

  it.each(WHOLE)('%s: is told of a row that counts without it, too', (_, written) => {
    const value = written(without('pay_channel', 'is_proxy'))
    expect(story(take(value))).toEqual(['shown 901'])
    expect(missing(value)).toEqual([
      ['pay_channel', '', false],
      ['is_proxy', '', false],
    ])
  })

  it.each(WHOLE)('%s: nothing is told of a row that has them all', (_, written) => {
    expect(take(written(ROW)).missing).toBeUndefined()
    expect(take(written({ ...ROW, more: 1 })).missing).toBeUndefined()
  })

  it('is told with the column that differs in its case only', () => {
    const upper = Object.fromEntries(
      Object.entries(ROW).map(([name, cell]) => [name === 'payment_id' ? name : name.toUpperCase(), cell]),
    )
    expect(missing(envelope('c', { after: upper }, at))).toContainEqual(['amount', 'AMOUNT', true])
    expect(take(envelope('c', { after: upper }, at))).toMatchObject({
      refusal: {
        reason: 'missing_column',
        detail: expect.stringMatching(/has no column \w+, but one [A-Z_]+:/),
      },
    })
    // Maxwell may leave out what is null; a column in another case is not left out
    const { is_proxy, is_backpay, ...rest } = ROW
    expect(
      missing(maxwell('insert', { ...rest, is_backpay: 0, IS_PROXY: is_proxy ?? is_backpay }, named)),
    ).toEqual([['is_proxy', 'IS_PROXY', false]])
  })

  it.each<[string, unknown]>([
    [
      'a minimal image of Canal',
      canal('UPDATE', [{ payment_id: '901', pay_status: '1' }], {
        ...named,
        mysqlType: null,
        old: [{ pay_status: '0' }],
      }),
    ],
    [
      'an image of Canal that says what it left out',
      canal('UPDATE', [without('amount')], {
        ...named,
        mysqlType: { amount: 'decimal(10,2)' },
        old: [{ pay_status: '0' }],
      }),
    ],
    [
      'a compressed update of OGG',
      ogg('U', { before: { payment_id: 901 }, after: { pay_status: 1 } }, { table }),
    ],
    [
      'an update of SharePlex',
      { meta: { op: 'upd', table }, data: { pay_status: 1 }, key: { payment_id: 901 } },
    ],
    ['an update of AWS DMS', dms('update', { payment_id: 901, pay_status: 1 })],
    [
      'a value that was not in the log',
      envelope('u', { after: { ...ROW, amount: '__debezium_unavailable_value' } }, at),
    ],
  ])('means nothing in a patch: %s', (_, value) => {
    expect(story(take(value))).toEqual(['shown 901'])
    expect(missing(value)).toBeUndefined()
  })

  it('means nothing in a deletion, nor where Maxwell leaves out what is null', () => {
    expect(missing(envelope('d', { before: { payment_id: 901 } }, at))).toBeUndefined()
    const { is_backpay: _, is_proxy: __, ...rest } = ROW
    expect(missing(maxwell('insert', rest, named))).toBeUndefined()
  })

  it('may be the mark of deletion, without which no row counts; a row that is marked counts in no case', () => {
    const member = taker('guangdong', 'gd.zhtj.tb_member')
    const row = { member_id: 7, branch_id: 1, member_status: 2 }
    const created = (after: object) => envelope('c', { after }, { db: 'zhtj', table: 'tb_member' })
    expect(member(created(row))).toMatchObject({
      refusal: { reason: 'missing_column', detail: expect.stringContaining('is_deleted') },
    })
    expect(story(member(created({ ...row, is_deleted: 0 })))).toEqual(['shown 7'])
    expect(story(member(created({ member_id: 7, is_deleted: 1 })))).toEqual(['hidden 7'])
  })
})
