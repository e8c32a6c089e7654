import { describe, expect, it } from 'vitest'
import type { Cell } from '../../../ingest/format/record.ts'
import { convert } from '../../../ingest/mapping/convert.ts'
import type { Conversion, TimeType } from '../../../ingest/mapping/mapping.ts'
import { createPseudonyms, orgKey } from '../../../ingest/mapping/pseudonyms.ts'
import { UNKNOWN_DAY } from '../../../warehouse/catalogue/entities.ts'
import { formatDay } from '../../../warehouse/time/day.ts'

const FIELD = { name: 'x', type: 'text', title: '' } as const
const pseudonyms = createPseudonyms(Buffer.alloc(32, 1))

function converted(cell: Cell, conversion: Conversion) {
  return convert(cell, conversion, FIELD, 'unknown', pseudonyms, 1)
}
const refusal = (cell: Cell, conversion: Conversion) => expect(() => converted(cell, conversion))

it.each<Conversion>([
  { as: 'text' },
  { as: 'id' },
  { as: 'org' },
  { as: 'person' },
  { as: 'flag' },
  { as: 'count' },
  { as: 'enum', values: {} },
  { as: 'date', type: 'date' },
  { as: 'month', type: 'date' },
  { as: 'instant', type: 'datetime' },
  { as: 'minutes', unit: 'hours' },
  { as: 'ref' },
  { as: 'fen', unit: 'yuan' },
])('null is not known, also for $as', conversion => {
  expect(converted(null, conversion)).toBe('unknown')
})

describe('money', () => {
  it.each([
    ['0.29', 29],
    [0.29, 29],
    ['1.1', 110],
    ['1.10', 110],
    ['1.100', 110],
    ['2', 200],
    ['2.', 200],
    [0, 0],
    ['-0', 0],
    ['-0.05', -5],
    ['-12.34', -1_234],
    ['90071992547409.91', Number.MAX_SAFE_INTEGER],
    [' 0.20 ', 20],
  ])('%j yuan are %s fen', (cell, fen) => {
    expect(converted(cell, { as: 'fen', unit: 'yuan' })).toBe(fen)
  })

  it.each(['1.005', '0.001', '90071992547409.92', '1,000', '1e3', '', 'abc', 'NaN', '２'])(
    '%j yuan are refused',
    cell => {
      refusal(cell, { as: 'fen', unit: 'yuan' }).toThrow(/amount/)
    },
  )

  it('in fen has no fraction', () => {
    expect(converted(29, { as: 'fen', unit: 'fen' })).toBe(29)
    expect(converted('29.0', { as: 'fen', unit: 'fen' })).toBe(29)
    refusal('29.5', { as: 'fen', unit: 'fen' }).toThrow('fraction of a fen')
  })
})

describe('dates', () => {
  const day = (cell: Cell, type: TimeType) => {
    const found = converted(cell, { as: 'date', type })
    return typeof found === 'number' ? formatDay(found) : found
  }

  it.each<[Cell, TimeType, string]>([
    [20_574, 'date', '2026-05-01'],
    ['20574', 'date', '2026-05-01'],
    ['2026-05-01', 'date', '2026-05-01'],
    ['2024-02-29', 'date', '2024-02-29'],
    [-1, 'date', '1969-12-31'],
    ['1900-01-01', 'date', '1900-01-01'],
    ['2299-12-31', 'date', '2299-12-31'],
    // wall clock: one minute on either side of midnight, in text and in numbers
    [Date.UTC(2026, 4, 31, 23, 59), 'datetime', '2026-05-31'],
    [Date.UTC(2026, 5, 1, 0, 1), 'datetime', '2026-06-01'],
    ['2026-05-31 23:59:00.000', 'datetime', '2026-05-31'],
    ['2026-06-01 00:01:00', 'datetime', '2026-06-01'],
    [Date.UTC(2026, 4, 31, 23, 59) * 1_000, 'datetime_us', '2026-05-31'],
    [Date.UTC(2026, 5, 1, 0, 1) * 1_000, 'datetime_us', '2026-06-01'],
    [Date.UTC(1969, 11, 31, 23, 59), 'datetime', '1969-12-31'],
    // instants: the same minutes in Shanghai
    ['2026-05-31T15:59:00Z', 'timestamp', '2026-05-31'],
    ['2026-05-31T16:01:00Z', 'timestamp', '2026-06-01'],
    ['2026-06-01T00:01:00+08:00', 'timestamp', '2026-06-01'],
    ['2026-05-31 23:59:00', 'timestamp', '2026-05-31'],
    [Date.UTC(2026, 4, 31, 16, 1), 'timestamp', '2026-06-01'],
    [202605, 'yyyymm', '2026-05-01'],
    ['202605', 'yyyymm', '2026-05-01'],
    ['2026-05', 'yyyymm', '2026-05-01'],
    ['2026-05-31', 'yyyymm', '2026-05-01'],
    ['20260531', 'yyyymmdd', '2026-05-31'],
    [20_260_531, 'yyyymmdd', '2026-05-31'],
    ['20260531235900', 'yyyymmdd', '2026-05-31'],
    [20_260_601_000_100, 'yyyymmdd', '2026-06-01'],
    ['2016年4月8日', 'chinese', '2016-04-08'],
    ['2016年12月31日', 'chinese', '2016-12-31'],
    ['2016年04月', 'chinese', '2016-04-01'],
    // seconds are instants as well
    [Date.UTC(2026, 4, 31, 15, 59) / 1_000, 'epoch_s', '2026-05-31'],
    [String(Date.UTC(2026, 4, 31, 16, 1) / 1_000), 'epoch_s', '2026-06-01'],
    ['1624614713.201', 'epoch_s', '2021-06-25'],
    ['2017-12-07 23:59:00.000000000', 'datetime', '2017-12-07'],
  ])('%j as %s is %s', (cell, type, expected) => {
    expect(day(cell, type)).toBe(expected)
  })

  it.each<[Cell, TimeType]>([
    ['', 'date'],
    ['0000-00-00', 'date'],
    ['0000-00-00 00:00:00', 'datetime'],
    ['00000000', 'yyyymmdd'],
    ['', 'chinese'],
  ])('%j as %s is not known', (cell, type) => {
    expect(converted(cell, { as: 'date', type })).toBe(UNKNOWN_DAY)
  })

  it.each<[Cell, TimeType]>([
    ['1899-12-31', 'date'],
    [UNKNOWN_DAY - 1, 'date'],
    ['2300-01-01', 'date'],
    ['2026-02-29', 'date'],
    ['2026-02-31', 'date'],
    ['2026-04-31 10:00:00', 'datetime'],
    ['2026-13-01', 'date'],
    ['01.05.2026', 'date'],
    ['2026/05/01', 'date'],
    [20_574.5, 'date'],
    ['tomorrow', 'timestamp'],
    [202613, 'yyyymm'],
    ['2026', 'yyyymm'],
    [20_574, 'yyyymm'],
    ['20260532', 'yyyymmdd'],
    ['2026053', 'yyyymmdd'],
    ['20260531245900', 'yyyymmdd'],
    ['2016年2月30日', 'chinese'],
    ['2016-04', 'chinese'],
    ['2026-05-01 and more', 'date'],
    [true, 'date'],
  ])('%j as %s is refused', (cell, type) => {
    refusal(cell, { as: 'date', type }).toThrow(
      /^no (date|datetime|yyyymm|yyyymmdd|chinese|timestamp): expected/,
    )
  })

  it.each<[Cell, TimeType, string]>([
    ['2005-01-31', 'date', '2005-01-01'],
    ['2024-02-29', 'date', '2024-02-01'],
    [Date.UTC(2026, 11, 31, 23, 59), 'datetime', '2026-12-01'],
    ['1900-01-15', 'date', '1900-01-01'],
  ])('the month of %j (%s) is %s', (cell, type, expected) => {
    const found = converted(cell, { as: 'month', type })
    expect(typeof found === 'number' && formatDay(found)).toBe(expected)
  })
})

describe('instants', () => {
  const at = (cell: Cell, type: TimeType) => converted(cell, { as: 'instant', type })
  const seconds = (text: string) => Date.parse(text) / 1_000

  it.each<[Cell, TimeType, string]>([
    [Date.UTC(2026, 4, 31, 23, 59, 58, 999), 'datetime', '2026-05-31T23:59:58+08:00'],
    ['2026-05-31 23:59:58.000', 'datetime', '2026-05-31T23:59:58+08:00'],
    ['2026-05-31T23:59', 'datetime', '2026-05-31T23:59:00+08:00'],
    [Date.UTC(2026, 4, 31, 23, 59) * 1_000, 'datetime_us', '2026-05-31T23:59:00+08:00'],
    ['2026-05-31T15:59:00.123456Z', 'timestamp', '2026-05-31T15:59:00Z'],
    ['2026-05-31 23:59:00', 'timestamp', '2026-05-31T15:59:00Z'],
    [1_780_000_000, 'epoch_s', '2026-05-28T20:26:40Z'],
    ['20260531235958', 'yyyymmdd', '2026-05-31T23:59:58+08:00'],
    ['2016年4月8日', 'chinese', '2016-04-08T00:00:00+08:00'],
    [16_899, 'date', '2016-04-08T00:00:00+08:00'],
  ])('%j as %s is %s', (cell, type, expected) => {
    expect(at(cell, type)).toBe(seconds(expected))
  })

  it.each<[Cell, TimeType]>([
    ['', 'datetime'],
    ['0000-00-00 00:00:00', 'datetime'],
  ])('%j as %s is not known', (cell, type) => {
    expect(at(cell, type)).toBe(0)
  })

  it.each<[Cell, TimeType]>([
    ['1969-12-31 23:59:59', 'datetime'],
    ['2200-01-01 00:00:00', 'datetime'],
    ['2026-05-31 25:00:00', 'datetime'],
    ['2026-05-31 10:60:00', 'datetime'],
    ['tomorrow', 'timestamp'],
    [true, 'epoch_s'],
  ])('%j as %s is refused', (cell, type) => {
    refusal(cell, { as: 'instant', type }).toThrow(/^no \w+: expected/)
  })
})

it.each([
  ['90', 'minutes', 90],
  [90.9, 'minutes', 90],
  ['1.5', 'hours', 90],
  ['0.1', 'hours', 6],
  // 0.29 × 60 is 17.4, and in a double 0.3333 × 60 is 19.998
  ['0.29', 'hours', 17],
  ['2.00', 'hours', 120],
  [5_399, 'seconds', 89],
  ['0', 'seconds', 0],
] as const)('%j %s are %s minutes', (cell, unit, minutes) => {
  expect(converted(cell, { as: 'minutes', unit })).toBe(minutes)
})

it.each(['-1', '1:30', '', 'two', '1e3', '71582789'])('%j hours are refused', cell => {
  refusal(cell, { as: 'minutes', unit: 'hours' }).toThrow(/length of time/)
})

describe('ids', () => {
  it.each([
    [7, '7'],
    ['18446744073709551615', '18446744073709551615'],
    ['0', '0'],
  ])('%j is %s', (cell, id) => {
    expect(converted(cell, { as: 'id' })).toBe(id)
  })

  it.each(['18446744073709551616', '-1', '1.5', 'abc', '', -3])('%j is refused', cell => {
    refusal(cell, { as: 'id' }).toThrow('no row id')
  })

  it('of another row are those of its own log: a number as it is, text hashed', () => {
    expect(converted('42', { as: 'ref' })).toBe('42')
    expect(converted(42, { as: 'ref' })).toBe('42')
    expect(converted('8E2F', { as: 'ref' })).toBe(pseudonyms.row('8E2F'))
    expect(converted('042', { as: 'ref' })).toBe(pseudonyms.row('042'))
    expect(converted('', { as: 'ref' })).toBe('0')
  })

  it('of an organisation are keys of the tree; none is none', () => {
    expect(converted(7, { as: 'org' })).toBe(orgKey(1, '7'))
    expect(converted('7', { as: 'org' })).toBe(orgKey(1, '7'))
    expect([converted(0, { as: 'org' }), converted('', { as: 'org' })]).toEqual(['0', '0'])
  })

  it('of a person are pseudonyms that depend on the secret, not on the way of writing', () => {
    const key = converted('44010120050101001x', { as: 'person' })
    expect(key).toMatch(/^\d{10,20}$/)
    expect(converted(' 44010120050101001X ', { as: 'person' })).toBe(key)
    expect(createPseudonyms(Buffer.alloc(32, 2)).person('44010120050101001X')).not.toBe(key)
    expect(converted(' ', { as: 'person' })).toBe('0')
  })

  it('of a person are the same in every system, of an organisation they are not', () => {
    const inSystem = (system: number, as: 'person' | 'org') =>
      convert('44010120050101001X', { as }, FIELD, 'unknown', pseudonyms, system)
    expect(inSystem(1, 'person')).toBe(inSystem(2, 'person'))
    expect(inSystem(1, 'org')).not.toBe(inSystem(2, 'org'))
  })
})

it.each([
  [1, 1],
  ['1', 1],
  [true, 1],
  ['TRUE', 1],
  [0, 0],
  ['', 0],
  [false, 0],
])('%j as a flag is %s', (cell, flag) => {
  expect(converted(cell, { as: 'flag' })).toBe(flag)
})

it.each([2, 'yes', '-1'])('%j is no flag', cell => {
  refusal(cell, { as: 'flag' }).toThrow('no flag')
})

it('flags in the words of the source', () => {
  const conversion: Conversion = { as: 'flag', yes: ['是', 'Y'], no: ['否', 'N'] }
  expect(['是', 'Y', ' 是 ', '否', 'N'].map(cell => converted(cell, conversion))).toEqual([1, 1, 1, 0, 0])
  for (const cell of ['1', '', 'y', true]) refusal(cell, conversion).toThrow('no flag: expected 是 or 否')
  expect(converted('T', { as: 'flag', yes: ['t'], no: ['f'] })).toBe(1)
})

it('counts are whole and fit', () => {
  expect([converted('90', { as: 'count' }), converted(4_294_967_295, { as: 'count' })]).toEqual([
    90, 4_294_967_295,
  ])
  for (const cell of [-1, 1.5, 4_294_967_296, 'many']) refusal(cell, { as: 'count' }).toThrow('no count')
})

it('codes are those of the mapping, as number, text or truth', () => {
  const conversion: Conversion = { as: 'enum', values: { '1': 'male', '01': 'female' } }
  expect([1, '1', ' 1 ', true, '01'].map(cell => converted(cell, conversion))).toEqual([
    'male',
    'male',
    'male',
    'male',
    'female',
  ])
  for (const cell of [2, '', 'male', 'toString', '__proto__'])
    refusal(cell, conversion).toThrow('a code that the mapping does not list for x')
})

it('a number that JSON may have rounded is not taken', () => {
  for (const conversion of [{ as: 'id' }, { as: 'fen', unit: 'yuan' }] as const)
    expect(() => converted(2 ** 53, conversion)).toThrow(expect.objectContaining({ name: 'LostDigits' }))
  expect(() => converted(0.1234567890123456, { as: 'text' })).toThrow(
    expect.objectContaining({ name: 'LostDigits' }),
  )
})
