import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Change } from '../../../ingest/change.ts'
import { rows } from '../../../ingest/log/rows.ts'
import { rulesOf } from '../../../ingest/log/rules.ts'
import { addVersions } from '../../../ingest/log/timeline.ts'
import { versionOf } from '../../../ingest/mapping/apply.ts'
import { loadMappings } from '../../../ingest/mapping/load.ts'
import { createPseudonyms } from '../../../ingest/mapping/pseudonyms.ts'
import { decodeMessage } from '../../../ingest/pipeline/decode.ts'
import { ENTITIES } from '../../../warehouse/catalogue/entities.ts'
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

const TOPIC = 'gd.zhtj.tb_dues_bill'
const MAPPINGS = loadMappings(['guangdong'])
const BILL = {
  bill_id: 7,
  branch_id: 30,
  member_id: 1,
  bill_month: '202605',
  payer_class: 1,
  amount_due: '0.20',
  bill_status: 0,
}
const RULES = rulesOf(ENTITIES.dues_bill)

/** The changes that the pipeline makes of a message at an offset. */
function take(value: unknown, offset: number, partition = 0): Change[] {
  const outcome = decodeMessage(
    { mappings: MAPPINGS, pseudonyms: createPseudonyms(Buffer.alloc(32, 1)), maxBytes: 1_000_000 },
    {
      offset: BigInt(offset),
      timestamp: Date.UTC(2026, 5, 1),
      key: null,
      value: Buffer.from(JSON.stringify(value)),
      headers: {},
    },
    { source: `kafka:c/${TOPIC}/${partition}@1`, topic: TOPIC, epoch: 1, offset: BigInt(offset) },
  )
  if ('refusal' in outcome) throw new Error(outcome.refusal.detail)
  return outcome.changes
}
const bill = (columns: object, pos: number, op = 'u') =>
  envelope(op, op === 'd' ? { before: { ...BILL, ...columns } } : { after: { ...BILL, ...columns } }, {
    table: 'tb_dues_bill',
    pos,
  })
const DUE = ENTITIES.dues_bill.fields.findIndex(field => field.name === 'amount_due_fen')

/** What the signed log shows: sign, transition and amount of every row. */
function story(changes: readonly Change[]): string[] {
  const timeline = addVersions(
    [],
    changes.map(change => change.version),
  )
  return rows(RULES, timeline).map(row => `${row.sign > 0 ? '+' : '-'} ${row.transition} ${row.state[DUE]}`)
}
const control = (value: unknown) => {
  const found = decoded({ value })
  return found.kind === 'control' ? found.control : found.kind
}

describe('pitfalls of streams', () => {
  it('13: a tombstone after a deletion says nothing; of bare rows it is the deletion', () => {
    const tombstone = { value: null, key: { bill_id: 7 } }
    expect(decoded(tombstone)).toMatchObject({ kind: 'control', control: 'tombstone' })
    const bare = hintsOf('zhtj.tb_bill', ['bill_id'], { format: 'unwrapped' })
    expect(changeOf(tombstone, bare)).toMatchObject({
      op: 'delete',
      table: 'zhtj.tb_bill',
      key: { bill_id: 7 },
    })
    expect(refusalOf({ value: null }, bare).reason).toBe('no_key')
  })

  it.each([
    ['op r', envelope('r', { after: BILL }, { snapshot: 'last', ts_ms: 0 })],
    ['op c of an old connector', envelope('c', { after: BILL }, { snapshot: 'true', ts_ms: 0 })],
    ['a boolean', envelope('c', { after: BILL }, { snapshot: true, ts_ms: 0 })],
    ['incremental', envelope('r', { after: BILL }, { snapshot: 'incremental', ts_ms: 0 })],
    ['INIT', canal('INIT', [BILL], { es: 0 })],
    [
      'bootstrap-insert',
      maxwell('bootstrap-insert', BILL, { ts: 0, position: 'bin.000001:5', server_id: 1 }),
    ],
    [
      'sequence −1',
      {
        schema: {
          dataColumn: [],
          primaryKey: ['bill_id'],
          source: { dbType: 'MySQL', dbName: 'zhtj', tableName: 't' },
        },
        payload: {
          before: null,
          after: { dataColumn: BILL },
          sequenceId: '-1',
          timestamp: { eventTime: -1 },
          op: 'INSERT',
        },
        version: '0.0.1',
      },
    ],
  ])('14: rows of a snapshot have no position that compares and no time of theirs: %s', (_, value) => {
    expect(changeOf({ value })).toMatchObject({
      op: 'upsert',
      snapshot: true,
      at: null,
      lineage: '',
      sourcePos: 0n,
    })
  })

  it('16: binlog files compare by number, and only within one server and base name', () => {
    const at = (file: string, server_id = 7) =>
      changeOf({ value: envelope('u', { after: BILL }, { file, server_id }) })
    const [last, next] = [at('mysql-bin.999999'), at('mysql-bin.1000000')]
    expect(last.sourcePos < next.sourcePos).toBe(true)
    expect(last.lineage).toBe(next.lineage)
    const others = [at('binlog.999999'), at('mysql-bin.999999', 8)].map(({ lineage }) => lineage)
    expect(new Set([...others, last.lineage]).size).toBe(3)
  })

  it('17: changes that share a position both count', () => {
    const lsn = {
      connector: 'sqlserver',
      schema: 'dbo',
      commit_lsn: '00000027:00000ac0:0007',
      change_lsn: '00000027:00000ac0:0003',
    }
    const gone = changeOf({ value: envelope('d', { before: BILL }, { ...lsn, event_serial_no: 1 }) })
    const come = changeOf({ value: envelope('c', { after: BILL }, { ...lsn, event_serial_no: '2' }) })
    expect(gone.lineage).not.toBe('')
    expect([gone.lineage, gone.sourcePos]).toEqual([come.lineage, come.sourcePos])
    const sent = [bill({}, 9, 'c'), bill({}, 20, 'd'), bill({ amount_due: '0.50' }, 20, 'c')]
    expect(story(sent.flatMap((value, i) => take(value, i)))).toEqual([
      '+ enter 20',
      '- leave 20',
      '+ return 50',
    ])
  })

  it('18: a replay A B A B C tells A B C', () => {
    const [a, b, c] = [bill({}, 10, 'c'), bill({ amount_due: '0.30' }, 20), bill({ amount_due: '0.40' }, 30)]
    const told = story([a, b, c].flatMap((value, i) => take(value, i)))
    expect(told).toEqual(['+ enter 20', '- edit_out 20', '+ edit_in 30', '- edit_out 30', '+ edit_in 40'])
    expect(story([a, b, a, b, c].flatMap((value, i) => take(value, i)))).toEqual(told)
  })

  it('19: batch ids of Canal can run backwards and decide nothing', () => {
    const first = changeOf({ value: canal('UPDATE', [{ bill_id: '1' }], { id: 13 }) })
    const second = changeOf({ value: canal('UPDATE', [{ bill_id: '1' }], { id: 12 }) })
    for (const one of [first, second]) expect(one).toMatchObject({ lineage: '', sourcePos: 0n })
    expect([first.position, second.position]).toEqual(['batch 13', 'batch 12'])
  })

  it.each([
    ['Debezium', envelope('t', {})],
    ['Canal', canal('TRUNCATE', null, { isDdl: true, sql: 'truncate table tb_bill' })],
    ['Canal, dropped', canal('ERASE', null, { isDdl: true, sql: 'drop table tb_bill' })],
    ['DRS', canal('DDL', null, { isDdl: true, sql: '/* by dms */ TRUNCATE tb_bill' })],
    [
      'TiCDC',
      canal('QUERY', null, { isDdl: true, sql: 'DROP TABLE `zhtj`.`tb_bill`', _tidb: { commitTs: 5 } }),
    ],
    ['Maxwell', { type: 'table-drop', database: 'zhtj', table: 'tb_bill', ts: 1_777_600_000_000 }],
    ['OGG', ogg('T', { primary_keys: undefined }, { table: 'zhtj.tb_bill' })],
    [
      'AWS DMS',
      {
        control: {},
        metadata: {
          'record-type': 'control',
          operation: 'drop-table',
          'schema-name': 'zhtj',
          'table-name': 'tb_bill',
        },
      },
    ],
  ])('20: a table that was emptied is refused by name, wherever it was sent: %s', (_, value) => {
    expect(refusalOf({ value })).toEqual({
      reason: 'truncate',
      detail: expect.stringContaining('of zhtj.tb_bill:'),
    })
  })

  it.each<[string, string, unknown]>([
    ['Debezium', 'heartbeat', { ts_ms: 1_777_600_000_000 }],
    [
      'Debezium',
      'transaction',
      { status: 'BEGIN', id: '571:53195829', ts_ms: 1, event_count: null, data_collections: null },
    ],
    ['Debezium', 'transaction', { status: 'END', id: '571:53195832', event_count: 2, data_collections: [] }],
    ['Debezium', 'schema change', { source: {}, databaseName: 'zhtj', ddl: 'alter table tb_bill add x int' }],
    ['Debezium', 'message', { op: 'm', source: {}, message: { prefix: 'a', content: '' } }],
    ['Canal', 'heartbeat', canal('MHEARTBEAT', null)],
    ['Canal', 'transaction', canal('XACOMMIT', null)],
    ['Canal', 'schema change', canal('ALTER', null, { isDdl: true, sql: 'alter table tb_bill add x int' })],
    ['DRS', 'schema change', canal('INIT_DDL', null, { isDdl: true, sql: 'create table tb_bill (id int)' })],
    ['TiCDC', 'watermark', canal('TIDB_WATERMARK', null, { _tidb: { watermarkTs: 5 } })],
    ['TiCDC simple', 'watermark', { version: 1, type: 'WATERMARK', commitTs: 5, buildTs: 6 }],
    [
      'TiCDC simple',
      'schema change',
      { version: 1, type: 'BOOTSTRAP', commitTs: 0, buildTs: 6, tableSchema: {} },
    ],
    ['Maxwell', 'snapshot mark', maxwell('bootstrap-start', {})],
    [
      'Maxwell',
      'schema change',
      { type: 'table-alter', database: 'zhtj', table: 'tb_bill', ts: 1, sql: 'alter' },
    ],
    ['Maxwell', 'heartbeat', maxwell('update', { id: 1 }, { database: 'maxwell', table: 'heartbeats' })],
    ['OMS', 'heartbeat', { recordType: 'HEARTBEAT', allMetaData: {}, prevStruct: null, postStruct: null }],
  ])('21: what runs beside the rows is passed over: %s, %s', (_, kind, value) => {
    expect(control(value)).toBe(kind)
  })

  it('22: a converter without a schema wraps all the same', () => {
    const payload = envelope('d', { before: { bill_id: 7 } })
    expect(changeOf({ value: { schema: null, payload } })).toMatchObject({
      op: 'delete',
      before: { bill_id: 7 },
    })
  })

  it('32: escaped characters and several objects on lines of one value', () => {
    const escaped = JSON.stringify(canal('INSERT', [{ bill_id: '1', note: 'a=b&c' }]))
      .replaceAll('=', '\\u003d')
      .replaceAll('&', '\\u0026')
    expect(escaped).toContain('\\u003d')
    expect(changeOf({ value: escaped }).after).toMatchObject({ note: 'a=b&c' })
    const [one, two] = ['1', '2'].map(bill_id => JSON.stringify(canal('INSERT', [{ bill_id }])))
    const mark = JSON.stringify(canal('TIDB_WATERMARK', null))
    expect(changesOf({ value: `${one}\r\n${mark}\n${two}\n` }).map(({ after }) => after?.bill_id)).toEqual([
      '1',
      '2',
    ])
    // one that cannot be used keeps back all: half a message would be counted and never missed
    expect(refusalOf({ value: `${one}\n{"isDdl":false,"type":"X"}` }).reason).toBe('unknown_format')
    expect(refusalOf({ value: `${one}\n{"broken` }).reason).toBe('malformed_json')
  })

  it('33: of doubled keys the last counts, also where every digit is kept', () => {
    const text = JSON.stringify(envelope('u', { after: { bill_id: 0 } }))
      .replace('"bill_id":0', '"bill_id":5,"bill_id":9007199254740993')
      .replace('"ts_ms":1777600000000', '"ts_ms":1,"ts_ms":1777600000000')
    expect(changeOf({ value: text })).toMatchObject({
      after: { bill_id: '9007199254740993' },
      at: 1_777_600_000_000,
    })
  })

  it('34: Maxwell gives seconds with rows, and milliseconds are seen as such', () => {
    for (const ts of [1_777_600_000, 1_777_600_000_000])
      expect(changeOf({ value: maxwell('insert', BILL, { ts }) }).at).toBe(1_777_600_000_000)
  })

  it('36: in whatever order two writers bring the messages, the timeline is the same', () => {
    const sent = [
      bill({}, 10, 'c'),
      bill({ amount_due: '0.30' }, 20),
      bill({}, 30, 'd'),
      bill({ amount_due: '0.40' }, 40, 'c'),
      bill({ amount_due: '0.50' }, 50),
    ].flatMap((value, i) => take(value, 100 + i))
    const told = story(sent)
    expect(told.at(-1)).toBe('+ edit_in 50')
    fc.assert(
      fc.property(fc.shuffledSubarray([...sent, ...sent], { minLength: sent.length }), shuffled => {
        expect(story([...shuffled, ...sent])).toEqual(told)
      }),
      { seed: 7, numRuns: 100 },
    )
    // within one message, too, and a deletion before the upsert of the same place
    expect(
      versionOf({ epoch: 1, offset: 5n, row: 0 }, true) < versionOf({ epoch: 1, offset: 5n, row: 0 }, false),
    ).toBe(true)
    expect(
      versionOf({ epoch: 1, offset: 5n, row: 1 }, true) > versionOf({ epoch: 1, offset: 5n, row: 0 }, false),
    ).toBe(true)
    expect(
      versionOf({ epoch: 2, offset: 0n, row: 0 }, true) >
        versionOf({ epoch: 1, offset: (1n << 40n) - 1n, row: 32_766 }, false),
    ).toBe(true)
  })
})
