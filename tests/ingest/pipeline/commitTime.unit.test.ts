import { describe, expect, it } from 'vitest'
import { commitTimeOf } from '../../../ingest/format/times.ts'
import { DUES_PAYMENT } from '../../support/messages/duesPayment.ts'
import { canal, envelope, maxwell, ogg } from '../../support/messages/formats.ts'
import { BROKER_TIME, taker } from '../../support/messages/taken.ts'

/** A second before the broker took the message. */
const AT = BROKER_TIME - 1_000

describe('a commit time', () => {
  it.each<[unknown, number]>([
    [AT / 1_000, AT],
    [AT, AT],
    [AT * 1_000, AT],
    [AT * 1e6, AT],
    [String(AT / 1_000), AT],
    [`${AT / 1_000}.250`, AT + 250],
    [String(AT), AT],
    [`${AT}123`, AT],
    [`${AT}123456`, AT],
    ['2026-05-20 11:59:59', AT],
    ['2026-05-20T03:59:59.000000Z', AT],
    ['2026-05-20 05:59:59 +0200', AT],
    // the first and the last moment that are believed
    [946_684_800, Date.UTC(2000, 0, 1)],
    [946_684_800_000, Date.UTC(2000, 0, 1)],
    [10_413_791_999, Date.UTC(2299, 11, 31, 23, 59, 59)],
    [10_413_791_999_000, Date.UTC(2299, 11, 31, 23, 59, 59)],
  ])('%s is read in the unit that it is in', (given, ms) => {
    expect(commitTimeOf(given)).toBe(ms)
  })

  it.each([
    0,
    -1,
    1,
    946_684_799,
    99_999_999_999,
    946_684_799_999,
    1e30,
    Number.NaN,
    '',
    '0',
    'x',
    null,
    undefined,
    true,
    {},
    '1970-01-01 08:00:00',
    '1999-12-31 23:59:59',
    '9999-12-31 00:00:00',
    '2026-05-20',
  ])('%s is none', given => {
    expect(commitTimeOf(given)).toBeNull()
  })
})

const named = { database: 'zhtj', table: 'tb_dues_payment' }
const at = { db: 'zhtj', table: 'tb_dues_payment' }

describe('whatever the unit, a change is dated when it was made; without a time that can be, when the broker took it', () => {
  const take = taker('guangdong', 'gd.zhtj.tb_dues_payment')
  it.each<[string, (time: number) => unknown]>([
    ['Debezium', ts_ms => envelope('c', { after: DUES_PAYMENT }, { ...at, ts_ms })],
    [
      'Debezium that sends microseconds only',
      ts_us => envelope('c', { after: DUES_PAYMENT }, { ...at, ts_ms: undefined, ts_us }),
    ],
    [
      'Debezium for Oracle',
      commit_ts_ms =>
        envelope(
          'c',
          { after: DUES_PAYMENT },
          { ...at, connector: 'oracle', schema: 'zhtj', ts_ms: 0, commit_ts_ms },
        ),
    ],
    [
      'CloudEvents',
      time => ({
        specversion: '1.0',
        type: 'io.debezium.connector.mysql.DataChangeEvent',
        iodebeziumop: 'c',
        iodebeziumconnector: 'mysql',
        iodebeziumdb: 'zhtj',
        iodebeziumtable: 'tb_dues_payment',
        iodebeziumtsms: String(time),
        data: { before: null, after: DUES_PAYMENT },
      }),
    ],
    ['Canal', es => canal('INSERT', [DUES_PAYMENT], { ...named, es, mysqlType: {} })],
    ['Maxwell', ts => maxwell('insert', DUES_PAYMENT, { ...named, ts })],
    ['OGG', op_ts => ogg('I', { after: DUES_PAYMENT }, { table: 'zhtj.tb_dues_payment', op_ts })],
    [
      'DataWorks',
      eventTime => ({
        schema: { dataColumn: [], source: { dbName: 'zhtj', tableName: 'tb_dues_payment' } },
        payload: { op: 'INSERT', after: { dataColumn: DUES_PAYMENT }, timestamp: { eventTime } },
      }),
    ],
    [
      'OMS',
      timestamp => ({
        recordType: 'INSERT',
        postStruct: DUES_PAYMENT,
        allMetaData: { db: 'zhtj', table_name: 'tb_dues_payment', timestamp: String(timestamp) },
      }),
    ],
    ['SharePlex', time => ({ meta: { op: 'ins', table: 'zhtj.tb_dues_payment', time }, data: DUES_PAYMENT })],
    [
      'AWS DMS',
      time => ({
        data: DUES_PAYMENT,
        metadata: {
          'record-type': 'data',
          operation: 'insert',
          'schema-name': 'zhtj',
          'table-name': 'tb_dues_payment',
          'commit-timestamp': time,
        },
      }),
    ],
  ])('%s', (_, written) => {
    const dated = [AT / 1_000, AT, AT * 1_000, 0, 1_779_249].map(time => {
      const outcome = take(written(time))
      return 'changes' in outcome ? outcome.changes[0]?.version.at : outcome.refusal
    })
    expect(dated).toEqual([AT, AT, AT, BROKER_TIME, BROKER_TIME])
  })
})
