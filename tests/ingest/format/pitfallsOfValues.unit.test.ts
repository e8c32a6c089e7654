import { describe, expect, it } from 'vitest'
import { doubtfulDefaults } from '../../../ingest/format/connectSchema.ts'
import type { Cell } from '../../../ingest/format/record.ts'
import { convert } from '../../../ingest/mapping/convert.ts'
import type { Conversion } from '../../../ingest/mapping/mapping.ts'
import { createPseudonyms } from '../../../ingest/mapping/pseudonyms.ts'
import { formatDay } from '../../../warehouse/platform/time/day.ts'
import { canal, changeOf, envelope, hintsOf, maxwell, wrapped } from '../../support/messages/formats.ts'

const FIELD = { name: 'x', type: 'text', title: '' } as const
const pseudonyms = createPseudonyms(Buffer.alloc(32, 1))
const TABLE = hintsOf('zhtj.tb_bill', ['bill_id'])

/** What a mapping makes of a cell of the row that a message sent. */
function converted(cell: Cell | undefined, conversion: Conversion) {
  if (cell === undefined) throw new Error('the cell is missing')
  return convert(cell, conversion, FIELD, pseudonyms, 1)
}
function dayOf(cell: Cell | undefined, type: 'datetime' | 'timestamp' | 'date') {
  const found = converted(cell, { as: 'date', type })
  return typeof found === 'number' ? formatDay(found) : found
}
const rowOf = (value: unknown) => changeOf({ value }, TABLE).after ?? {}
const plain = (row: object) => rowOf(envelope('c', { after: row }))
const typed = (name: string, value: unknown, parameters?: object) =>
  rowOf(wrapped({ x: [name, value, parameters] })).x

describe('pitfalls of values', () => {
  it('1: integers beyond 2^53 keep every digit', () => {
    const text = JSON.stringify(envelope('c', { after: { bill_id: 0, n: 0 } }))
      .replace('"bill_id":0', '"bill_id":9007199254740993')
      .replace('"n":0', '"n":-9223372036854775808')
    expect(rowOf(text)).toMatchObject({ bill_id: '9007199254740993', n: '-9223372036854775808' })
  })

  it('2: BIGINT UNSIGNED as −1 (Debezium), as a bare number (Maxwell), as text (Canal)', () => {
    const most = '18446744073709551615'
    const declared = { '__debezium.source.column.type': 'BIGINT UNSIGNED' }
    const ofMaxwell = JSON.stringify(maxwell('insert', { bill_id: 0 })).replace(
      '"bill_id":0',
      `"bill_id":${most}`,
    )
    for (const cell of [
      typed('', -1, declared),
      rowOf(ofMaxwell).bill_id,
      rowOf(canal('INSERT', [{ bill_id: most }])).bill_id,
    ])
      expect(converted(cell, { as: 'id' })).toBe(most)
    // without the declaration −1 may be −1: refused, not guessed
    expect(() => converted(plain({ bill_id: -1 }).bill_id, { as: 'id' })).toThrow('no row id')
  })

  it('3: all values of Canal are text, those of Flink are not, and both become the same', () => {
    const ofCanal = rowOf(canal('INSERT', [{ bill_id: '7', amount_due: '0.20', paid: '1', note: null }]))
    const ofFlink = rowOf({ data: [{ bill_id: 7, amount_due: 0.2, paid: true, note: null }], type: 'INSERT' })
    for (const row of [ofCanal, ofFlink]) {
      expect(converted(row.bill_id, { as: 'id' })).toBe('7')
      expect(converted(row.amount_due, { as: 'fen', unit: 'yuan' })).toBe(20)
      expect(converted(row.paid, { as: 'flag' })).toBe(1)
      expect(row.note).toBeNull()
    }
  })

  it('4: ENUM is an index and SET a mask in Canal: the mapping lists them as codes', () => {
    const mysqlType = { bill_id: 'bigint(20)', state: "enum('open','paid')", tags: "set('a','b')" }
    const row = rowOf(canal('INSERT', [{ bill_id: '1', state: '2', tags: '3' }], { mysqlType }))
    expect(row).toMatchObject({ state: '2', tags: '3' })
    expect(converted(row.state, { as: 'enum', values: { '1': 'open', '2': 'paid' } })).toBe('paid')
  })

  it('5: binary columns of Canal are their bytes as ISO-8859-1 characters', () => {
    const bytes = Buffer.from([0, 1, 127, 128, 233, 255])
    const row = rowOf(canal('INSERT', [{ bill_id: '1', photo: bytes.toString('latin1') }]))
    expect(Buffer.from(String(row.photo), 'latin1')).toEqual(bytes)
  })

  it('6: a DATETIME has no zone and gets none, also where summer time was, in ms and in µs of one table', () => {
    // 00:30 on 4 May 1986 did not exist in Shanghai
    const row = rowOf(
      wrapped({
        ms: ['io.debezium.time.Timestamp', Date.UTC(1986, 4, 4, 0, 30)],
        us: ['io.debezium.time.MicroTimestamp', Date.UTC(1986, 4, 4, 0, 30) * 1_000 + 7],
      }),
    )
    expect(row).toEqual({ ms: '1986-05-04 00:30:00.000', us: '1986-05-04 00:30:00.000007' })
    expect([row.ms, row.us].map(cell => dayOf(cell, 'datetime'))).toEqual(['1986-05-04', '1986-05-04'])
    expect(rowOf(canal('INSERT', [{ bill_id: '1', at: '1986-05-04 00:30:00' }])).at).toBe(
      '1986-05-04 00:30:00',
    )
  })

  it.each([
    ['Canal: wall clock of its machine', '2026-05-31 23:59:00', '2026-06-01 00:01:00'],
    ['Tencent: with +00:00', '2026-05-31 15:59:00 +00:00', '2026-05-31 16:01:00 +00:00'],
    ['Huawei: seconds since 1970', '1780243140.201', '1780243260.201'],
  ])('7: an instant by dialect falls on its day in Shanghai. %s', (_, evening, morning) => {
    const mysqlType = { bill_id: 'bigint', at: 'timestamp' }
    const at = (cell: string) => rowOf(canal('INSERT', [{ bill_id: '1', at: cell }], { mysqlType })).at
    expect([dayOf(at(evening), 'timestamp'), dayOf(at(morning), 'timestamp')]).toEqual([
      '2026-05-31',
      '2026-06-01',
    ])
  })

  it('7: and is written alike, unless it has no zone', () => {
    const at = (cell: string) =>
      rowOf(canal('INSERT', [{ bill_id: '1', at: cell }], { mysqlType: { at: 'timestamp(3)' } })).at
    expect([at('2026-05-31 15:59:00.5 +00:00'), at('1780243140.201'), at('1780243140')]).toEqual([
      '2026-05-31T15:59:00.5+00:00',
      '2026-05-31T15:59:00.201Z',
      '2026-05-31T15:59:00Z',
    ])
    expect(at('2026-05-31 15:59:00')).toBe('2026-05-31 15:59:00')
  })

  it('7: and Debezium: ISO with Z', () => {
    const at = (cell: string) => typed('io.debezium.time.ZonedTimestamp', cell)
    expect(dayOf(at('2026-05-31T15:59:00.123456Z'), 'timestamp')).toBe('2026-05-31')
    expect(dayOf(at('2026-05-31T16:01:00Z'), 'timestamp')).toBe('2026-06-01')
  })

  it.each([
    [
      'base64 with the scale in the schema',
      () => typed('org.apache.kafka.connect.data.Decimal', 'MDk=', { scale: '2' }),
      '123.45',
    ],
    ['negative', () => typed('org.apache.kafka.connect.data.Decimal', 'z8c=', { scale: '2' }), '-123.45'],
    [
      'a scale below zero',
      () => typed('org.apache.kafka.connect.data.Decimal', 'DA==', { scale: '-2' }),
      '1200',
    ],
    [
      'with its own scale',
      () => typed('io.debezium.data.VariableScaleDecimal', { scale: 2, value: 'MDk=' }),
      '123.45',
    ],
    ['with its own scale and no schema', () => plain({ x: { scale: 2, value: 'MDk=' } }).x, '123.45'],
    ['text', () => plain({ x: '123.45' }).x, '123.45'],
    ['a double', () => plain({ x: 123.45 }).x, 123.45],
    [
      'a JSON number of any length',
      () =>
        rowOf(
          JSON.stringify(envelope('c', { after: { x: 0 } })).replace('"x":0', '"x":123456789012345678901.10'),
        ).x,
      '123456789012345678901.10',
    ],
    ['scientific', () => rowOf('{"data":[{"bill_id":1,"x":2.7E-8}],"type":"INSERT"}').x, 2.7e-8],
    [
      'scientific and long',
      () => rowOf('{"data":[{"bill_id":1,"x":1.234567890123456789E+3}],"type":"INSERT"}').x,
      '1234.567890123456789',
    ],
    [
      'scientific text of a float',
      () => rowOf(canal('INSERT', [{ x: '1.2510357E7' }], { mysqlType: { x: 'double' } })).x,
      '12510357',
    ],
  ])('23: a decimal as %s', (_, cell, expected) => {
    expect(cell()).toBe(expected)
  })

  it('23: what is smaller than a fen is refused as an amount, not rounded', () => {
    for (const cell of [2.7e-8, '0.000000027'])
      expect(() => converted(cell, { as: 'fen', unit: 'yuan' })).toThrow('fraction of a fen')
    expect(typed('org.apache.kafka.connect.data.Decimal', 'not base64!', { scale: '2' })).toBe('not base64!')
  })

  it('24: BIT columns are little-endian', () => {
    expect(typed('io.debezium.data.Bits', 'xwcAAAAAAAA=', { length: '64' })).toBe('1991')
    expect(typed('io.debezium.data.Bits', 'EA==', { length: '5' })).toBe('16')
  })

  it.each([
    ['io.debezium.time.Time', 45_296_123, '12:34:56.123'],
    ['io.debezium.time.MicroTime', -45_296_123_456, '-12:34:56.123456'],
    ['io.debezium.time.MicroTime', 3_020_399_000_000, '838:59:59.000'],
    ['io.debezium.time.MicroTime', -3_020_399_000_000, '-838:59:59.000'],
    ['io.debezium.time.NanoTime', 1, '00:00:00.000000001'],
    ['io.debezium.time.NanoTime', -1, '-00:00:00.000000001'],
  ])('25: a TIME can be negative and longer than a day: %s %s', (name, sent, expected) => {
    expect(typed(name, sent)).toBe(expected)
  })

  it('26: zero dates are not known, whether null, text or parts', () => {
    const ofMaxwell = rowOf(maxwell('insert', { bill_id: 1, at: '0000-00-00 00:00:00' })).at
    const parts = { year: 0, month: 0, day: 0, hour: 0, minute: 0, second: 0, nanos: 0, precision: 6 }
    const structured = typed('io.debezium.time.StructuredTimestamp', parts)
    for (const cell of [plain({ at: null }).at, ofMaxwell, structured])
      expect(converted(cell, { as: 'date', type: 'datetime' })).toBeUndefined()
  })

  it('35: a null that its default may have replaced is named', () => {
    const schema = {
      type: 'struct',
      fields: [
        {
          field: 'after',
          type: 'struct',
          fields: [
            { field: 'status', type: 'int32', optional: true, default: 0 },
            { field: 'grade', type: 'int32', optional: true, default: 1 },
            { field: 'kind', type: 'int32', optional: false, default: 0 },
          ],
        },
      ],
    }
    expect(doubtfulDefaults(schema, { status: 0, grade: null, kind: 0 })).toEqual(['status'])
    expect(doubtfulDefaults(null, { status: 0 })).toEqual([])
  })
})
