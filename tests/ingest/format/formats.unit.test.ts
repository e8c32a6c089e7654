import { describe, expect, it } from 'vitest'
import {
  canal,
  changeOf,
  changesOf,
  decoded,
  envelope,
  hintsOf,
  maxwell,
  ogg,
  refusalOf,
} from '../../support/messages/formats.ts'

const ROW = { bill_id: 7, note: 'x' }
const AT = 1_777_600_000_000
const BARE = hintsOf('zhtj.tb_bill', ['bill_id'], { format: 'unwrapped' })

describe('every format tells its name, its table, its time and its row', () => {
  const dataworks = {
    schema: {
      dataColumn: [
        { name: 'bill_id', type: 'LONG' },
        { name: 'at', type: 'DATE' },
      ],
      primaryKey: ['bill_id'],
      source: { dbType: 'MySQL', dbName: 'zhtj', tableName: 'tb_bill' },
    },
    payload: {
      before: null,
      after: { dataColumn: { ...ROW, at: Date.UTC(2026, 4, 31, 16, 1) } },
      sequenceId: '1731663842292000001',
      timestamp: { eventTime: AT },
      op: 'INSERT',
    },
    version: '0.0.1',
  }
  const oms = {
    prevStruct: null,
    postStruct: { ...ROW, __light_type: { bill_id: {} } },
    recordType: 'INSERT',
    allMetaData: {
      record_primary_key: 'bill_id\u0001note',
      db: 'tenant.zhtj',
      table_name: 'tb_bill',
      timestamp: String(AT / 1_000),
      dbType: 'OB_MYSQL',
    },
  }
  const dms = {
    data: { ...ROW, BI_note: 'old', BI_other: 1 },
    metadata: {
      'record-type': 'data',
      operation: 'update',
      'schema-name': 'zhtj',
      'table-name': 'tb_bill',
      timestamp: '2026-05-01T01:46:40.000000Z',
    },
  }
  const simple = {
    version: 1,
    database: 'zhtj',
    table: 'tb_bill',
    type: 'INSERT',
    commitTs: '465987174400000001',
    buildTs: 1,
    data: ROW,
  }
  const event = {
    specversion: '1.0',
    type: 'io.debezium.connector.postgresql.DataChangeEvent',
    iodebeziumop: 'c',
    iodebeziumconnector: 'postgresql',
    iodebeziumname: 'gd',
    iodebeziumdb: 'tuan',
    iodebeziumschema: 'zhtj',
    iodebeziumtable: 'tb_bill',
    iodebeziumtsms: String(AT),
    iodebeziumsequence: '["5","6"]',
    iodebeziumsnapshot: 'false',
    data: { schema: null, payload: { before: null, after: ROW } },
  }

  it.each<[string, unknown, object]>([
    [
      'debezium',
      envelope('c', { after: ROW }),
      { kind: 'mysql', db: 'zhtj', at: AT, position: 'mysql-bin.000003:154:0' },
    ],
    [
      'debezium-cloudevents',
      event,
      { kind: 'postgres', schema: 'zhtj', at: AT, lineage: 'postgresql:gd/tuan' },
    ],
    [
      'canal',
      canal('INSERT', [ROW]),
      { kind: 'mysql', at: AT, pk: ['bill_id'], time: { precision: 's', meaning: 'statement' } },
    ],
    [
      'ticdc-canal-json',
      canal('INSERT', [ROW], { _tidb: { commitTs: 5 } }),
      { kind: 'tidb', at: AT, position: '5' },
    ],
    ['ticdc-simple', simple, { kind: 'tidb', at: AT, position: '465987174400000001' }],
    ['maxwell', maxwell('insert', ROW), { kind: 'mysql', at: AT, pk: null, position: '88:0' }],
    [
      'ogg',
      ogg('I', { after: ROW }, { table: 'zhtj.tb_bill' }),
      { schema: 'zhtj', name: 'tb_bill', at: AT + 123, pk: ['BILL_ID'] },
    ],
    [
      'flink-debezium-json',
      { before: null, after: ROW, op: 'c' },
      { kind: 'unknown', at: null, position: '' },
    ],
    ['flink-canal-json', { data: [ROW], type: 'INSERT' }, { kind: 'unknown', at: null }],
    [
      'dataworks',
      dataworks,
      { kind: 'mysql', at: AT, pk: ['bill_id'], after: { ...ROW, at: '2026-06-01 00:01:00.000' } },
    ],
    [
      'oms-default',
      oms,
      { kind: 'oceanbase', table: 'tenant.zhtj.tb_bill', at: AT, pk: ['bill_id', 'note'] },
    ],
    [
      'shareplex',
      {
        meta: { op: 'ins', table: 'zhtj.tb_bill', time: '2026-05-01T09:46:40', scn: '5', seq: 1 },
        data: ROW,
      },
      { kind: 'oracle', at: AT, position: '5/1' },
    ],
    ['aws-dms', dms, { at: AT, after: { ...ROW, BI_other: 1 }, before: { note: 'old' } }],
  ])('%s', (format, value, more) => {
    const expected = { table: 'zhtj.tb_bill', after: ROW, op: 'upsert', ...more }
    expect(changeOf({ value }, hintsOf('zhtj.tb_bill', ['bill_id']))).toMatchObject({ format, ...expected })
  })

  it('a deletion, too', () => {
    const hints = hintsOf('zhtj.tb_bill', ['bill_id'])
    for (const value of [
      {
        ...dataworks,
        payload: { ...dataworks.payload, op: 'DELETE', before: { dataColumn: ROW }, after: null },
      },
      {
        ...oms,
        recordType: 'DELETE',
        prevStruct: ROW,
        postStruct: null,
        allMetaData: { ...oms.allMetaData, db: 'zhtj' },
      },
      { ...dms, data: ROW, metadata: { ...dms.metadata, operation: 'delete' } },
      { ...event, iodebeziumop: 'd', data: { before: ROW, after: null } },
      { meta: { op: 'del' }, data: ROW },
      { data: [ROW], type: 'DELETE' },
      { before: ROW, after: null, op: 'd' },
      ogg('D', { before: ROW }, { table: 'zhtj.tb_bill' }),
    ])
      expect(changeOf({ value }, hints)).toMatchObject({
        op: 'delete',
        table: 'zhtj.tb_bill',
        after: null,
        before: ROW,
      })
  })

  it('the first half of an update of DataWorks is passed over, the second says all', () => {
    const half = { ...dataworks, payload: { ...dataworks.payload, op: 'UPDATE_BEFOR' } }
    expect(decoded({ value: half }).kind).toBe('control')
  })
})

describe('Maxwell', () => {
  it.each([
    ['as an object', { database: 'zhtj', table: 'tb_bill', 'pk.bill_id': 7 }],
    ['as an array', ['zhtj', 'tb_bill', [{ bill_id: 7 }]]],
  ])('names its key in the Kafka key, in lower case, %s', (_, key) => {
    const update = { key, value: maxwell('update', { Bill_ID: 8, note: 'x' }, { old: { Bill_ID: 7 } }) }
    expect(changesOf(update).map(({ op, pk }) => [op, pk])).toEqual([
      ['delete', ['Bill_ID']],
      ['upsert', ['Bill_ID']],
    ])
  })

  it('has no key where the Kafka key is only a random one', () => {
    const value = maxwell('insert', ROW)
    for (const key of [{ database: 'zhtj', table: 'tb_bill', _uuid: 'a' }, 'no JSON', null])
      expect(changeOf({ value, key }).pk).toBeNull()
  })

  it('keeps JSON columns and sets as they are', () => {
    const row = { bill_id: 7, tags: ['a', 'b'], extra: { x: [1, null] } }
    expect(changeOf({ value: maxwell('insert', row) }).after).toEqual(row)
  })
})

describe('bare rows of a topic that is declared so', () => {
  it.each<[string, object, object]>([
    ['a row', ROW, { op: 'upsert', after: ROW }],
    [
      'with its operation and time',
      { ...ROW, __op: 'c', __source_ts_ms: AT, __lsn: '5' },
      { opRaw: 'c', after: ROW, at: AT, position: '5' },
    ],
    ['of a snapshot', { ...ROW, __op: 'r' }, { snapshot: true }],
    [
      'a rewritten deletion',
      { bill_id: 7, note: null, __deleted: 'true' },
      { op: 'delete', after: null, key: { bill_id: 7 } },
    ],
    ['a deletion by its operation', { bill_id: 7, __op: 'd' }, { op: 'delete', key: { bill_id: 7 } }],
    ['naming its table', { ...ROW, __db: 'zhtj', __table: 'tb_bill' }, { table: 'zhtj.tb_bill', after: ROW }],
    [
      'with a value that was not sent',
      { ...ROW, note: '__debezium_unavailable_value' },
      { after: { bill_id: 7 }, absent: ['note'] },
    ],
  ])('%s', (_, value, expected) => {
    expect(changeOf({ value }, BARE)).toMatchObject({ format: 'debezium-unwrapped', ...expected })
  })

  it('with a schema are read by it', () => {
    const schema = { type: 'struct', fields: [{ field: 'at', type: 'int32', name: 'io.debezium.time.Date' }] }
    expect(changeOf({ value: { schema, payload: { bill_id: 7, at: 20_574 } } }, BARE).after).toEqual({
      bill_id: 7,
      at: '2026-05-01',
    })
  })

  it('are refused elsewhere, and when they say what is not known', () => {
    expect(refusalOf({ value: ROW }, hintsOf('zhtj.tb_bill', ['bill_id'])).detail).toContain(
      'format: unwrapped',
    )
    expect(refusalOf({ value: { ...ROW, __op: 'x' } }, BARE).reason).toBe('unknown_format')
    expect(refusalOf({ value: { __op: 'u' } }, BARE).reason).toBe('unknown_format')
    for (const names of [{ __table: 'tb_other' }, { __db: 'zhtj', __table: 'tb_other' }])
      expect(refusalOf({ value: { ...ROW, ...names } }, BARE).reason).toBe('unknown_table')
  })
})

describe('what is refused says what to do', () => {
  it.each<[string, Buffer, Buffer | null]>([
    [
      'protocol=canal-json',
      Buffer.alloc(40, 1),
      Buffer.concat([Buffer.from([0, 0, 0, 0, 0, 0, 0, 1]), Buffer.alloc(16)]),
    ],
    ['JsonConverter', Buffer.from([0, 0, 0, 0, 5, 14, 2]), null],
    ['canal.mq.flatMessage=true', Buffer.from([0x08, 0x01, 0x12, 0x40]), null],
  ])('binary: %s', (hint, value, key) => {
    expect(refusalOf({ value, key })).toEqual({
      reason: 'unknown_format',
      detail: expect.stringContaining(hint),
    })
  })

  it.each<[string, unknown, string]>([
    [
      'MongoDB',
      { op: 'c', after: '{"_id":1}', source: { connector: 'mongodb', collection: 'c' } },
      'MongoDB',
    ],
    [
      'Avro in CloudEvents',
      { specversion: '1.0', type: 'io.debezium.connector.mysql.DataChangeEvent', data: 'T2Jq' },
      'JSON',
    ],
    ['other CloudEvents', { specversion: '1.0', type: 'com.tencent.dts', data: {} }, 'not Debezium'],
    ['operation codes of GoldenGate', ogg('X', { after: ROW }), 'OpKey'],
  ])('%s', (_, value, hint) => {
    expect(refusalOf({ value })).toEqual({ reason: 'unknown_format', detail: expect.stringContaining(hint) })
  })

  it('half a character, and bytes that are no UTF-8', () => {
    const half = JSON.stringify(envelope('c', { after: { bill_id: 7, note: '?' } })).replace(
      '"?"',
      '"\\ud83d"',
    )
    expect(refusalOf({ value: half })).toMatchObject({
      reason: 'malformed_json',
      detail: expect.stringContaining('half a character'),
    })
    const whole = half.replace('\\ud83d', '\\ud83d\\ude00 \\\\ud83d')
    expect(changeOf({ value: whole }).after).toMatchObject({ note: '😀 \\ud83d' })
    expect(refusalOf({ value: Buffer.from('{"名":"\xe9"}', 'latin1') }).reason).toBe('malformed_json')
    expect(
      changeOf({ value: Buffer.from(`\ufeff${JSON.stringify(envelope('c', { after: ROW }))}`) }).after,
    ).toEqual(ROW)
  })
})
