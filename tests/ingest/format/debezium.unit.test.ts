import { describe, expect, it } from 'vitest'
import { decodeFormat } from '../../../ingest/format/decodeFormat.ts'
import { parseLossless } from '../../../ingest/format/json.ts'
import type { RowChange } from '../../../ingest/format/record.ts'

const SOURCE = {
  connector: 'mysql',
  name: 'gd',
  ts_ms: 1_777_600_000_000,
  snapshot: 'false',
  db: 'zhtj',
  table: 'tb_bill',
  server_id: 7,
  file: 'mysql-bin.000003',
  pos: 154,
  row: 0,
}

function decode(value: unknown, key: unknown = null) {
  const bytes = (part: unknown) =>
    part === null ? null : Buffer.from(typeof part === 'string' ? part : JSON.stringify(part))
  return decodeFormat({ key: bytes(key), value: bytes(value), topic: 'gd.zhtj.tb_bill' }, parseLossless)
}

function change(value: unknown, key: unknown = null): RowChange {
  const decoded = decode(value, key)
  const [first] = decoded.kind === 'changes' ? decoded.changes : []
  if (!first) throw new Error(`no change: ${decoded.kind}`)
  return first
}

const update = (after: unknown, source: Record<string, unknown> = {}) =>
  change({ op: 'u', before: null, after, source: { ...SOURCE, ...source } })

describe('a Debezium row', () => {
  it.each([
    ['c', 'upsert', false],
    ['u', 'upsert', false],
    ['r', 'upsert', true],
  ] as const)('of operation %s is an %s', (op, kind, snapshot) => {
    expect(change({ op, before: null, after: { id: 1, name: 'x' }, source: SOURCE, ts_ms: 9 })).toMatchObject(
      {
        op: kind,
        opRaw: op,
        snapshot,
        table: 'zhtj.tb_bill',
        after: { id: 1, name: 'x' },
        at: SOURCE.ts_ms,
      },
    )
  })

  it('of a deletion keeps the row before it and the Kafka key, plain or wrapped', () => {
    const deletion = { op: 'd', before: { id: 1, name: 'x' }, after: null, source: SOURCE }
    expect(change(deletion, { id: 1 })).toMatchObject({
      op: 'delete',
      after: null,
      before: { id: 1 },
      key: { id: 1 },
    })
    const wrappedKey = { schema: { type: 'struct', fields: [] }, payload: { id: 1 } }
    expect(change({ ...deletion, before: null }, wrappedKey)).toMatchObject({ before: null, key: { id: 1 } })
  })

  it.each([true, 'true', 'first', 'last', 'first_in_data_collection', 'incremental'])(
    'says that it is of a snapshot by %s, and then has no position',
    snapshot => {
      const row = { op: 'c', before: null, after: { id: 1 }, source: { ...SOURCE, snapshot } }
      expect(change(row)).toMatchObject({ snapshot: true, lineage: '', sourcePos: 0n })
    },
  )

  // connectors say so of every change once they were started again during an incremental snapshot
  it.each(['u', 'd'])('that was changed (%s) is of no snapshot, whatever it says', op => {
    const row = { id: 1 }
    const source = { ...SOURCE, snapshot: 'true' }
    const told = change({ op, before: row, after: op === 'd' ? null : row, source })
    expect(told).toMatchObject({ snapshot: false })
    expect(told.lineage).not.toBe('')
  })

  it.each([
    [true, 'row'],
    ['true', 'row'],
    ['first', 'first'],
    ['first_in_data_collection', 'first_of_table'],
    ['last_in_data_collection', 'last_of_table'],
    ['last', 'last'],
    ['incremental', 'none'],
    ['false', 'none'],
    [false, 'none'],
    [{ first: 1 }, 'none'],
  ])('says by %j where it stands in a full snapshot: %s', (snapshot, mark) => {
    expect(update({ id: 1 }, { snapshot }).snapshotMark).toBe(mark)
  })

  it.each([0, '', null, undefined, -1])('has no time when the source says %s', ts_ms => {
    expect(update({ id: 1 }, { ts_ms }).at).toBeNull()
  })

  it('reads the time when it is text', () => {
    expect(update({ id: 1 }, { ts_ms: '1777600000000' }).at).toBe(1_777_600_000_000)
  })

  it('leaves out what was not in the log of the source', () => {
    expect(update({ id: 1, name: '__debezium_unavailable_value', note: null }).after).toEqual({
      id: 1,
      note: null,
    })
  })

  it('keeps every digit of whole numbers and amounts', () => {
    const text = `{"op":"u","after":{"id":9223372036854775807,"amount":123456789012345.67,"n":3},"source":${JSON.stringify(SOURCE)}}`
    expect(change(text).after).toEqual({ id: '9223372036854775807', amount: '123456789012345.67', n: 3 })
  })

  it('takes the schema for the table of PostgreSQL', () => {
    expect(update({ id: 1 }, { connector: 'postgresql', schema: 'public', db: 'zhtj' }).table).toBe(
      'public.tb_bill',
    )
  })
})

describe('a row with its schema', () => {
  const wrapped = (fields: unknown[], after: unknown) =>
    change({
      schema: { type: 'struct', fields: [{ field: 'before' }, { field: 'after', type: 'struct', fields }] },
      payload: { op: 'c', before: null, after, source: SOURCE },
    }).after

  it.each([
    ['io.debezium.time.Date', 20_574, '2026-05-01'],
    ['io.debezium.time.Date', -25_932, '1899-01-01'],
    ['io.debezium.time.Timestamp', Date.UTC(2026, 4, 1, 23, 59, 59, 7), '2026-05-01 23:59:59.007'],
    [
      'io.debezium.time.MicroTimestamp',
      Date.UTC(2026, 4, 1, 0, 1) * 1_000 + 999,
      '2026-05-01 00:01:00.000999',
    ],
    ['io.debezium.time.MicroTimestamp', -1, '1969-12-31 23:59:59.999999'],
    ['io.debezium.time.ZonedTimestamp', '2026-05-01T16:00:00Z', '2026-05-01T16:00:00Z'],
    ['io.debezium.time.Date', null, null],
  ])('%s %s becomes %s', (name, sent, expected) => {
    expect(wrapped([{ field: 'x', type: 'int64', name }], { x: sent })).toEqual({ x: expected })
  })

  it.each([
    ['io.debezium.time.Date', 0, '1970-01-01'],
    ['org.apache.kafka.connect.data.Date', 0, '1970-01-01'],
    ['io.debezium.time.Timestamp', 0, '1970-01-01 00:00:00.000'],
    ['io.debezium.time.MicroTimestamp', 0, '1970-01-01 00:00:00.000'],
    ['io.debezium.time.NanoTimestamp', 0, '1970-01-01 00:00:00.000'],
    ['org.apache.kafka.connect.data.Timestamp', 0, '1970-01-01 00:00:00.000'],
    ['io.debezium.time.IsoDate', '1970-01-01Z', '1970-01-01'],
    ['io.debezium.time.IsoTimestamp', '1970-01-01T00:00:00Z', '1970-01-01T00:00:00'],
  ])('%s %s is that day where the column can be null, and otherwise a zero date', (name, sent, day) => {
    const of = (optional: boolean) => wrapped([{ field: 'x', name, optional }], { x: sent })
    expect(of(true)).toEqual({ x: day })
    expect(of(false)).toEqual({ x: '0000-00-00' })
  })

  it('reads nanoseconds beyond 2^53', () => {
    const schema = `{"type":"struct","fields":[{"field":"after","fields":[{"field":"x","type":"int64","name":"io.debezium.time.NanoTimestamp"}]}]}`
    const text = `{"schema":${schema},"payload":{"op":"c","after":{"x":1777593600123456789},"source":${JSON.stringify(SOURCE)}}}`
    expect(change(text).after).toEqual({ x: '2026-05-01 00:00:00.123456789' })
  })

  it.each([
    [12_345n, 2, '123.45'],
    [-12_345n, 2, '-123.45'],
    [5n, 2, '0.05'],
    [-5n, 2, '-0.05'],
    [0n, 2, '0.00'],
    [128n, 0, '128'],
    [-128n, 0, '-128'],
    [99_999_999_999_999_999_999n, 2, '999999999999999999.99'],
  ])('decimal %s of scale %s is %s', (unscaled, scale, expected) => {
    const name = 'org.apache.kafka.connect.data.Decimal'
    const field = { field: 'x', type: 'bytes', name, parameters: { scale: String(scale) } }
    expect(wrapped([field], { x: twosComplement(unscaled) })).toEqual({ x: expected })
    const variable = { field: 'x', type: 'struct', name: 'io.debezium.data.VariableScaleDecimal' }
    expect(wrapped([variable], { x: { scale, value: twosComplement(unscaled) } })).toEqual({ x: expected })
  })

  it('may have no schema after all', () => {
    expect(change({ schema: null, payload: { op: 'c', after: { id: 1 }, source: SOURCE } }).after).toEqual({
      id: 1,
    })
  })
})

describe('the position of a change', () => {
  const position = (file: string, pos: number, row = 0) => update({ id: 1 }, { file, pos, row }).sourcePos

  it('in MySQL rises by file number, place and row, also where the number gains a digit', () => {
    const rising = [
      position('mysql-bin.000002', 4_000_000_000),
      position('mysql-bin.000010', 4),
      position('mysql-bin.000010', 4, 1),
      position('mysql-bin.000010', 5),
      position('mysql-bin.999999', 900),
      position('mysql-bin.1000000', 4),
    ]
    expect([...rising].sort((a, b) => (a < b ? -1 : 1))).toEqual(rising)
    expect(new Set(rising).size).toBe(rising.length)
  })

  it('in MySQL is comparable within one server and one base name only', () => {
    const lineage = (more: Record<string, unknown>) => update({ id: 1 }, more).lineage
    expect(new Set([lineage({}), lineage({ server_id: 8 }), lineage({ file: 'binlog.000003' })]).size).toBe(3)
    expect(lineage({ file: 'mysql-bin.000004' })).toBe(lineage({}))
  })

  it('in PostgreSQL rises by commit, then by place, beyond 2^53 too', () => {
    const at = (sequence: string) =>
      update({ id: 1 }, { connector: 'postgresql', schema: 'public', file: null, pos: null, sequence })
    const rising = [
      '["99","200"]',
      '["100","5"]',
      '["100", "9007199254740993"]',
      '["100","9007199254740994"]',
    ]
    const found = rising.map(one => at(one).sourcePos)
    expect([...found].sort((a, b) => (a < b ? -1 : 1))).toEqual(found)
    expect(new Set(found).size).toBe(4)
    expect(at('["1","2"]').lineage).toBe('postgresql:gd/zhtj')
  })

  it.each([
    { file: '', pos: 0 },
    { file: null, pos: null, sequence: '[null,"5"]' },
    { file: 'mysql-bin', pos: 5 },
  ])('is unknown for %j', source => {
    expect(update({ id: 1 }, source)).toMatchObject({ lineage: '', sourcePos: 0n })
  })
})

describe('what is no row', () => {
  const envelope = { schema: { type: 'struct' }, payload: null }
  it.each([
    ['a tombstone', null],
    ['a wrapped tombstone', envelope],
    ['a heartbeat', { ts_ms: 1 }],
    [
      'the begin of a transaction',
      { status: 'BEGIN', id: '5:1', ts_ms: 1, event_count: null, data_collections: null },
    ],
    [
      'the end of a transaction',
      { status: 'END', id: '5:1', ts_ms: 1, event_count: 2, data_collections: [] },
    ],
    ['a schema change', { source: SOURCE, databaseName: 'zhtj', ddl: 'alter table t', tableChanges: [] }],
    ['a schema change without its text', { source: SOURCE, databaseName: 'zhtj', tableChanges: [] }],
    ['a logical message', { op: 'm', source: SOURCE, message: { prefix: 'p', content: '' } }],
  ])('%s is passed over', (_, value) => {
    expect(decode(value)).toMatchObject({ kind: 'control' })
  })

  it('a truncate is refused with its table: only a new snapshot mends it', () => {
    expect(decode({ op: 't', source: SOURCE })).toMatchObject({
      kind: 'refused',
      refusal: { reason: 'truncate', detail: expect.stringContaining('zhtj.tb_bill') },
    })
  })

  it.each([
    ['text', '"hello"'],
    ['a number', '5'],
    ['a list', '[]'],
    ['an unwrapped row', { id: 1, name: 'x', __op: 'c' }],
    ['a row of another format', { type: 'INSERT', data: [{ id: 1 }], isDdl: false }],
    ['an operation without a source or a row', { op: 'c', after: null }],
    ['an unknown operation', { op: 'x', after: { id: 1 }, source: SOURCE }],
    ['a creation without a row', { op: 'c', after: null, source: SOURCE }],
    ['a payload that is no object', { schema: null, payload: 5 }],
  ])('%s is refused', (_, value) => {
    expect(decode(value)).toMatchObject({ kind: 'refused', refusal: { reason: 'unknown_format' } })
  })

  it('what is not JSON is refused without quoting it', () => {
    expect(decode('{"broken')).toEqual({
      kind: 'refused',
      refusal: { reason: 'malformed_json', detail: 'the message is not JSON' },
      tables: [],
    })
  })
})

/** Base64 of a whole number as Kafka Connect sends the unscaled value of a decimal. */
function twosComplement(value: bigint): string {
  let bytes = 1
  while (value < -(1n << BigInt(bytes * 8 - 1)) || value >= 1n << BigInt(bytes * 8 - 1)) bytes += 1
  const hex = BigInt.asUintN(bytes * 8, value)
    .toString(16)
    .padStart(bytes * 2, '0')
  return Buffer.from(hex, 'hex').toString('base64')
}
