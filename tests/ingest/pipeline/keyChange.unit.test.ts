import { describe, expect, it } from 'vitest'
import { REKEYED } from '../../../ingest/log/timeline.ts'
import type { Outcome } from '../../../ingest/pipeline/decode.ts'
import { DUES_PAYMENT } from '../../support/messages/duesPayment.ts'
import { canal, envelope, maxwell, ogg } from '../../support/messages/formats.ts'
import { story, taker } from '../../support/messages/taken.ts'

const NEW = { ...DUES_PAYMENT, payment_id: 902 }
const OLD = { ...NEW, payment_id: 901 }
const KEY = { payment_id: 901 }
const named = { database: 'zhtj', table: 'tb_dues_payment', pkNames: ['payment_id'] }
const at = { db: 'zhtj', table: 'tb_dues_payment' }
const isRekeyed = (outcome: Outcome) =>
  'changes' in outcome && ((outcome.changes.at(-1)?.version.sent ?? 0n) & REKEYED) !== 0n
const take = taker('guangdong', 'gd.zhtj.tb_dues_payment')
const dms = (parts: object) => ({
  ...parts,
  metadata: {
    'record-type': 'data',
    operation: 'update',
    'schema-name': 'zhtj',
    'table-name': 'tb_dues_payment',
  },
})

describe('an update that changes the key ends the old row and begins the new one', () => {
  it.each<[string, unknown]>([
    ['Debezium, of a table without a key of its own', envelope('u', { before: OLD, after: NEW }, at)],
    [
      'CloudEvents',
      {
        specversion: '1.0',
        type: 'io.debezium.connector.mysql.DataChangeEvent',
        iodebeziumop: 'u',
        iodebeziumconnector: 'mysql',
        iodebeziumdb: 'zhtj',
        iodebeziumtable: 'tb_dues_payment',
        data: { before: OLD, after: NEW },
      },
    ],
    ['Flink CDC debezium-json', { op: 'u', before: OLD, after: NEW, source: at }],
    ['Flink debezium-json', { op: 'u', before: OLD, after: NEW }],
    ['Flink CDC canal-json', { type: 'UPDATE', data: [NEW], old: [OLD], ...named }],
    ['Flink canal-json with the changed columns', { type: 'UPDATE', data: [NEW], old: [KEY] }],
    ['Canal', canal('UPDATE', [NEW], { ...named, old: [KEY], mysqlType: {} })],
    [
      'DRS and TiCDC canal-json',
      canal('UPDATE', [NEW], { ...named, old: [OLD], pkNames: null, mysqlType: {} }),
    ],
    [
      'TiCDC simple',
      { ...named, type: 'UPDATE', commitTs: '466000000000000001', buildTs: 1, data: NEW, old: OLD },
    ],
    ['Maxwell', maxwell('update', NEW, { ...named, old: KEY })],
    ['OGG', ogg('U', { before: OLD, after: NEW }, { table: 'zhtj.tb_dues_payment' })],
    [
      'OGG, compressed',
      ogg('U', { before: OLD, after: { payment_id: 902 } }, { table: 'zhtj.tb_dues_payment' }),
    ],
    [
      'DataWorks',
      {
        schema: {
          dataColumn: [],
          primaryKey: ['payment_id'],
          source: { dbName: 'zhtj', tableName: 'tb_dues_payment' },
        },
        payload: { op: 'UPDATE_AFTER', before: { dataColumn: OLD }, after: { dataColumn: NEW } },
      },
    ],
    [
      'OMS',
      {
        recordType: 'UPDATE',
        prevStruct: OLD,
        postStruct: NEW,
        allMetaData: { db: 'zhtj', table_name: 'tb_dues_payment' },
      },
    ],
    [
      'SharePlex',
      { meta: { op: 'upd', table: 'zhtj.tb_dues_payment' }, data: { payment_id: 902 }, key: OLD },
    ],
    ['AWS DMS, a field before-image', dms({ data: NEW, 'before-image': OLD })],
    ['AWS DMS, the key only, in a field of another name', dms({ data: NEW, old_values: KEY })],
    ['AWS DMS, columns BI_…', dms({ data: { ...NEW, BI_payment_id: 901 } })],
  ])('%s', (_, value) => {
    const outcome = take(value)
    expect(story(outcome)).toEqual(['deleted 901', 'shown 902'])
    // the new row has all that the old one had
    const [, come] = 'changes' in outcome ? outcome.changes : []
    expect(come?.version.fields).toContain(1_250)
    expect(isRekeyed(outcome)).toBe(true)
  })

  it('Debezium, which sends both as messages of their own and names the old key in a header of the second', () => {
    const key = JSON.stringify(KEY)
    const come = take(envelope('c', { after: NEW }, at), { payment_id: 902 }, { '__debezium.oldkey': key })
    expect(story(come)).toEqual(['shown 902'])
    expect(isRekeyed(come)).toBe(true)
    expect(isRekeyed(take(envelope('c', { after: NEW }, at)))).toBe(false)
  })

  it('an update that leaves the key as it is ends nothing, `old` may hold it or not', () => {
    for (const old of [[{ ...NEW, amount: '1.00' }], [{ amount: '1.00' }], null, ['x']])
      expect(story(take({ type: 'UPDATE', data: [NEW], old, ...named }))).toEqual(['shown 902'])
    expect(story(take(dms({ data: NEW, 'before-image': { ...NEW, payment_id: '902' } })))).toEqual([
      'shown 902',
    ])
  })
})
