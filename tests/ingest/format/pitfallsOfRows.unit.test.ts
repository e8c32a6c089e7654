import { describe, expect, it } from 'vitest'
import { applyMapping } from '../../../ingest/mapping/apply.ts'
import { loadMappings } from '../../../ingest/mapping/load.ts'
import { createPseudonyms } from '../../../ingest/mapping/pseudonyms.ts'
import { ENTITIES } from '../../../warehouse/catalogue/entities.ts'
import {
  canal,
  changeOf,
  changesOf,
  envelope,
  hintsOf,
  maxwell,
  ogg,
  refusalOf,
  type Written,
} from '../../support/messages/formats.ts'

const TABLE = hintsOf('zhtj.tb_bill', ['bill_id'])
const ORACLE = hintsOf('ZHTJ.TB_BILL', ['BILL_ID'])

/** Operation, row after and row before of every change. */
const story = (value: unknown, hints = TABLE) =>
  changesOf({ value }, hints).map(({ op, after, before }) => ({ op, after, before }))

describe('pitfalls of rows', () => {
  it('8: one message holds several rows, also of one key, and they stay in order', () => {
    const value = canal('INSERT', [
      { bill_id: '1', note: 'a' },
      { bill_id: '2' },
      { bill_id: '1', note: 'b' },
    ])
    expect(story(value).map(({ after }) => after)).toEqual([
      { bill_id: '1', note: 'a' },
      { bill_id: '2' },
      { bill_id: '1', note: 'b' },
    ])
  })

  it('9: what stands in `old` has not changed by standing there', () => {
    const row = { bill_id: '1', note: 'b', amount_due: '1.00' }
    const full = canal('UPDATE', [row], { old: [{ ...row, note: 'a' }] })
    const later = canal('UPDATE', [row, { ...row, bill_id: '2' }], {
      old: [{ note: 'a' }, { note: 'b', bill_id: '2' }],
    })
    expect(story(full)).toEqual([{ op: 'upsert', after: row, before: { ...row, note: 'a' } }])
    // the second row has the key of the first one's set of changed columns, with its own value: no change of key
    expect(story(later).map(({ op }) => op)).toEqual(['upsert', 'upsert'])
  })

  it.each<[string, Written, typeof TABLE]>([
    ['Canal', { value: canal('UPDATE', [{ bill_id: '8', note: 'x' }], { old: [{ bill_id: '7' }] }) }, TABLE],
    [
      'DRS, whole rows in old, no key named',
      {
        value: canal('UPDATE', [{ bill_id: '8', note: 'x' }], {
          old: [{ bill_id: '7', note: 'x' }],
          pkNames: null,
        }),
      },
      TABLE,
    ],
    ['Maxwell', { value: maxwell('update', { bill_id: 8, note: 'x' }, { old: { bill_id: 7 } }) }, TABLE],
    ['OGG', { value: ogg('U', { before: { BILL_ID: 7, NOTE: 'x' }, after: { BILL_ID: 8 } }) }, ORACLE],
    [
      'an envelope of a writer that knows no key',
      { value: envelope('u', { before: { bill_id: 7, note: 'x' }, after: { bill_id: 8, note: 'x' } }) },
      TABLE,
    ],
    [
      'a key change whose other columns were not in the log again',
      {
        value: envelope('u', {
          before: { bill_id: 7, note: 'x' },
          after: { bill_id: 8, note: '__debezium_unavailable_value' },
        }),
      },
      TABLE,
    ],
  ])('10: a changed key is a deletion and an upsert: %s', (_, message, hints) => {
    const [gone, come, ...more] = changesOf(message, hints)
    const key = hints.only?.keyColumns[0] ?? ''
    expect(more).toEqual([])
    expect([gone?.op, String(gone?.key?.[key]), gone?.after]).toEqual(['delete', '7', null])
    expect([come?.op, String(come?.after?.[key])]).toEqual(['upsert', '8'])
    // what the change did not send comes along
    expect(Object.values(come?.after ?? {})).toContain('x')
    expect(come?.absent.filter(column => column in (come.after ?? {}))).toEqual([])
  })

  it('10: Debezium sends the three messages itself', () => {
    const source = { pos: 500 }
    const sent = [
      envelope('d', { before: { bill_id: 7 } }, source),
      null,
      envelope('c', { after: { bill_id: 8 } }, source),
    ]
    const found = sent.flatMap(value => (value === null ? [] : story(value)))
    expect(found.map(({ op }) => op)).toEqual(['delete', 'upsert'])
  })

  it('10: a change of a column that only the source counts to the key moves nothing', () => {
    const value = canal('UPDATE', [{ bill_id: '7', pt: '2' }], {
      old: [{ pt: '1' }],
      pkNames: ['bill_id', 'pt'],
    })
    expect(story(value).map(({ op }) => op)).toEqual(['upsert'])
    expect(story(value, hintsOf('zhtj.tb_bill', ['bill_id', 'pt'])).map(({ op }) => op)).toEqual([
      'delete',
      'upsert',
    ])
  })

  it.each<[string, unknown]>([
    ['`data` of Canal', canal('DELETE', [{ bill_id: '7', note: 'x' }])],
    ['`old` of DRS', canal('DELETE', null, { old: [{ bill_id: '7', note: 'x' }] })],
    ['`old` of DRS, beside an empty list', canal('DELETE', [], { old: [{ bill_id: '7', note: 'x' }] })],
    [
      '`old` of TiCDC simple',
      '{"version":1,"database":"zhtj","table":"tb_bill","type":"DELETE","commitTs":466000000000000001,"buildTs":1777600000000,"old":{"bill_id":"7","note":"x"}}',
    ],
    ['`data` of Maxwell', maxwell('delete', { bill_id: '7', note: 'x' })],
    ['`before` of Debezium', envelope('d', { before: { bill_id: '7', note: 'x' } })],
  ])('11: the deleted row stands in %s', (_, value) => {
    expect(story(value)).toEqual([{ op: 'delete', after: null, before: { bill_id: '7', note: 'x' } }])
  })

  it('12: a deletion without any column is one of the row of its Kafka key', () => {
    const value = envelope('d', {}, { connector: 'postgresql', schema: 'public' })
    expect(changeOf({ value, key: { bill_id: 7 } })).toMatchObject({
      op: 'delete',
      before: null,
      key: { bill_id: 7 },
    })
    expect(changeOf({ value, key: null }).key).toBeNull()
  })

  const bytes = [...Buffer.from('__debezium_unavailable_value')]
  it.each<[string, unknown]>([
    ['text', '__debezium_unavailable_value'],
    ['bytea', 'X19kZWJleml1bV91bmF2YWlsYWJsZV92YWx1ZQ=='],
    ['bytea as hex', Buffer.from('__debezium_unavailable_value').toString('hex')],
    ['text[]', ['__debezium_unavailable_value']],
    ['int[]', bytes],
    ['hstore', { __debezium_unavailable_value: '__debezium_unavailable_value' }],
    ['hstore as JSON', '{"__debezium_unavailable_value":"__debezium_unavailable_value"}'],
    ['uuid[]', ['b68a35a7-17ad-35b3-af2a-ae46edb4545a']],
  ])('15: a value that was not sent is absent, not stored: %s', (_, cell) => {
    const found = changeOf({ value: envelope('u', { after: { bill_id: 1, note: cell, amount: null } }) })
    expect(found.after).toEqual({ bill_id: 1, amount: null })
    expect(found.absent).toEqual(['note'])
  })

  it('15: what only looks like it is a value', () => {
    for (const note of [['a'], [], bytes.slice(1), { a: 1 }, '__debezium_unavailable_value ', 'x'.repeat(28)])
      expect(changeOf({ value: envelope('u', { after: { bill_id: 1, note } }) }).absent).toEqual([])
  })

  it('27: without a primary key two equal rows are two rows, which nothing tells apart', () => {
    const value = canal('INSERT', [{ note: 'a' }, { note: 'a' }], { pkNames: [] })
    const found = changesOf({ value })
    expect(found.map(({ pk, after }) => [pk, after])).toEqual([
      [[], { note: 'a' }],
      [[], { note: 'a' }],
    ])
    const mapping = loadMappings(['guangdong']).find('gd.zhtj.tb_dues_bill', 'zhtj.tb_dues_bill')
    const [first] = found
    if (!mapping || !first) throw new Error('no mapping')
    const place = { source: 's', epoch: 1, offset: 1n, row: 0, brokerTime: 0 }
    expect(applyMapping(mapping, first, place, createPseudonyms(Buffer.alloc(32)))).toMatchObject({
      reason: 'no_key',
    })
  })

  it('28: a row without database and table is one of the only table of its topic, or refused', () => {
    const value = { data: [{ bill_id: 7 }], type: 'INSERT' }
    expect(changeOf({ value }, TABLE)).toMatchObject({ table: 'zhtj.tb_bill', format: 'flink-canal-json' })
    expect(changeOf({ value: { op: 'c', before: null, after: { bill_id: 7 } } }, TABLE).table).toBe(
      'zhtj.tb_bill',
    )
    expect(refusalOf({ value, topic: 'many' })).toMatchObject({
      reason: 'unknown_table',
      detail: expect.stringContaining('topic many'),
    })
  })

  it.each<[string, unknown, object, string[]]>([
    [
      'MINIMAL image',
      canal('UPDATE', [{ bill_id: '7', note: 'b' }], { old: [{ note: 'a' }] }),
      { bill_id: '7', note: 'b' },
      ['amount_due'],
    ],
    ['compressed update', ogg('U', { after: { BILL_ID: 7, NOTE: 'b' } }), { BILL_ID: 7, NOTE: 'b' }, []],
    [
      'compressed update with its image before',
      ogg('U', { before: { BILL_ID: 7, NOTE: 'a', AMOUNT: 5 }, after: { BILL_ID: 7, NOTE: 'b' } }),
      { BILL_ID: 7, NOTE: 'b', AMOUNT: 5 },
      [],
    ],
    [
      'SharePlex: what changed over what was',
      {
        meta: { op: 'upd', table: 'ZHTJ.TB_BILL', time: '2026-05-01T09:00:00' },
        data: { NOTE: 'b' },
        key: { BILL_ID: '7', NOTE: 'a' },
      },
      { BILL_ID: '7', NOTE: 'b' },
      [],
    ],
  ])('29: a partial row says only what it sent: %s', (_, value, after, absent) => {
    expect(changeOf({ value }, ORACLE)).toMatchObject({ after, absent })
    expect(changeOf({ value }, ORACLE).after).toEqual(after)
  })

  it.each<[string, unknown]>([
    ['TiCDC', canal('UPDATE', [{ bill_id: '7' }], { _tidb: { commitTs: 1, onlyHandleKey: true } })],
    [
      'TiCDC, body elsewhere',
      canal('INSERT', [{ bill_id: '7' }], { _tidb: { commitTs: 1, claimCheckLocation: 's3://b/1' } }),
    ],
    ['Maxwell', maxwell('insert', { bill_id: 7 }, { reason: 'too large' })],
  ])('29: a key in place of a whole row is refused, not taken for one: %s', (_, value) => {
    expect(refusalOf({ value }).reason).toBe('incomplete_row')
  })

  it('29: of a deletion the key is enough', () => {
    const value = canal('DELETE', [{ bill_id: '7' }], { _tidb: { commitTs: 1, onlyHandleKey: true } })
    expect(story(value)).toEqual([{ op: 'delete', after: null, before: { bill_id: '7' } }])
  })

  it('30: `_isMissing` beside a column says that it was not sent', () => {
    const rows = {
      after: {
        BILL_ID: 7,
        BILL_ID_isMissing: false,
        NOTE: null,
        NOTE_isMissing: true,
        PAID: null,
        PAID_isMissing: false,
      },
    }
    expect(changeOf({ value: ogg('U', rows) })).toMatchObject({
      after: { BILL_ID: 7, PAID: null },
      absent: ['NOTE'],
    })
    // a column of that name alone, or with text, is a column
    expect(
      changeOf({ value: ogg('I', { after: { BILL_ID: 7, X_isMissing: true, Y: 1, Y_isMissing: 'no' } }) })
        .after,
    ).toEqual({
      BILL_ID: 7,
      X_isMissing: true,
      Y: 1,
      Y_isMissing: 'no',
    })
  })

  it('31: tables are as spelled at the source, and the key does not depend on a well-spelled field', () => {
    expect(changeOf({ value: canal('INSERT', [{ bill_id: '1' }], { table: 'Tb Bill ' }) }).table).toBe(
      'zhtj.Tb Bill ',
    )
    const value = {
      ...ogg('U', { before: { BILL_ID: 7 }, after: { BILL_ID: 8 } }),
      primary_keys: undefined,
      priamry_keys: ['BILL_ID'],
    }
    expect(story(value, ORACLE).map(({ op }) => op)).toEqual(['delete', 'upsert'])
  })

  it('a full row of Maxwell leaves out nulls with output_nulls=false: they are null, not unsent', () => {
    const bill = ENTITIES.dues_bill.name
    const hints = hintsOf('zhtj.tb_bill', ['bill_id'])
    const columns = new Set(['bill_id', 'note'])
    const wanted = { ...hints, find: () => ({ table: bill, keyColumns: ['bill_id'], columns }) }
    expect(changeOf({ value: maxwell('update', { bill_id: 7 }) }, wanted).after).toEqual({
      bill_id: 7,
      note: null,
    })
  })
})
